// MT19937 seeded as Ruby's `srand` seeds it (Ruby 2.0 to 3.x), so that a seed chooses what it chooses there.

const SIZE = 624;
const SHIFT = 397;
const UPPER = 0x80000000;
const LOWER = 0x7fffffff;

export class MersenneTwister {
  readonly #state = new Uint32Array(SIZE);
  #next = SIZE;

  /** Of a negative seed the sign does not count. */
  constructor(seed: bigint) {
    const words = wordsOf(seed < 0n ? -seed : seed);
    if (words.length === 1) this.#fill(words[0]!);
    else this.#mixIn(words);
  }

  /** `rand(count)`: a whole number from 0 up to, not including, `count`, which is below 2^32. */
  below(count: number): number {
    const largest = count - 1;
    // Ruby draws nothing where there is nothing to choose.
    if (largest <= 0) return 0;
    const mask = 2 ** (32 - Math.clz32(largest)) - 1;
    for (;;) {
      const value = (this.#word() & mask) >>> 0;
      if (value <= largest) return value;
    }
  }

  #word(): number {
    if (this.#next >= SIZE) this.#twist();
    let y = this.#state[this.#next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < SIZE; i++) {
      const y = (state[i]! & UPPER) | (state[(i + 1) % SIZE]! & LOWER);
      state[i] = state[(i + SHIFT) % SIZE]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }

  #fill(seed: number): void {
    this.#state[0] = seed;
    for (let i = 1; i < SIZE; i++) this.#state[i] = Math.imul(this.#previous(i), 1812433253) + i;
  }

  #mixIn(key: readonly number[]): void {
    const state = this.#state;
    this.#fill(19650218);
    let i = 1;
    const step = (): void => {
      if (++i < SIZE) return;
      state[0] = state[SIZE - 1]!;
      i = 1;
    };
    for (let k = 0; k < Math.max(SIZE, key.length); k++) {
      const j = k % key.length;
      state[i] = (state[i]! ^ Math.imul(this.#previous(i), 1664525)) + key[j]! + j;
      step();
    }
    for (let k = 1; k < SIZE; k++) {
      state[i] = (state[i]! ^ Math.imul(this.#previous(i), 1566083941)) - i;
      step();
    }
    state[0] = UPPER;
  }

  #previous(i: number): number {
    const before = this.#state[i - 1]!;
    return before ^ (before >>> 30);
  }
}

// 32 bits each, the lowest first. Ruby takes a highest word of 1 for its own padding and drops it.
function wordsOf(seed: bigint): number[] {
  const words: number[] = [];
  for (let rest = seed; rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
  if (words.length > 1 && words.at(-1) === 1) words.pop();
  return words.length > 0 ? words : [0];
}
