// Reads fields of hashes that came from the network: right type, bounded, or MessageRefused.
import { type RubyHash, RubyString, type RubyValue, symbolGet } from '../marshal/values';
import { MessageRefused } from './errors';

/** What a text field may look like. */
export interface TextRule {
  readonly pattern: RegExp;
  readonly maxLength: number;
}

/** Identities, agents, collectives: as MCollective restricts identities. They end up in destinations and selectors. */
export const NAME: TextRule = { pattern: /^[\w.-]+$/, maxLength: 255 };
/** Any printable id is echoed; Ruby's are 32 hex digits. */
export const REQUEST_ID: TextRule = { pattern: /^[\x21-\x7e]+$/, maxLength: 128 };
/** `kind=value`. Ruby's anchors are per line there; here a newline is refused. */
export const CALLERID: TextRule = { pattern: /^\w+=[\w.-]+$/, maxLength: 255 };

export function fits(text: string, rule: TextRule): boolean {
  return text.length <= rule.maxLength && rule.pattern.test(text);
}

export function malformed(what: string): MessageRefused {
  return new MessageRefused('malformed', what);
}

export function asHash(value: RubyValue | undefined, what: string): RubyHash {
  if (value instanceof Map) return value;
  throw malformed(`${what} is not a Hash`);
}

/** Text of a String whichever encoding it was sent in (a bare `"` comes as binary), undefined for other values. */
export function textOf(value: RubyValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  if (value instanceof RubyString) return value.bytes.toString('utf8');
  return undefined;
}

/** Bytes of a String, undefined for other values. */
export function bytesOf(value: RubyValue | undefined): Buffer | undefined {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  if (value instanceof RubyString) return value.bytes;
  return undefined;
}

/** The String under Symbol `name`. */
export function textField(hash: RubyHash, name: string, rule: TextRule): string {
  const text = textOf(symbolGet(hash, name));
  if (text === undefined) throw malformed(`:${name} is not a String`);
  if (!fits(text, rule)) throw malformed(`:${name} has characters or a length that are not allowed`);
  return text;
}

export function bytesField(hash: RubyHash, name: string): Buffer {
  const bytes = bytesOf(symbolGet(hash, name));
  if (bytes === undefined) throw malformed(`:${name} is not a String`);
  return bytes;
}

/** The Integer under Symbol `name`, not negative; `absent` when the key is missing (nil is not missing). */
export function integerField(hash: RubyHash, name: string, absent?: number): number {
  const found = symbolGet(hash, name);
  const value = found === undefined ? absent : found;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw malformed(`:${name} is not an Integer in range`);
}
