// A codec under fuzzing: what it is fed, and what it may do with it.
import type { Random } from './random';

export interface FuzzCodec {
  readonly name: string;
  /** Good inputs, all of which are accepted. */
  readonly corpus: readonly Buffer[];
  /** Words of the format. */
  readonly dictionary: readonly string[];
  /**
   * Lets the codec have it. True when it was taken, false when it was refused as documented; throws when the codec
   * threw something else, or when what it made of the input is wrong. `from` is the entry of the corpus it was.
   */
  feed(input: Buffer, random: Random, from: number): boolean;
}

/** Runs `work`; false when it throws one of `documented`, and whatever else it throws goes on. */
export function refusedOrTaken(
  work: () => void,
  ...documented: readonly (abstract new (
    ...args: never[]
  ) => Error)[]
): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (documented.some(kind => error instanceof kind)) return false;
    throw error;
  }
}

export function mustBe(fact: boolean, what: string): void {
  if (!fact) throw new Error(`it is not so that ${what}`);
}
