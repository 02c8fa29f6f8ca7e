// Values as Ruby's `pp` prints them: mco shows every value that is no string this way.
import type { Plain } from '../rpc/reply';
import { textOfBytes } from './byte_text';
import { printable } from './printable';

/** One line if it fits `width` columns, else one element a line; `width` counts from where the value begins. */
export function rubyInspect(value: Plain, width: number): string {
  const line = inspectLine(value);
  if (line.length <= width || !isContainer(value)) return line;
  return Array.isArray(value) ? brokenArray(value, width) : brokenHash(value, width);
}

type Container = Plain[] | { [key: string]: Plain };

function isContainer(value: Plain): value is Container {
  return typeof value === 'object' && value !== null && !Buffer.isBuffer(value) && !(value instanceof Date);
}

function inspectLine(value: Plain): string {
  if (!isContainer(value)) return inspectScalar(value);
  if (Array.isArray(value)) return `[${value.map(inspectLine).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${inspectText(key)}=>${inspectLine(item)}`);
  return `{${pairs.join(', ')}}`;
}

function inspectScalar(value: Exclude<Plain, Container>): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return inspectText(value);
  if (value instanceof Date) return inspectTime(value);
  if (Buffer.isBuffer(value)) return inspectBytes(value);
  return typeof value === 'number' ? inspectNumber(value) : String(value);
}

// Ruby writes small numbers as 1.0e-07.
function inspectNumber(value: number): string {
  if (value === 0 || Math.abs(value) >= 1e-4 || Number.isNaN(value)) return String(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e-');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e-${exponent.padStart(2, '0')}`;
}

function inspectText(text: string): string {
  const escaped = text
    .replace(/["\\]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\t/g, '\\t')
    .replace(/\r/g, '\\r');
  return `"${printable(escaped)}"`;
}

function inspectBytes(bytes: Buffer): string {
  const text = textOfBytes(bytes);
  if (text !== undefined) return inspectText(text);
  const hex = [...bytes].map(byte => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`);
  return `"${hex.join('')}"`;
}

function inspectTime(time: Date): string {
  if (Number.isNaN(time.getTime())) return 'invalid time';
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function brokenArray(items: readonly Plain[], width: number): string {
  return `[${items.map(item => indent(rubyInspect(item, width - 2))).join(',\n ')}]`;
}

function brokenHash(hash: { [key: string]: Plain }, width: number): string {
  const pairs = Object.entries(hash).map(([key, value]) => brokenPair(inspectText(key), value, width - 2));
  return `{${pairs.map(indent).join(',\n ')}}`;
}

function brokenPair(key: string, value: Plain, width: number): string {
  const line = `${key}=>${inspectLine(value)}`;
  if (line.length <= width || !isContainer(value)) return line;
  return `${key}=>\n ${indent(rubyInspect(value, width - 2))}`;
}

const indent = (text: string): string => text.replace(/\n/g, '\n ');
