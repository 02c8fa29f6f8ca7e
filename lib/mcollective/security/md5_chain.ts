// MD5 of an MD5 of an MD5 …, thousands of times: RFC 1321 for messages of 16 bytes.
//
// The aes plugin needs 6141 of them for each message; through node:crypto each costs more in calls than in hashing.

/** T of RFC 1321. */
const SINE = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);
const [A, B, C, D] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476] as const;

/** `digest`, 16 bytes, hashed `times` times. */
export function md5Chain(digest: Buffer, times: number): Buffer {
  const block = new Int32Array(16);
  for (let i = 0; i < 4; i++) block[i] = digest.readInt32LE(4 * i);
  // After the message comes a single bit, at the end its length in bits.
  block[4] = 0x80;
  block[14] = 128;
  for (let i = 0; i < times; i++) compress(block, SINE);
  const result = Buffer.alloc(16);
  for (let i = 0; i < 4; i++) result.writeInt32LE(block[i] as number, 4 * i);
  return result;
}

// `sum` rotated left by `shift`, plus `base`.
const turn = (sum: number, shift: number, base: number): number =>
  (((sum << shift) | (sum >>> (32 - shift))) + base) | 0;

/** Replaces the first four words by their digest. Long, because it is the four rounds of RFC 1321, four steps a line. */
function compress(x: Int32Array, t: Int32Array): void {
  let a: number = A;
  let b: number = B;
  let c: number = C;
  let d: number = D;
  for (let i = 0; i < 16; i += 4) {
    a = turn((a + ((b & c) | (~b & d)) + t[i]! + x[i]!) | 0, 7, b);
    d = turn((d + ((a & b) | (~a & c)) + t[i + 1]! + x[i + 1]!) | 0, 12, a);
    c = turn((c + ((d & a) | (~d & b)) + t[i + 2]! + x[i + 2]!) | 0, 17, d);
    b = turn((b + ((c & d) | (~c & a)) + t[i + 3]! + x[i + 3]!) | 0, 22, c);
  }
  for (let i = 16; i < 32; i += 4) {
    a = turn((a + ((b & d) | (c & ~d)) + t[i]! + x[(5 * i + 1) & 15]!) | 0, 5, b);
    d = turn((d + ((a & c) | (b & ~c)) + t[i + 1]! + x[(5 * i + 6) & 15]!) | 0, 9, a);
    c = turn((c + ((d & b) | (a & ~b)) + t[i + 2]! + x[(5 * i + 11) & 15]!) | 0, 14, d);
    b = turn((b + ((c & a) | (d & ~a)) + t[i + 3]! + x[(5 * i + 16) & 15]!) | 0, 20, c);
  }
  for (let i = 32; i < 48; i += 4) {
    a = turn((a + (b ^ c ^ d) + t[i]! + x[(3 * i + 5) & 15]!) | 0, 4, b);
    d = turn((d + (a ^ b ^ c) + t[i + 1]! + x[(3 * i + 8) & 15]!) | 0, 11, a);
    c = turn((c + (d ^ a ^ b) + t[i + 2]! + x[(3 * i + 11) & 15]!) | 0, 16, d);
    b = turn((b + (c ^ d ^ a) + t[i + 3]! + x[(3 * i + 14) & 15]!) | 0, 23, c);
  }
  for (let i = 48; i < 64; i += 4) {
    a = turn((a + (c ^ (b | ~d)) + t[i]! + x[(7 * i) & 15]!) | 0, 6, b);
    d = turn((d + (b ^ (a | ~c)) + t[i + 1]! + x[(7 * i + 7) & 15]!) | 0, 10, a);
    c = turn((c + (a ^ (d | ~b)) + t[i + 2]! + x[(7 * i + 14) & 15]!) | 0, 15, d);
    b = turn((b + (d ^ (c | ~a)) + t[i + 3]! + x[(7 * i + 21) & 15]!) | 0, 21, c);
  }
  x[0] = (A + a) | 0;
  x[1] = (B + b) | 0;
  x[2] = (C + c) | 0;
  x[3] = (D + d) | 0;
}
