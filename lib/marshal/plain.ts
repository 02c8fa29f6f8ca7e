// Ruby values as plain JavaScript, for people and JSON, and back.
import { isUtf8 } from 'node:buffer';
import { MarshalError } from './errors';
import { DEFAULT_LIMITS } from './limits';
import {
  RubyFloat,
  type RubyHash,
  RubyRegexp,
  RubyString,
  RubySymbol,
  RubyTime,
  type RubyValue,
  sym,
} from './values';

/**
 * Ruby data in plain JavaScript: symbols are strings, hashes are objects, Times are Dates, binary is Buffer. Objects
 * have no prototype, so that no key of a hash can mean more than itself.
 */
export type Plain = null | boolean | number | bigint | string | Buffer | Date | Plain[] | PlainHash;

export type PlainHash = { [key: string]: Plain };

/** True for what was a Hash: no list, no bytes, no time. */
export function isPlainHash(value: Plain | undefined): value is PlainHash {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !Buffer.isBuffer(value) && !(value instanceof Date);
}

/**
 * What a value looks like without Ruby. Shared parts are repeated, up to the element and depth limits of the reader
 * (MarshalError beyond). A Time loses what is below a millisecond; of keys that read the same the last one stays.
 */
export function toPlain(value: RubyValue): Plain {
  return new Plainer().plain(value, 0);
}

/** How the keys of plain objects become Ruby's. */
export type KeyKind = 'string' | 'symbol';

/**
 * The Ruby value of plain data; Ruby values in it keep their meaning, undefined fields are left out. Keys of
 * plain objects become Strings, or Symbols at every level. Throws MarshalError for anything else and for cycles.
 */
export function fromPlain(value: Plain | RubyValue, keys: KeyKind = 'string'): RubyValue {
  return new Rubifier(keys === 'symbol' ? name => sym(name) : name => name).ruby(value, 0);
}

class Plainer {
  private elements = 0;

  plain(value: RubyValue, depth: number): Plain {
    if (++this.elements > DEFAULT_LIMITS.maxElements) {
      throw new MarshalError(
        'elements',
        `more than ${DEFAULT_LIMITS.maxElements} values when links are repeated`,
      );
    }
    if (Array.isArray(value)) return this.array(value, deeper(depth));
    if (value instanceof Map) return this.object(value, deeper(depth));
    return scalar(value);
  }

  private array(values: readonly RubyValue[], depth: number): Plain[] {
    return values.map(value => this.plain(value, depth));
  }

  private object(hash: RubyHash, depth: number): PlainHash {
    const object: PlainHash = Object.create(null);
    for (const [key, value] of hash) object[this.key(key, depth)] = this.plain(value, depth);
    return object;
  }

  private key(key: RubyValue, depth: number): string {
    if (typeof key === 'string') return key;
    if (key instanceof RubySymbol) return key.name;
    return keyText(this.plain(key, depth));
  }
}

function scalar(value: Exclude<RubyValue, RubyValue[] | RubyHash>): Plain {
  if (value instanceof RubySymbol) return value.name;
  if (value instanceof RubyFloat) return value.value;
  if (value instanceof RubyTime) return value.toDate();
  if (value instanceof RubyString) return textOf(value);
  if (value instanceof RubyRegexp) return `/${value.source}/${flags(value.options)}`;
  return value;
}

/** Text as well as it can be read: bytes invalid in UTF-8 become U+FFFD, of an unknown encoding stay bytes. */
function textOf({ bytes, encoding }: RubyString): string | Buffer {
  if (encoding === 'UTF-8' || encoding === 'US-ASCII') return bytes.toString('utf8');
  try {
    return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

/** The letters behind a Regexp in the order Ruby prints them. */
function flags(options: number): string {
  return `${options & 4 ? 'm' : ''}${options & 1 ? 'i' : ''}${options & 2 ? 'x' : ''}`;
}

function keyText(key: Plain): string {
  if (key === null) return 'nil';
  if (Buffer.isBuffer(key)) return isUtf8(key) ? key.toString('utf8') : key.toString('hex');
  if (key instanceof Date) return Number.isNaN(key.getTime()) ? 'invalid time' : key.toISOString();
  if (Array.isArray(key)) return `[${key.map(keyText).join(', ')}]`;
  if (typeof key !== 'object') return String(key);
  const pairs = Object.entries(key).map(([name, value]) => `${name}=>${keyText(value)}`);
  return `{${pairs.join(', ')}}`;
}

function deeper(depth: number): number {
  if (depth >= DEFAULT_LIMITS.maxDepth) {
    throw new MarshalError('depth', `more than ${DEFAULT_LIMITS.maxDepth} levels deep`);
  }
  return depth + 1;
}

class Rubifier {
  private elements = 0;

  constructor(private readonly makeKey: (name: string) => RubyValue) {}

  ruby(value: unknown, depth: number): RubyValue {
    if (++this.elements > DEFAULT_LIMITS.maxElements) {
      throw new MarshalError('elements', `more than ${DEFAULT_LIMITS.maxElements} values`);
    }
    if (isRubyLeaf(value)) return value;
    if (value instanceof Date) return timeOf(value);
    if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return this.container(value, deeper(depth));
  }

  private container(value: unknown, depth: number): RubyValue {
    if (Array.isArray(value)) return value.map(item => this.ruby(item, depth));
    const hash: RubyHash = new Map();
    if (value instanceof Map) {
      for (const [key, item] of value) hash.set(this.ruby(key, depth), this.ruby(item, depth));
    } else if (isRecord(value)) {
      for (const [name, item] of Object.entries(value)) {
        if (item !== undefined) hash.set(this.makeKey(name), this.ruby(item, depth));
      }
    } else throw new MarshalError('value', `a JavaScript ${typeof value} has no Ruby form`);
    return hash;
  }
}

function isRubyLeaf(value: unknown): value is RubyValue {
  if (value === null || ['boolean', 'number', 'bigint', 'string'].includes(typeof value)) return true;
  if (Buffer.isBuffer(value) || value instanceof RubySymbol || value instanceof RubyFloat) return true;
  return value instanceof RubyString || value instanceof RubyTime || value instanceof RubyRegexp;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function timeOf(date: Date): RubyTime {
  const milliseconds = date.getTime();
  if (Number.isNaN(milliseconds)) throw new MarshalError('value', 'an invalid Date has no Ruby form');
  const seconds = Math.floor(milliseconds / 1000);
  return new RubyTime(seconds, (milliseconds - seconds * 1000) * 1e6, 0, 'UTC', true);
}
