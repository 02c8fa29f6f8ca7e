// One program from start to result: its own process group, a time limit, an output limit.
import type { ChildProcess } from 'node:child_process';
import { signalProcess } from '../environment';
import type { Clock, Timer } from '../util/clock';
import type { ExecOptions, ExecResult } from './exec';
import type { ProgramText } from './program_text';

/** Between SIGTERM and SIGKILL, ms. */
const TERM_GRACE_MS = 1000;
/** After the program ended, for output that something it started still holds open, ms. */
const DRAIN_MS = 500;

export class RunningProgram {
  readonly #timers: Timer[] = [];
  readonly #result: Promise<ExecResult>;
  #settle!: (result: ExecResult) => void;
  #timedOut = false;
  #ending = false;
  #finished = false;
  #exit: { code: number | null; signal: string | null } = { code: null, signal: null };

  constructor(
    private readonly child: ChildProcess,
    private readonly said: { readonly stdout: ProgramText; readonly stderr: ProgramText },
    private readonly options: ExecOptions,
    private readonly clock: Clock,
  ) {
    this.#result = new Promise(resolve => {
      this.#settle = resolve;
    });
    this.#watch();
    this.#feed();
  }

  result(): Promise<ExecResult> {
    return this.#result;
  }

  #watch(): void {
    const { child, options } = this;
    child.on('exit', (code, signal) => {
      this.#exit = { code, signal };
      this.#later(DRAIN_MS, () => this.#finish());
    });
    child.on('close', () => this.#finish());
    this.#later(options.timeoutMs, () => {
      this.#timedOut = true;
      this.#end();
    });
    if (options.signal?.aborted) this.#end();
    else options.signal?.addEventListener('abort', this.#end, { once: true });
  }

  #feed(): void {
    // The program may end without reading; that is its choice.
    this.child.stdin?.on('error', () => {});
    this.child.stdin?.end(this.options.input ?? '');
  }

  readonly #end = (): void => {
    this.#ending = true;
    killGroup(this.child, 'SIGTERM');
    this.#later(TERM_GRACE_MS, () => {
      killGroup(this.child, 'SIGKILL');
      this.#later(DRAIN_MS, () => this.#finish());
    });
  };

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    const { stdout, stderr } = this.said;
    // What it started may outlive it, and need not have listened to SIGTERM.
    if (this.#ending) killGroup(this.child, 'SIGKILL');
    for (const timer of this.#timers) timer.cancel();
    this.options.signal?.removeEventListener('abort', this.#end);
    stdout.release();
    stderr.release();
    this.#settle({
      code: this.#timedOut ? null : this.#exit.code,
      signal: this.#exit.signal,
      stdout: stdout.text,
      stderr: stderr.text,
      timedOut: this.#timedOut,
      truncated: stdout.truncated || stderr.truncated,
    });
  }

  #later(ms: number, fn: () => void): void {
    this.#timers.push(this.clock.after(ms, fn));
  }
}

// The child leads a group of its own, so what it started goes with it.
function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) signalProcess(-child.pid, signal);
}
