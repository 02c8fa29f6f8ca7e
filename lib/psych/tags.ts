// The tags that are accepted, and the text of a Regexp and of a binary String.
import { RubyRegexp } from '../marshal/values';

/** `plain`: as if it were unquoted, which is how libyaml marks quoted scalars that are no Strings. */
export type Tag = 'plain' | 'string' | 'symbol' | 'regexp' | 'binary';

/** All others would make Ruby build an object. */
export const TAGS: ReadonlyMap<string, Tag> = new Map<string, Tag>([
  ['!', 'plain'],
  ['!str', 'string'],
  ['!!str', 'string'],
  ['!ruby/sym', 'symbol'],
  ['!ruby/symbol', 'symbol'],
  ['!ruby/regexp', 'regexp'],
  ['!binary', 'binary'],
  ['!!binary', 'binary'],
]);

/** Letters behind a Regexp and their bits. */
export const REGEXP_FLAGS: Readonly<Record<string, number>> = { m: 4, i: 1, x: 2, n: 32 };

/** Ruby sets it for every source that is not ASCII. */
const FIXED_ENCODING = 16;

/** Of `/source/mix`; undefined for anything else. */
export function parseRegexp(text: string): RubyRegexp | undefined {
  const end = text.lastIndexOf('/');
  const flags = text.slice(end + 1);
  if (!text.startsWith('/') || end < 1 || !/^[mixn]{0,4}$/.test(flags)) return undefined;
  const source = text.slice(1, end);
  const options = [...flags].reduce((bits, flag) => bits | REGEXP_FLAGS[flag]!, 0);
  return new RubyRegexp(source, /[^\x00-\x7f]/.test(source) ? options | FIXED_ENCODING : options);
}

/** Undefined when the text is not base64. */
export function decodeBinary(text: string): Buffer | undefined {
  const base64 = text.replace(/\s+/g, '');
  const good = base64.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(base64);
  return good ? Buffer.from(base64, 'base64') : undefined;
}
