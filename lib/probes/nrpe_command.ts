// Runs a command of NRPE, without a shell. Whatever is not clear is UNKNOWN, never OK.
import { describeError, FleetspecError } from '../errors';
import type { Exec, ExecResult } from '../exec/exec';
import type { HostPaths } from '../exec/host_paths';
import { splitCommandLine } from './command_words';
import { readNrpeCommands, type SettingReader } from './nrpe_config';
import type { ProgramLimits } from './program_limits';

/** 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. */
export type NagiosState = 0 | 1 | 2 | 3;

export interface NrpeResult {
  readonly exitcode: NagiosState;
  /** What it printed; when it did not run or end by itself, a sentence about that. */
  readonly output: string;
}

export interface NrpeHost {
  readonly exec: Exec;
  readonly paths: HostPaths;
  setting: SettingReader;
}

const MAX_OUTPUT_BYTES = 64 * 1024;

/** `args` stand for `$ARG1$` … in the command line. Never rejects. */
export async function runNrpeCommand(
  host: NrpeHost,
  name: string,
  limits: ProgramLimits,
  args: readonly string[] = [],
): Promise<NrpeResult> {
  try {
    const commands = await readNrpeCommands(host.paths, setting => host.setting(setting));
    const line = commands.get(name);
    return line === undefined
      ? unknown(`No such command: ${name}`)
      : await runCommandLine(host.exec, name, line, limits, args);
  } catch (error) {
    if (error instanceof FleetspecError) return unknown(describeError(error));
    throw error;
  }
}

async function runCommandLine(
  exec: Exec,
  name: string,
  line: string,
  limits: ProgramLimits,
  args: readonly string[],
): Promise<NrpeResult> {
  const split = splitCommandLine(line, args);
  if ('refused' in split) {
    return unknown(`the command line of ${name} needs a shell, and is not run: ${split.refused}`);
  }
  const [program, ...words] = split.words;
  const result = await exec.run(program, words, { ...limits, maxOutputBytes: MAX_OUTPUT_BYTES });
  return asResult(name, result, limits);
}

function asResult(
  name: string,
  { code, signal, stdout, timedOut }: ExecResult,
  limits: ProgramLimits,
): NrpeResult {
  if (timedOut) return unknown(`${name} did not end within ${limits.timeoutMs / 1000} s`);
  if (code === null) return unknown(`${name} was ended by ${signal ?? 'a signal'}`);
  return { exitcode: code === 0 || code === 1 || code === 2 ? code : 3, output: stdout };
}

const unknown = (output: string): NrpeResult => ({ exitcode: 3, output });
