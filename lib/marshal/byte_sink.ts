// A growing buffer with Marshal's packed ints and counted texts.
import { MarshalError } from './errors';

const FIRST_CAPACITY = 2048;
const SHORT_TEXT = 24;

// One buffer serves dump after dump: what is taken is copied out, and writing never waits for anything.
let scratch = Buffer.allocUnsafeSlow(FIRST_CAPACITY);
const KEPT_CAPACITY = 64 * 1024;

/** Collects the bytes of one document. Only one may be in use at a time, from construction to `take`. */
export class ByteSink {
  private buffer = scratch;
  private size = 0;

  constructor(private readonly maxBytes: number) {}

  /** A copy of all that was written. */
  take(): Buffer {
    if (this.size > this.maxBytes) this.refuse();
    const taken = Buffer.from(this.buffer.subarray(0, this.size));
    if (this.buffer.length <= KEPT_CAPACITY) scratch = this.buffer;
    return taken;
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.size++] = value;
  }

  bytes(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.size);
    this.size += bytes.length;
  }

  /** UTF-8 with its length in bytes before it. */
  text(text: string): void {
    if (text.length <= SHORT_TEXT && this.shortAscii(text)) return;
    const size = Buffer.byteLength(text, 'utf8');
    this.packed(size);
    this.reserve(size);
    this.buffer.write(text, this.size, size, 'utf8');
    this.size += size;
  }

  /** Writes short ASCII without a call into Node's C++; writes nothing and says false when it is not ASCII. */
  private shortAscii(text: string): boolean {
    const { length } = text;
    this.reserve(1 + length);
    const { buffer } = this;
    const start = this.size + 1;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) return false;
      buffer[start + i] = code;
    }
    buffer[this.size] = length === 0 ? 0 : length + 5;
    this.size = start + length;
    return true;
  }

  /** Packed int: 0, ±1…122 in the byte, or a count of 1–4 little-endian bytes. */
  packed(value: number): void {
    if (value === 0) this.byte(0);
    else if (value > 0 && value < 123) this.byte(value + 5);
    else if (value < 0 && value > -124) this.byte((value - 5) & 0xff);
    else this.longPacked(value);
  }

  private longPacked(value: number): void {
    let size = 1;
    while (size < 4 && (value >= 0 ? value >= 2 ** (8 * size) : value < -(2 ** (8 * size)))) size++;
    this.byte(value >= 0 ? size : 256 - size);
    for (let i = 0; i < size; i++) this.byte((value >> (8 * i)) & 0xff);
  }

  private reserve(extra: number): void {
    if (this.size + extra > this.buffer.length) this.grow(this.size + extra);
  }

  private grow(needed: number): void {
    if (needed > this.maxBytes) this.refuse();
    const bigger = Buffer.allocUnsafeSlow(Math.max(2 * this.buffer.length, needed));
    this.buffer.copy(bigger, 0, 0, this.size);
    this.buffer = bigger;
  }

  private refuse(): never {
    throw new MarshalError('bytes', `more than ${this.maxBytes} bytes`);
  }
}
