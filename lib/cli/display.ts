// The one object through which commands speak; decides colours, progress and what stdout and stderr get.

export interface Display {
  /** A line of result on stdout. */
  line(text?: string): void;
  /** A line for the person at the terminal, on stderr. */
  notice(text: string): void;
  /** A progress line on stderr, rewritten in place; nothing when stderr is no terminal. */
  progress(done: number, total: number): void;
  /** Ends the progress line. */
  progressEnd(): void;
  readonly colour: boolean;
  /** Columns of stdout, 80 when unknown. */
  readonly columns: number;
}
