// Growing delays between reconnects.

export interface BackOffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  /** 0 ≤ x < 1; Math.random unless a test says otherwise. */
  readonly random: () => number;
}

/** Doubles from `initialMs` to `maxMs`, minus up to half, so that a fleet does not come back in one instant. */
export class BackOff {
  private attempts = 0;

  constructor(private readonly options: BackOffOptions) {}

  nextMs(): number {
    const { initialMs, maxMs, random } = this.options;
    const delay = Math.min(maxMs, initialMs * 2 ** this.attempts++);
    return delay - (delay / 2) * random();
  }

  reset(): void {
    this.attempts = 0;
  }
}
