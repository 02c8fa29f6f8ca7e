// NSCA's encryption_method: how packets of one connection are made unreadable, as the server's libmcrypt reads them.
//
// Ciphers run in CFB with 8 bits, on over all packets of a connection; the key is the password, filled up with zeros
// to the longest key the cipher has; the vector is the beginning of the server's.
import { createCipheriv } from 'node:crypto';
import type { NscaEncryption } from '../../config/passive_config';
import { rijndael } from './rijndael';

/** Encrypts the next bytes of a connection. */
export type NscaCipher = (clear: Buffer) => Buffer;

const KEY_BYTES = 32;

export function nscaCipher(encryption: NscaEncryption, password: string, iv: Buffer): NscaCipher {
  switch (encryption) {
    case 'none':
      return clear => clear;
    case 'xor':
      return xorCipher(Buffer.from(password), iv);
    case '3des':
      return openssl('des-ede3-cfb8', keyOf(password, 24), iv.subarray(0, 8));
    case 'rijndael-128':
      return openssl('aes-256-cfb8', keyOf(password, KEY_BYTES), iv.subarray(0, 16));
    case 'rijndael-192':
      return feedback(keyOf(password, KEY_BYTES), 6, iv);
    case 'rijndael-256':
      return feedback(keyOf(password, KEY_BYTES), 8, iv);
  }
}

function keyOf(password: string, bytes: number): Buffer {
  const key = Buffer.alloc(bytes);
  Buffer.from(password).copy(key);
  return key;
}

function openssl(algorithm: string, key: Buffer, iv: Buffer): NscaCipher {
  const cipher = createCipheriv(algorithm, key, iv);
  return clear => cipher.update(clear);
}

// Each packet from the beginning of both again.
function xorCipher(password: Buffer, iv: Buffer): NscaCipher {
  return clear =>
    Buffer.from(
      clear.map(
        (byte, at) =>
          byte ^ iv[at % iv.length]! ^ (password.length > 0 ? password[at % password.length]! : 0),
      ),
    );
}

// CFB with 8 bits: the first byte of the encrypted register hides the next byte, which then enters the register.
function feedback(key: Buffer, columns: 6 | 8, iv: Buffer): NscaCipher {
  const encrypt = rijndael(key, columns);
  const register = Buffer.from(iv.subarray(0, columns * 4));
  const block = new Uint32Array(columns);
  return clear =>
    Buffer.from(
      clear.map(byte => {
        for (let at = 0; at < columns; at++) block[at] = register.readUInt32BE(at * 4);
        encrypt(block);
        const hidden = byte ^ (block[0]! >>> 24);
        register.copyWithin(0, 1);
        register[register.length - 1] = hidden;
        return hidden;
      }),
    );
}
