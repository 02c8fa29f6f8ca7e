// Feeds one codec mutated inputs, and notes what it must not do: crash, take long, keep memory.
import type { FuzzCodec } from './fuzz_codec';
import { mutate } from './mutate';
import { Random, seedOf } from './random';

/** Longest time for one input of at most 16 KiB, ms. */
export const LIMIT_MS = 50;
/** What the heap may grow between the first blocks and the last. */
export const LIMIT_GROWTH = 16 * 1024 * 1024;
const MAX_FINDINGS = 20;
// A collection, or another process, may interrupt one run; not four.
const CONFIRMATIONS = 3;

export interface Finding {
  readonly codec: string;
  readonly kind: 'crash' | 'slow' | 'memory';
  readonly index: number;
  readonly detail: string;
  readonly input: Buffer;
}

export interface FuzzOptions {
  readonly seed: number;
  readonly count: number;
  /** The first input, to repeat one. */
  readonly from?: number;
  readonly blocks?: number;
  /** Milliseconds of work, best those of this process alone; without it nothing is timed. */
  readonly now?: () => number;
  /** Bytes of the heap after a collection; without it memory is not watched. */
  readonly heap?: () => number;
  readonly onBlock?: (done: number) => void;
}

export interface FuzzReport {
  readonly codec: string;
  readonly inputs: number;
  /** Inputs the codec took for good ones. */
  readonly accepted: number;
  readonly findings: readonly Finding[];
  readonly seconds: number;
  readonly slowestMs: number;
  /** Bytes, undefined when not watched. */
  readonly growth: number | undefined;
}

interface Input {
  readonly bytes: Buffer;
  readonly random: Random;
  readonly from: number;
}

export function runCodec(codec: FuzzCodec, options: FuzzOptions): FuzzReport {
  return new Run(codec, options).report();
}

class Run {
  readonly #findings: Finding[] = [];
  readonly #dictionary: readonly Buffer[];
  readonly #heaps: number[] = [];
  #accepted = 0;
  #inputs = 0;
  #slowestMs = 0;

  constructor(
    private readonly codec: FuzzCodec,
    private readonly options: FuzzOptions,
  ) {
    this.#dictionary = codec.dictionary.map(word => Buffer.from(word, 'latin1'));
  }

  report(): FuzzReport {
    const { count, from = 0, blocks = 10, now = () => 0, onBlock } = this.options;
    const started = now();
    for (let block = 1, index = from; block <= blocks && !this.#full; block++) {
      const end = from + Math.floor((count * block) / blocks);
      for (; index < end && !this.#full; index++) this.#one(index);
      if (this.options.heap) this.#heaps.push(this.options.heap());
      onBlock?.(index - from);
    }
    this.#lookAtMemory();
    return {
      codec: this.codec.name,
      inputs: this.#inputs,
      accepted: this.#accepted,
      findings: this.#findings,
      seconds: (now() - started) / 1000,
      slowestMs: this.#slowestMs,
      growth: this.#growth,
    };
  }

  get #full(): boolean {
    return this.#findings.length >= MAX_FINDINGS;
  }

  #one(index: number): void {
    this.#inputs += 1;
    try {
      const { ms, taken } = this.#feed(index);
      if (taken) this.#accepted += 1;
      if (ms > LIMIT_MS) this.#confirmSlow(index, ms);
      else this.#slowestMs = Math.max(this.#slowestMs, ms);
    } catch (error) {
      this.#find('crash', index, error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  #feed(index: number): { ms: number; taken: boolean } {
    const { now } = this.options;
    const { bytes, random, from } = this.#input(index);
    const started = now?.() ?? 0;
    const taken = this.codec.feed(bytes, random, from);
    return { ms: (now?.() ?? 0) - started, taken };
  }

  // The same for the same seed and index, whatever came before.
  #input(index: number): Input {
    const { corpus, name } = this.codec;
    const random = new Random(seedOf(name, this.options.seed, index));
    const from = random.below(corpus.length);
    const bytes = mutate(corpus[from]!, random, { corpus, dictionary: this.#dictionary });
    return { bytes, random, from };
  }

  #confirmSlow(index: number, first: number): void {
    const again = Array.from({ length: CONFIRMATIONS }, () => this.#feed(index).ms);
    const fastest = Math.min(first, ...again);
    this.#slowestMs = Math.max(this.#slowestMs, fastest);
    if (fastest > LIMIT_MS) this.#find('slow', index, `${fastest.toFixed(1)} ms`);
  }

  // The first blocks fill caches and compile.
  get #growth(): number | undefined {
    const [, second, ...later] = this.#heaps;
    return second === undefined || later.length === 0 ? undefined : later[later.length - 1]! - second;
  }

  #lookAtMemory(): void {
    const growth = this.#growth;
    if (growth === undefined || growth <= LIMIT_GROWTH) return;
    this.#find('memory', -1, `the heap grew by ${growth} bytes`, Buffer.alloc(0));
  }

  #find(kind: Finding['kind'], index: number, detail: string, input = this.#input(index).bytes): void {
    this.#findings.push({ codec: this.codec.name, kind, index, detail, input });
  }
}
