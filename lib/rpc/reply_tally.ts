// Who was expected to answer, who did, and who is missing.

export type Arrival = 'expected' | 'duplicate' | 'unexpected';

export class ReplyTally {
  readonly #expected: ReadonlySet<string> | undefined;
  readonly #seen = new Set<string>();
  #answered = 0;

  /** `expected` undefined: whoever answers is welcome, and nobody is ever missing. */
  constructor(expected?: Iterable<string>) {
    this.#expected = expected && new Set(expected);
  }

  /** Notes an answer of `sender` and says what it is. */
  add(sender: string): Arrival {
    if (this.#seen.has(sender)) return 'duplicate';
    this.#seen.add(sender);
    if (this.#expected && !this.#expected.has(sender)) return 'unexpected';
    this.#answered += 1;
    return 'expected';
  }

  /** Everyone expected has answered; never so when nobody in particular was. */
  get complete(): boolean {
    return this.#expected !== undefined && this.#answered >= this.#expected.size;
  }

  /** Expected and silent, sorted. */
  missing(): string[] {
    return [...(this.#expected ?? [])].filter(name => !this.#seen.has(name)).sort();
  }
}
