// Bytes that arrive in pieces, gathered without copying everything again for each piece.

const FIRST_SIZE = 4 * 1024;

/**
 * Doubles its storage when full, so gathering n bytes copies at most 2n, however small the pieces. Memory
 * follows what has arrived, not what a peer announces.
 */
export class GrowingBuffer {
  private storage: Buffer;
  length = 0;

  /** `expected`: the final length where it is known; storage never grows beyond it without need. */
  constructor(private readonly expected = 0) {
    this.storage = Buffer.allocUnsafeSlow(Math.min(FIRST_SIZE, expected || FIRST_SIZE));
  }

  append(piece: Buffer): void {
    const needed = this.length + piece.length;
    if (needed > this.storage.length) this.grow(needed);
    piece.copy(this.storage, this.length);
    this.length = needed;
  }

  /** What has been gathered, as a view: the buffer must not be appended to afterwards. */
  view(): Buffer {
    return this.storage.subarray(0, this.length);
  }

  private grow(needed: number): void {
    let size = Math.max(needed, this.storage.length * 2);
    if (needed <= this.expected) size = Math.min(size, this.expected);
    const larger = Buffer.allocUnsafeSlow(size);
    this.storage.copy(larger, 0, 0, this.length);
    this.storage = larger;
  }
}
