// Who was expected to answer, who did, and who is missing.

export type Arrival = 'expected' | 'duplicate' | 'unexpected';

export class ReplyTally {
  readonly #expected: Set<string> | undefined;
  readonly #answered = new Set<string>();
  readonly #strangers = new Set<string>();
  // Of those asked last.
  #round: ReadonlySet<string>;
  #open: number;

  /** `expected` undefined: whoever answers is welcome, and nobody is ever missing. */
  constructor(expected?: Iterable<string>) {
    this.#expected = expected && new Set(expected);
    this.#round = this.#expected ?? new Set();
    this.#open = this.#round.size;
  }

  /** More are expected from now on; `complete` is about these. */
  ask(nodes: readonly string[]): void {
    for (const node of nodes) this.#expected?.add(node);
    this.#round = new Set(nodes);
    this.#open = this.#round.size;
  }

  /** Notes an answer of `sender` and says what it is. Whoever answers before being asked has to answer again. */
  add(sender: string): Arrival {
    if (this.#answered.has(sender)) return 'duplicate';
    if (this.#expected && !this.#expected.has(sender)) return this.#addStranger(sender);
    this.#answered.add(sender);
    if (this.#round.has(sender)) this.#open -= 1;
    return 'expected';
  }

  /** Everyone of those asked last has answered; never so when nobody in particular was. */
  get complete(): boolean {
    return this.#expected !== undefined && this.#open === 0;
  }

  /** Expected and silent, sorted. */
  missing(): string[] {
    return [...(this.#expected ?? [])].filter(name => !this.#answered.has(name)).sort();
  }

  #addStranger(sender: string): Arrival {
    if (this.#strangers.has(sender)) return 'duplicate';
    this.#strangers.add(sender);
    return 'unexpected';
  }
}
