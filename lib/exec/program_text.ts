// What a program said on one of its streams, up to a limit.

export interface ProgramText {
  readonly text: string;
  /** It said more than was kept. */
  readonly truncated: boolean;
  /** Stops listening, whoever still holds the other end; `text` stays. */
  release(): void;
}
