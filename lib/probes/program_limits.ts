// How long a program that is asked for the state of the host may take.

export interface ProgramLimits {
  readonly timeoutMs: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}
