// Runs a program to its end and tells what it printed, how it ended and how long it took.
import { spawn } from 'node:child_process';

/** How a finished program left. */
export interface Outcome {
  readonly command: string;
  /** Exit code, null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly elapsedMs: number;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The program is killed after this many ms; default 30 000. */
  readonly timeoutMs?: number;
  /** Text for stdin; without it stdin is empty. */
  readonly input?: string;
  /** Told the pid as soon as the program runs. */
  readonly onStart?: (pid: number) => void;
}

/** Runs `file` with `args`, no shell. Rejects only when it cannot be started. */
export function runProgram(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const command = [file, ...args].join(' ');
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, options.timeoutMs ?? 30_000);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on('data', (bytes: Buffer) => stdout.push(bytes));
    child.stderr?.on('data', (bytes: Buffer) => stderr.push(bytes));
    child.on('error', error => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', code => {
      clearTimeout(timer);
      resolve({
        command,
        code,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
        timedOut,
        elapsedMs: performance.now() - started,
      });
    });
    if (options.input !== undefined) child.stdin?.end(options.input);
    if (child.pid !== undefined) options.onStart?.(child.pid);
  });
}

/** The outcome, for the message of an assertion. */
export function describeOutcome(outcome: Outcome): string {
  const how = outcome.timedOut ? 'was killed at its time limit' : `exit ${outcome.code}`;
  return `${outcome.command}\n${how} after ${Math.round(outcome.elapsedMs)} ms\nstdout:\n${outcome.stdout}\nstderr:\n${outcome.stderr}`;
}
