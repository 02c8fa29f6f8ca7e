// The programs of an emulated host: each a function in this process, found by its name. Nothing is ever started.
import { basename } from 'node:path';
import { ProgramNotFound } from '../exec/errors';
import type { Exec, ExecOptions, ExecResult } from '../exec/exec';

/** What a program does with its arguments (its own name not among them). A rejection is one of starting it. */
export type EmulatedProgram = (
  args: readonly string[],
  options: ExecOptions,
) => EmulatedResult | Promise<EmulatedResult>;

/** What is not said: exit code 0, no output. */
export type EmulatedResult = Partial<Omit<ExecResult, 'truncated'>>;

/** Takes a signal; false when there is no such process. */
export type SignalTaker = (pid: number, signal: NodeJS.Signals) => boolean;

const DEFAULT_MAX_OUTPUT = 1024 * 1024;
/** Of the first program that is left running; real ones of these numbers are not touched, there is no real signal. */
const FIRST_PID = 20_000;

export class EmulatedPrograms implements Exec {
  readonly #programs = new Map<string, EmulatedProgram>();
  readonly #signalTakers: SignalTaker[] = [];
  #hanging = false;
  #pid = FIRST_PID;

  /** Each by the name it is called by, with or without a folder before it; one of the same name is replaced. */
  install(programs: Readonly<Record<string, EmulatedProgram>>): void {
    for (const [name, program] of Object.entries(programs)) this.#programs.set(name, program);
  }

  /** From now on they are not installed. */
  uninstall(...names: readonly string[]): void {
    for (const name of names) this.#programs.delete(name);
  }

  /** Whom signals are offered to, in turn, until one takes it. */
  onSignal(taker: SignalTaker): void {
    this.#signalTakers.push(taker);
  }

  /** From now on no program ends by itself: the host hangs. */
  hang(): void {
    this.#hanging = true;
  }

  async run(file: string, args: readonly string[], options: ExecOptions): Promise<ExecResult> {
    if (this.#hanging) return hung(options);
    return bounded(await this.#find(file)(args, options), options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT);
  }

  /** The program runs at once and to its end; nobody hears how. */
  async detach(file: string, args: readonly string[]): Promise<number> {
    const program = this.#find(file);
    if (!this.#hanging) await program(args, { timeoutMs: Number.POSITIVE_INFINITY });
    return this.#pid++;
  }

  signal(pid: number, signal: NodeJS.Signals): boolean {
    return this.#signalTakers.some(take => take(pid, signal));
  }

  #find(file: string): EmulatedProgram {
    const program = this.#programs.get(basename(file));
    if (!program) throw new ProgramNotFound(file);
    return program;
  }
}

const ENDED: ExecResult = {
  code: 0,
  signal: null,
  stdout: '',
  stderr: '',
  timedOut: false,
  truncated: false,
};

function bounded(result: EmulatedResult, maxBytes: number): ExecResult {
  const { stdout = '', stderr = '' } = result;
  const cut = (text: string): string => Buffer.from(text).subarray(0, maxBytes).toString();
  const truncated = Math.max(Buffer.byteLength(stdout), Buffer.byteLength(stderr)) > maxBytes;
  return { ...ENDED, ...result, stdout: cut(stdout), stderr: cut(stderr), truncated };
}

function hung({ signal }: ExecOptions): Promise<ExecResult> {
  return new Promise(resolve => {
    const give = (): void => resolve({ ...ENDED, code: null, signal: 'SIGKILL', timedOut: true });
    if (signal?.aborted) give();
    else signal?.addEventListener('abort', give, { once: true });
  });
}
