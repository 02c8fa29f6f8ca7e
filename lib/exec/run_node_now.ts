// Runs a program of this package by the Node that runs now, and waits for it: for threads that can do nothing else
// meanwhile.
import { spawnSync } from 'node:child_process';
import { execPath } from 'node:process';
import { ProgramNotStarted } from './errors';
import { parsedProgramEnvironment } from './program_environment';

const MOST_OUTPUT_BYTES = 32 * 1024 * 1024;

/** `timeoutMs` until it is killed. */
export interface NowOptions {
  readonly input: string;
  readonly timeoutMs: number;
}

/** What it writes to standard output. Throws ProgramNotStarted, also when it does not end well. */
export function runNodeNow(file: string, args: readonly string[], { input, timeoutMs }: NowOptions): string {
  const { error, status, signal, stdout, stderr } = spawnSync(execPath, [file, ...args], {
    ...{ input, timeout: timeoutMs, killSignal: 'SIGKILL', encoding: 'utf8', cwd: '/' },
    ...{ env: parsedProgramEnvironment(), maxBuffer: MOST_OUTPUT_BYTES },
  });
  if (error) throw new ProgramNotStarted(file, error.message, error);
  if (status === 0) return stdout;
  const [said] = stderr.trim().split('\n');
  throw new ProgramNotStarted(file, said || `it ended with ${status ?? signal}`);
}
