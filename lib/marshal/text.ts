// Bytes to text, quickly: most strings of a reply are short, ASCII, and were seen in the reply before.
import { isUtf8 } from 'node:buffer';

// Buffer's own decoders, without the argument handling of toString(). Long-standing in Node, missing in its types.
interface Sliceable {
  latin1Slice(start: number, end: number): string;
  utf8Slice(start: number, end: number): string;
}

const SHORT = 40;
const SLOTS = 2048;
// Direct-mapped: a slot holds the last short string of its hash. A collision costs one decode, never a wrong string.
const seen: string[] = new Array<string>(SLOTS).fill('');

/** The text if all its bytes are ASCII, else undefined. */
export function decodeAscii(bytes: Buffer, start: number, end: number): string | undefined {
  if (end - start <= SHORT) return decodeShort(bytes, start, end);
  const text = (bytes as unknown as Sliceable).utf8Slice(start, end);
  // Fewer characters than bytes: something was wider than ASCII; U+FFFD stands for a byte that is no UTF-8.
  return text.length === end - start && !text.includes('\ufffd') ? text : undefined;
}

/** The text if its bytes are valid UTF-8, else undefined. */
export function decodeUtf8(bytes: Buffer, start: number, end: number): string | undefined {
  if (end - start <= SHORT) {
    const ascii = decodeShort(bytes, start, end);
    if (ascii !== undefined) return ascii;
  }
  const text = (bytes as unknown as Sliceable).utf8Slice(start, end);
  // U+FFFD may be meant; only when it shows up are the bytes looked at again.
  if (text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end))) return undefined;
  return text;
}

/** Whether this could be the name of an encoding of Ruby's. */
export function isEncodingName(name: string): boolean {
  return /^[\w.:-]{1,40}$/.test(name);
}

function decodeShort(bytes: Buffer, start: number, end: number): string | undefined {
  const length = end - start;
  const slot = slotOf(bytes, start, length);
  const known = seen[slot] as string;
  if (known.length === length && matches(known, bytes, start)) return known;
  for (let i = start; i < end; i++) if ((bytes[i] as number) > 127) return undefined;
  const text = (bytes as unknown as Sliceable).latin1Slice(start, end);
  seen[slot] = text;
  return text;
}

/** A hash of the length and five bytes: reading all of them would cost more than the collisions do. */
function slotOf(bytes: Buffer, start: number, length: number): number {
  if (length === 0) return 0;
  let hash = length * 31 + (bytes[start] as number);
  hash = Math.imul(hash, 31) + (bytes[start + (length >> 2)] as number);
  hash = Math.imul(hash, 31) + (bytes[start + (length >> 1)] as number);
  hash = Math.imul(hash, 31) + (bytes[start + length - (length >> 2) - 1] as number);
  hash = Math.imul(hash, 31) + (bytes[start + length - 1] as number);
  return (hash ^ (hash >>> 11)) & (SLOTS - 1);
}

function matches(text: string, bytes: Buffer, start: number): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) !== bytes[start + i]) return false;
  }
  return true;
}
