// RSA decryption with PKCS#1 v1.5 padding (RFC 8017, 7.2.2) that tells nobody whether the padding was good.
//
// Node.js 20 refuses this padding in privateDecrypt, because OpenSSL up to 3.1 tells. Here wrong padding gives random
// bytes, as implicit rejection does: what follows fails as it does for any other wrong key.
import { constants, type KeyObject, privateDecrypt, randomBytes } from 'node:crypto';

/** The bytes that were encrypted, `length` of them, or random ones. Throws when `encrypted` is no number below the modulus. */
export function decryptKey(key: KeyObject, encrypted: Buffer, length: number): Buffer {
  const fallback = randomBytes(length);
  const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encrypted);
  return unpad(block, fallback);
}

/** What follows `00 02 (no zeros) 00` in the block, as long as `fallback`; else `fallback`. Constant time. */
export function unpad(block: Buffer, fallback: Buffer): Buffer {
  const separator = block.length - fallback.length - 1;
  // Eight bytes of padding are the least; lengths are no secret.
  if (separator < 10) return fallback;
  let bad = (block[0] as number) | ((block[1] as number) ^ 2) | (block[separator] as number);
  for (let i = 2; i < separator; i++) bad |= ((block[i] as number) - 1) >>> 31;
  // All ones when nothing was bad, all zeros else.
  const good = (bad - 1) >> 31;
  const result = Buffer.alloc(fallback.length);
  for (let i = 0; i < result.length; i++) {
    const byte = block[separator + 1 + i] as number;
    result[i] = (byte & good) | ((fallback[i] as number) & ~good);
  }
  return result;
}
