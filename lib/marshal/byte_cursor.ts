// A position in Marshal data: bytes, packed ints and checked lengths, and the error that names the place.
import { MarshalError, type MarshalReason } from './errors';

/** Reads forward; every method throws MarshalError rather than read beyond the end. */
export class ByteCursor {
  protected pos = 0;

  constructor(protected readonly bytes: Buffer) {}

  protected byte(): number {
    if (this.pos >= this.bytes.length) this.fail('truncated', 'it ends early');
    return this.bytes[this.pos++] as number;
  }

  /** A declared length or count, checked against what is left before anything is made for it. */
  protected length(bytesEach: number): number {
    const at = this.pos;
    const length = this.packed();
    if (length < 0) this.fail('length', `a length is ${length}`, at);
    if (length * bytesEach > this.bytes.length - this.pos) {
      this.fail('truncated', `a length is ${length}, but ${this.bytes.length - this.pos} bytes are left`, at);
    }
    return length;
  }

  /** Packed int: 0, ±1…123 in the byte, or a count of 1–4 little-endian bytes. */
  protected packed(): number {
    const head = this.byte();
    if (head === 0) return 0;
    const signed = head > 127 ? head - 256 : head;
    if (signed > 4) return signed - 5;
    if (signed < -4) return signed + 5;
    const size = Math.abs(signed);
    if (size > this.bytes.length - this.pos) this.fail('truncated', 'it ends early');
    const value = this.bytes.readUIntLE(this.pos, size);
    this.pos += size;
    return signed > 0 ? value : value - 2 ** (8 * size);
  }

  protected fail(reason: MarshalReason, what: string, offset = this.pos): never {
    throw new MarshalError(reason, what, offset);
  }
}
