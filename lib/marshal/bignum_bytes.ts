// Integers outside the 31-bit fixnum range: sign apart, magnitude little-endian in 16-bit words (Marshal 4.8, `l`).

/** The Integer of a magnitude: a number when safe, else a bigint. */
export function integerFromBytes(
  bytes: Buffer,
  start: number,
  end: number,
  negative: boolean,
): number | bigint {
  let last = end;
  while (last > start && bytes[last - 1] === 0) last--;
  if (last - start > 6) return bigFromBytes(bytes, start, last, negative);
  let value = 0;
  for (let i = last - 1; i >= start; i--) value = value * 256 + (bytes[i] as number);
  return negative && value !== 0 ? -value : value;
}

function bigFromBytes(bytes: Buffer, start: number, end: number, negative: boolean): number | bigint {
  const magnitude = BigInt(`0x${Buffer.from(bytes.subarray(start, end)).reverse().toString('hex')}`);
  const value = negative ? -magnitude : magnitude;
  const narrow = Number(value);
  return Number.isSafeInteger(narrow) ? narrow : value;
}

/** Magnitude bytes, padded to whole 16-bit words. */
export function bytesFromInteger(value: number | bigint): Buffer {
  const magnitude = value < 0 ? -BigInt(value) : BigInt(value);
  const hex = magnitude.toString(16);
  return Buffer.from(hex.padStart(Math.ceil(hex.length / 4) * 4, '0'), 'hex').reverse();
}
