// Nagios's external command file: a named pipe that takes one line per command.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { NagiosFileTarget } from '../../config/passive_config';
import { ReceiverUnavailable } from '../errors';
import { nagiosOutput } from '../output_text';
import { type PassiveResult, stateCode } from '../passive_result';
import type { Receiver } from '../receiver';
import { fileProblem } from './file_problem';

const { O_WRONLY, O_NONBLOCK, O_NOFOLLOW } = constants;

/** PIPE_BUF of Linux: a write of so many bytes is never mixed with another's, longer ones may be. */
const MAX_LINE_BYTES = 4096;

export class CommandFileReceiver implements Receiver {
  readonly name: string;
  readonly batch = 1;
  readonly #path: string;

  constructor({ name, path }: Pick<NagiosFileTarget, 'name' | 'path'>) {
    this.name = name;
    this.#path = path;
  }

  async send(results: readonly PassiveResult[]): Promise<void> {
    const pipe = await this.#open();
    try {
      if (!(await pipe.stat()).isFIFO())
        throw this.#unavailable(
          'it is no named pipe',
          'remove the file and restart Nagios, which makes the pipe',
        );
      for (const result of results) await this.#write(pipe, Buffer.from(commandLine(result)));
    } finally {
      await pipe.close();
    }
  }

  // Without O_NONBLOCK the open would wait for a Nagios that is not there.
  async #open(): Promise<FileHandle> {
    try {
      return await open(this.#path, O_WRONLY | O_NONBLOCK | O_NOFOLLOW);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENXIO') throw this.#unavailable('nobody reads it');
      const remedy = 'check that it is command_file in nagios.cfg, and that this user may write to it';
      throw this.#unavailable(fileProblem(error), remedy, error);
    }
  }

  async #write(pipe: FileHandle, line: Buffer): Promise<void> {
    let written: number;
    try {
      ({ bytesWritten: written } = await pipe.write(line));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') throw this.#unavailable('it is full: Nagios does not keep up');
      if (code === 'EPIPE') throw this.#unavailable('nobody reads it any more');
      throw this.#unavailable(fileProblem(error), undefined, error);
    }
    if (written < line.length) throw this.#unavailable('it took a part of a line only');
  }

  #unavailable(
    problem: string,
    remedy = 'check that Nagios runs with check_external_commands=1',
    cause?: unknown,
  ) {
    return new ReceiverUnavailable(this.name, this.#path, problem, { remedy, cause });
  }
}

/** `[ts] PROCESS_SERVICE_CHECK_RESULT;host;service;code;output` and its line feed. */
export function commandLine(result: PassiveResult): string {
  const { host, service, endedAt } = result;
  const command =
    service === undefined
      ? `PROCESS_HOST_CHECK_RESULT;${host}`
      : `PROCESS_SERVICE_CHECK_RESULT;${host};${service}`;
  const head = `[${Math.floor(endedAt / 1000)}] ${command};${stateCode(result)};`;
  return `${head}${nagiosOutput(result, MAX_LINE_BYTES - Buffer.byteLength(head) - 1)}\n`;
}
