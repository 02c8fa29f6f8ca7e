// Bodies under a key of their own: AES, its key and start vector derived from random bytes K as Ruby's pkcs5_keyivgen does.
import { createCipheriv, createDecipheriv, createHash, getCipherInfo, randomBytes } from 'node:crypto';
import { md5Chain } from './md5_chain';

/** Rounds of OpenSSL's EVP_BytesToKey in Ruby. */
const ROUNDS = 2048;

/** Whether this Node.js has the cipher. */
export function isCipher(name: string): boolean {
  return getCipherInfo(name) !== undefined;
}

export class BodyCipher {
  /** Length of K, that of a key. */
  readonly keyBytes: number;
  readonly #ivBytes: number;

  /** `name` is one that `isCipher` knows. */
  constructor(private readonly name: string) {
    const { keyLength = 0, ivLength = 0 } = getCipherInfo(name) ?? {};
    this.keyBytes = keyLength;
    this.#ivBytes = ivLength;
  }

  /** A new K. */
  random(): Buffer {
    return randomBytes(this.keyBytes);
  }

  encrypt(k: Buffer, plain: Buffer): Buffer {
    const [key, iv] = this.#derive(k);
    const cipher = createCipheriv(this.name, key, iv);
    return Buffer.concat([cipher.update(plain), cipher.final()]);
  }

  /** Throws when the end is not padded as it must be; that it does not throw proves nothing. */
  decrypt(k: Buffer, encrypted: Buffer): Buffer {
    const [key, iv] = this.#derive(k);
    const cipher = createDecipheriv(this.name, key, iv);
    return Buffer.concat([cipher.update(encrypted), cipher.final()]);
  }

  // EVP_BytesToKey with MD5 and no salt: D1 = MD5^2048(K), D2 = MD5^2048(D1 K), …; key and vector are D1 D2 … in order.
  #derive(k: Buffer): [key: Buffer, iv: Buffer] {
    const parts: Buffer[] = [];
    let last: Buffer = Buffer.alloc(0);
    for (let size = 0; size < this.keyBytes + this.#ivBytes; size += last.length) {
      last = md5Chain(createHash('md5').update(last).update(k).digest(), ROUNDS - 1);
      parts.push(last);
    }
    const all = Buffer.concat(parts);
    return [all.subarray(0, this.keyBytes), all.subarray(this.keyBytes, this.keyBytes + this.#ivBytes)];
  }
}
