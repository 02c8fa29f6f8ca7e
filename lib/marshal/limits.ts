// How much Marshal data may hold: the bounds that keep hostile bytes from costing time or memory.

export interface Limits {
  /** Length of the data itself. Callers pass their frame limit. */
  readonly maxBytes: number;
  /** Containers within containers. */
  readonly maxDepth: number;
  /**
   * Values in all containers together, charged when a container declares them. A Hash, a binary String and a number
   * as a key are charged more than one, see below.
   */
  readonly maxElements: number;
  /** Length of the data if every object link were written out in full (a few links can stand for terabytes). */
  readonly maxUnfoldedBytes: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: Limits = {
  maxBytes: 16 * MIB,
  maxDepth: 64,
  maxElements: 1_000_000,
  maxUnfoldedBytes: 64 * MIB,
};

/** An Integer's magnitude in bytes, read or written: beyond any key size, below what is slow to print. */
export const MAX_BIGNUM_BYTES = 4096;

/** Extra elements a Hash or a binary String counts as: in memory even an empty one is that much larger than a slot. */
export const HASH_CHARGE = 8;
export const BINARY_CHARGE = 3;

/**
 * Extra elements a number or bigint counts as when it is a Hash key. V8 hashes numbers without a seed, and bigints by
 * their low 64 bits only, so a sender can choose keys that all collide in our Map: 20000 such bigints take 1.5 s.
 */
export function keyCharge(key: unknown): number {
  if (typeof key === 'number') return 64;
  return typeof key === 'bigint' ? 500 : 0;
}
