// Values as Ruby's `pp` prints them: mco shows every value that is no string this way.
import { isPlainHash, type Plain, type PlainHash } from '../marshal/plain';
import { inspectBytes, inspectFloat, inspectText, inspectTime } from '../util/ruby_inspect';
import { printable } from './printable';

/** One line if it fits `width` columns, else one element a line; `width` counts from where the value begins. */
export function rubyPp(value: Plain, width: number): string {
  const line = inspectLine(value);
  if (line.length <= width || !isContainer(value)) return line;
  return Array.isArray(value) ? brokenArray(value, width) : brokenHash(value, width);
}

type Container = Plain[] | PlainHash;

const isContainer = (value: Plain): value is Container => Array.isArray(value) || isPlainHash(value);

function inspectLine(value: Plain): string {
  if (!isContainer(value)) return inspectScalar(value);
  if (Array.isArray(value)) return `[${value.map(inspectLine).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${shownText(key)}=>${inspectLine(item)}`);
  return `{${pairs.join(', ')}}`;
}

function inspectScalar(value: Exclude<Plain, Container>): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return shownText(value);
  if (value instanceof Date) return inspectTime(value);
  if (Buffer.isBuffer(value)) return printable(inspectBytes(value));
  // Whole numbers are Integers here: Plain does not tell 1.0 from 1.
  return typeof value === 'number' && !Number.isInteger(value) ? inspectFloat(value) : String(value);
}

// What other machines sent: nothing in it moves the cursor or reorders the line.
const shownText = (text: string): string => printable(inspectText(text));

function brokenArray(items: readonly Plain[], width: number): string {
  return `[${items.map(item => indent(rubyPp(item, width - 2))).join(',\n ')}]`;
}

function brokenHash(hash: { [key: string]: Plain }, width: number): string {
  const pairs = Object.entries(hash).map(([key, value]) => brokenPair(shownText(key), value, width - 2));
  return `{${pairs.map(indent).join(',\n ')}}`;
}

function brokenPair(key: string, value: Plain, width: number): string {
  const line = `${key}=>${inspectLine(value)}`;
  if (line.length <= width || !isContainer(value)) return line;
  return `${key}=>\n ${indent(rubyPp(value, width - 2))}`;
}

const indent = (text: string): string => text.replace(/\n/g, '\n ');
