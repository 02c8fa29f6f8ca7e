// The real Exec: programs of this machine, with argument arrays, a clean environment and limits.
import { type ChildProcess, spawn } from 'node:child_process';
import { signalProcess } from '../environment';
import { type Clock, systemClock } from '../util/clock';
import { BoundedText } from './bounded_text';
import { ProgramNotFound, ProgramNotStarted } from './errors';
import type { Exec, ExecOptions, ExecResult } from './exec';
import { FileText } from './file_text';
import { detachedProgramEnvironment, parsedProgramEnvironment } from './program_environment';
import { RunningProgram } from './running_program';

const DEFAULT_MAX_OUTPUT = 1024 * 1024;

export class SystemExec implements Exec {
  constructor(private readonly clock: Clock = systemClock) {}

  async run(file: string, args: readonly string[], options: ExecOptions): Promise<ExecResult> {
    const said = options.outlives ? this.#files(file, options) : undefined;
    try {
      const child = tryStart(file, () =>
        spawn(file, args, {
          cwd: options.cwd ?? '/',
          env: { ...parsedProgramEnvironment(), ...options.env },
          detached: true,
          stdio: said ? ['pipe', said.stdout.fd, said.stderr.fd] : 'pipe',
        }),
      );
      await started(child, file);
      return new RunningProgram(child, said ?? pipesOf(child, options), options, this.clock).result();
    } catch (error) {
      said?.stdout.release();
      said?.stderr.release();
      throw error;
    }
  }

  #files(file: string, options: ExecOptions) {
    let stdout: FileText | undefined;
    try {
      stdout = this.#file(options);
      return { stdout, stderr: this.#file(options) };
    } catch (error) {
      stdout?.release();
      throw new ProgramNotStarted(file, `no file for what it says: ${(error as Error).message}`, error);
    }
  }

  #file({ maxOutputBytes = DEFAULT_MAX_OUTPUT }: ExecOptions): FileText {
    return new FileText(maxOutputBytes, this.clock);
  }

  async detach(file: string, args: readonly string[]): Promise<number> {
    const child = tryStart(file, () =>
      spawn(file, args, { cwd: '/', env: detachedProgramEnvironment(), detached: true, stdio: 'ignore' }),
    );
    await started(child, file);
    child.unref();
    return child.pid!;
  }

  signal(pid: number, signal: NodeJS.Signals): boolean {
    // 0 and less stand for whole groups, ours among them.
    return pid > 0 && signalProcess(pid, signal);
  }
}

function pipesOf(child: ChildProcess, { maxOutputBytes = DEFAULT_MAX_OUTPUT }: ExecOptions) {
  return {
    stdout: new BoundedText(child.stdout!, maxOutputBytes),
    stderr: new BoundedText(child.stderr!, maxOutputBytes),
  };
}

// spawn throws at once for arguments that cannot be passed, such as one with a NUL in it.
function tryStart<T extends ChildProcess>(file: string, start: () => T): T {
  try {
    return start();
  } catch (error) {
    throw new ProgramNotStarted(file, (error as Error).message, error);
  }
}

function started(child: ChildProcess, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve());
    // Stays for the child's life: a late error must not become an uncaught one.
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'ENOENT'
          ? new ProgramNotFound(file, error)
          : new ProgramNotStarted(file, error.code ?? error.message, error),
      );
    });
  });
}
