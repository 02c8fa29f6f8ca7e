// A program that runs beside the tests, its output in a log file, ended by pid.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { waitFor } from './wait_for';

const TAIL_LINES = 25;
const GRACE_MS = 5_000;

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** How the program left; `code` is null when a signal ended it. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class Child {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  private left: Exit | undefined;

  private constructor(
    readonly name: string,
    /** File with stdout and stderr. */
    readonly log: string,
    private readonly process: ChildProcess,
  ) {
    if (process.pid === undefined) throw new Error(`${name} did not start`);
    this.pid = process.pid;
    this.exited = new Promise(resolve => {
      process.once('exit', (code, signal) => {
        this.left = { code, signal };
        resolve(this.left);
      });
    });
  }

  /** Starts `file` with `args`, no shell; output is appended to `log`. */
  static start(
    name: string,
    log: string,
    file: string,
    args: readonly string[],
    options: ChildOptions = {},
  ): Child {
    const output = openSync(log, 'a');
    const process_ = spawn(file, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
      stdio: ['ignore', output, output],
    });
    process_.on('error', () => undefined);
    closeSync(output);
    return new Child(name, log, process_);
  }

  get running(): boolean {
    return this.left === undefined;
  }

  /** Everything it has printed so far. */
  output(): string {
    return readFileSync(this.log, 'utf8');
  }

  /** Waits until its output matches; rejects with the end of the log when it exits or time is up. */
  async untilPrinted(pattern: RegExp, timeoutMs = 20_000): Promise<RegExpExecArray> {
    try {
      return await waitFor(
        `${this.name} to print ${pattern}`,
        () => {
          const found = pattern.exec(this.output());
          if (found) return found;
          if (!this.running) throw new Error(`${this.name} ended with ${JSON.stringify(this.left)}`);
          return undefined;
        },
        timeoutMs,
      );
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${this.tail()}\n(log: ${this.log})`);
    }
  }

  signal(name: NodeJS.Signals): void {
    if (this.running) this.process.kill(name);
  }

  /** Asks it to end; kills it when it has not within the grace. */
  async stop(graceMs = GRACE_MS): Promise<Exit> {
    // A stopped process would not hear of it.
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), graceMs);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  /** Ends it as a crash would. */
  kill(): Promise<Exit> {
    this.signal('SIGKILL');
    return this.exited;
  }

  private tail(): string {
    return this.output().trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  }
}
