// Bends bytes: flipped, inserted, cut, repeated, mixed with others, with words and numbers that matter to a format.
import type { Random } from './random';

export interface Material {
  readonly corpus: readonly Buffer[];
  /** Words of the format. */
  readonly dictionary: readonly Buffer[];
}

export const MAX_INPUT = 16 * 1024;
const MAX_EDITS = 6;
const BYTES = [0, 1, 4, 8, 0x0a, 0x0d, 0x20, 0x22, 0x27, 0x2d, 0x3a, 0x5c, 0x7f, 0x80, 0xc3, 0xff];
const NUMBERS = [
  '0',
  '-1',
  '1',
  '255',
  '65536',
  '2147483648',
  '4294967295',
  '9999999999999999999',
  '1e309',
  'NaN',
];

type Edit = (bytes: Buffer, random: Random, material: Material) => Buffer;

const at = (bytes: Buffer, random: Random): number => random.below(bytes.length + 1);

function range(bytes: Buffer, random: Random): [number, number] {
  const from = at(bytes, random);
  const longest = random.once(4) ? bytes.length : 16;
  return [from, Math.min(bytes.length, from + random.below(longest + 1))];
}

function replace(bytes: Buffer, from: number, to: number, by: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(to)]);
}

const EDITS: readonly Edit[] = [
  function flip(bytes, random) {
    if (bytes.length === 0) return bytes;
    const copy = Buffer.from(bytes);
    copy[random.below(copy.length)]! ^= 1 << random.below(8);
    return copy;
  },
  function set(bytes, random) {
    if (bytes.length === 0) return bytes;
    const copy = Buffer.from(bytes);
    copy[random.below(copy.length)] = random.once(2) ? random.pick(BYTES) : random.below(256);
    return copy;
  },
  function insert(bytes, random) {
    const place = at(bytes, random);
    const more = Buffer.from(Array.from({ length: 1 + random.below(8) }, () => random.below(256)));
    return replace(bytes, place, place, more);
  },
  function erase(bytes, random) {
    return replace(bytes, ...range(bytes, random), Buffer.alloc(0));
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, at(bytes, random));
  },
  function copy(bytes, random) {
    const place = at(bytes, random);
    return replace(bytes, place, place, bytes.subarray(...range(bytes, random)));
  },
  function swap(bytes, random) {
    const [from, to] = range(bytes, random);
    const place = at(bytes, random);
    return replace(
      replace(bytes, from, to, Buffer.alloc(0)),
      Math.min(place, bytes.length - (to - from)),
      Math.min(place, bytes.length - (to - from)),
      bytes.subarray(from, to),
    );
  },
  function repeat(bytes, random) {
    const [from, to] = range(bytes, random);
    if (to === from) return bytes;
    const times = random.once(3) ? Math.floor(MAX_INPUT / (to - from)) : random.below(40);
    return replace(
      bytes,
      from,
      to,
      Buffer.concat(Array.from({ length: times }, () => bytes.subarray(from, to))),
    );
  },
  function splice(bytes, random, { corpus }) {
    const other = random.pick(corpus);
    return Buffer.concat([bytes.subarray(0, at(bytes, random)), other.subarray(at(other, random))]);
  },
  function word(bytes, random, { dictionary }) {
    if (dictionary.length === 0) return bytes;
    const [from, to] = random.once(2) ? range(bytes, random) : [at(bytes, random), -1];
    return replace(bytes, from, Math.max(from, to), random.pick(dictionary));
  },
  function number(bytes, random) {
    const found = [...bytes.toString('latin1').matchAll(/\d+/g)];
    if (found.length === 0) return bytes;
    const digits = random.pick(found);
    return replace(bytes, digits.index, digits.index + digits[0].length, Buffer.from(random.pick(NUMBERS)));
  },
];

/** One to a few edits, mostly one or two; at most MAX_INPUT bytes. */
export function mutate(bytes: Buffer, random: Random, material: Material): Buffer {
  let result = bytes;
  for (let edits = 0; edits < MAX_EDITS && (edits === 0 || random.once(2)); edits++) {
    result = random.pick(EDITS)(result, random, material).subarray(0, MAX_INPUT);
  }
  return result;
}
