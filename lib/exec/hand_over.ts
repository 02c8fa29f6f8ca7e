// Hands the terminal over to a program, until it ends: for those that a person talks to, such as ssh.
import { spawn } from 'node:child_process';
import { ProgramNotFound, ProgramNotStarted } from './errors';

/** What a shell says of a program that a signal ended is 128 and the signal's number; which one matters to nobody here. */
const ENDED_BY_SIGNAL = 128;

/** Resolves with its exit code. Rejects with ProgramNotFound or ProgramNotStarted. */
export function handOver(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', env: { ...env } });
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ENOENT'
          ? new ProgramNotFound(file, error)
          : new ProgramNotStarted(file, error.code ?? error.message, error),
      ),
    );
    child.once('close', code => resolve(code ?? ENDED_BY_SIGNAL));
  });
}
