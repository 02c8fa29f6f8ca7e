// Things that arrive one by one, kept from the first on: every iterator sees them all, whenever it starts.

export class Arrivals<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #ended = false;
  #fault: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;
  #change: Promise<void> | undefined;

  get items(): readonly T[] {
    return this.#items;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#changed();
  }

  /** Nothing more will arrive. */
  end(): void {
    this.#ended = true;
    this.#changed();
  }

  /** Nothing more will arrive, because of `error`: iterators throw it once they have seen every item. */
  fail(error: unknown): void {
    this.#fault ??= { error };
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (let next = 0; ; ) {
      while (next < this.#items.length) yield this.#items[next++]!;
      if (this.#fault) throw this.#fault.error;
      if (this.#ended) return;
      await this.#nextChange();
    }
  }

  // One promise for all who wait, made only when somebody does: pushing stays cheap.
  #nextChange(): Promise<void> {
    this.#change ??= new Promise(resolve => {
      this.#wake = resolve;
    });
    return this.#change;
  }

  #changed(): void {
    this.#wake?.();
    this.#wake = undefined;
    this.#change = undefined;
  }
}
