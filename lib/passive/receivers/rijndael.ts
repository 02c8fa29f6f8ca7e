// Rijndael with a key of 256 bits and blocks of 128, 192 or 256 bits: encryption of one block. AES is the case of 128;
// the others are no standard, OpenSSL has none of them, and NSCA servers use them through libmcrypt.
//
// A column is a word of 32 bits, its first byte the highest. Substitution, shifting and mixing of a round are four
// look-ups and three XORs per column: CFB with 8 bits needs a whole block for each byte.

const ROUNDS = 14;
const KEY_WORDS = 8;

const SBOX = substitutions();
// A byte of row 0, substituted and mixed, as a column; other rows are the same, turned.
const MIXED = Uint32Array.from(SBOX, byte => {
  const twice = double(byte);
  return (twice << 24) | (byte << 16) | (byte << 8) | (twice ^ byte);
});

/** Encrypts a block in place. */
export type BlockCipher = (block: Uint32Array) => void;

/** `key` has 32 bytes; a block has 4, 6 or 8 columns. */
export function rijndael(key: Buffer, columns: 4 | 6 | 8): BlockCipher {
  const keys = expandKey(key, columns * (ROUNDS + 1));
  // How far rows 1 to 3 are shifted.
  const [second, third, fourth] = columns === 8 ? [1, 3, 4] : [1, 2, 3];
  const before = new Uint32Array(columns);
  return block => {
    for (let at = 0; at < columns; at++) block[at]! ^= keys[at]!;
    for (let round = 1; round <= ROUNDS; round++) {
      before.set(block);
      const last = round === ROUNDS;
      for (let at = 0; at < columns; at++) {
        const a = before[at]! >>> 24;
        const b = (before[(at + second!) % columns]! >>> 16) & 0xff;
        const c = (before[(at + third!) % columns]! >>> 8) & 0xff;
        const d = before[(at + fourth!) % columns]! & 0xff;
        const column = last
          ? (SBOX[a]! << 24) | (SBOX[b]! << 16) | (SBOX[c]! << 8) | SBOX[d]!
          : MIXED[a]! ^ turned(MIXED[b]!, 8) ^ turned(MIXED[c]!, 16) ^ turned(MIXED[d]!, 24);
        block[at] = column ^ keys[round * columns + at]!;
      }
    }
  };
}

function expandKey(key: Buffer, words: number): Uint32Array {
  const keys = new Uint32Array(words);
  for (let word = 0; word < KEY_WORDS; word++) keys[word] = key.readUInt32BE(word * 4);
  let constant = 1;
  for (let word = KEY_WORDS; word < words; word++) {
    let last = keys[word - 1]!;
    if (word % KEY_WORDS === 0) {
      last = substituted(turned(last, 24)) ^ (constant << 24);
      constant = double(constant);
    } else if (word % KEY_WORDS === 4) last = substituted(last);
    keys[word] = keys[word - KEY_WORDS]! ^ last;
  }
  return keys;
}

function substituted(word: number): number {
  const [a, b, c, d] = [word >>> 24, (word >>> 16) & 0xff, (word >>> 8) & 0xff, word & 0xff];
  return (SBOX[a]! << 24) | (SBOX[b]! << 16) | (SBOX[c]! << 8) | SBOX[d]!;
}

/** A word turned to the right. */
function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** Times x in GF(2⁸) modulo x⁸+x⁴+x³+x+1. */
function double(byte: number): number {
  return ((byte << 1) ^ (byte & 0x80 ? 0x11b : 0)) & 0xff;
}

// The inverse in GF(2⁸) and an affine map of it. 3 generates the field: p runs through its powers, q through those of
// the inverse of 3.
function substitutions(): Uint8Array {
  const table = new Uint8Array(256);
  let p = 1;
  let q = 1;
  do {
    p ^= double(p);
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q &= 0xff;
    if (q & 0x80) q ^= 0x09;
    table[p] = q ^ rotated(q, 1) ^ rotated(q, 2) ^ rotated(q, 3) ^ rotated(q, 4) ^ 0x63;
  } while (p !== 1);
  table[0] = 0x63;
  return table;
}

function rotated(byte: number, bits: number): number {
  return ((byte << bits) | (byte >> (8 - bits))) & 0xff;
}
