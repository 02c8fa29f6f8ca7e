// What the rest of the code may ask of the machine: run a program, leave one running, signal one.

export interface ExecResult {
  /** Exit code, or null when killed by a signal or the time limit. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** Output was cut at the limit. */
  readonly truncated: boolean;
}

export interface ExecOptions {
  readonly timeoutMs: number;
  /** Per stream, default 1 MiB; what comes after is read and thrown away. */
  readonly maxOutputBytes?: number;
  /** Ends the program as the time limit does. */
  readonly signal?: AbortSignal;
  /** Text for standard input; without it standard input is empty. */
  readonly input?: string;
  /** Variables besides PATH, LC_ALL and HOME; of the same name these win. */
  readonly env?: Readonly<Record<string, string>>;
  /** Working folder, default `/`. */
  readonly cwd?: string;
  /** It is left to finish when this process ends: what it says goes to files, for a pipe would break under it. */
  readonly outlives?: true;
}

/** Starts programs with argument arrays; there is no shell anywhere. */
export interface Exec {
  /** Rejects with ProgramNotFound or ProgramNotStarted; a program that fails is a result, not an error. */
  run(file: string, args: readonly string[], options: ExecOptions): Promise<ExecResult>;
  /** Starts a program that outlives the request and this process; resolves with its pid. */
  detach(file: string, args: readonly string[]): Promise<number>;
  /** Signals a process; false when there is no such process or it may not be signalled. */
  signal(pid: number, signal: NodeJS.Signals): boolean;
}
