// Single values as Ruby's `inspect` writes them: text in quotes, bytes, Floats, Times. Lists and hashes are the caller's.
import { isUtf8 } from 'node:buffer';

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\f': '\\f',
  '\v': '\\v',
  '\b': '\\b',
  '\x07': '\\a',
  '\x1b': '\\e',
};

/** In double quotes, control characters and line separators escaped; marks that reorder text are not. */
export function inspectText(text: string): string {
  return `"${escaped(text)}"`;
}

/** Text where the bytes are UTF-8; else what is above ASCII as `\xFF`. */
export function inspectBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return inspectText(bytes.toString('utf8'));
  const parts = [...bytes].map(byte => (byte < 0x80 ? escaped(String.fromCharCode(byte)) : hexByte(byte)));
  return `"${parts.join('')}"`;
}

/** `to_s`, too. Always with a point: decimals from 1e-4 up to 1e15, beyond that one digit before it and an exponent. */
export function inspectFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  const size = Math.abs(value);
  if (size === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  // What has decimals of its own keeps them.
  if (size >= 1e-4 && (size < 1e15 || !Number.isInteger(value))) return withPoint(String(value));
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${withPoint(digits)}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
}

/** To the second, in UTC, as Ruby shows a Time of that zone. */
export function inspectTime(time: Date): string {
  if (Number.isNaN(time.getTime())) return 'invalid time';
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function escaped(text: string): string {
  return text
    .replace(/["\\]|#(?=[{$@])/g, '\\$&')
    .replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, character => ESCAPES[character] ?? hexCharacter(character));
}

function hexCharacter(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x80 ? hexByte(code) : `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

const hexByte = (byte: number): string => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;

const withPoint = (digits: string): string => (digits.includes('.') ? digits : `${digits}.0`);
