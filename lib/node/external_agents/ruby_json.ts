// Ruby values as JSON text and back, numbers kept as they are: 1.0 stays a Float, 2**64 an exact Integer.
import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { DEFAULT_LIMITS } from '../../marshal/limits';
import { RubyFloat, RubyRegexp, RubySymbol, RubyTime, type RubyValue } from '../../marshal/values';
import { textOf } from '../../mcollective/wire_fields';

/** The value has no form in JSON, or the text is none; the message says why, to follow "it …". */
export class JsonImpossible extends Error {}

/** Symbols become texts, Times ISO 8601. Throws JsonImpossible for bytes, regexes, NaN and infinity. */
export function toJson(value: RubyValue): string {
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${JSON.stringify(keyText(key))}:${toJson(item)}`).join(',')}}`;
  }
  return scalarJson(value);
}

function scalarJson(value: Exclude<RubyValue, RubyValue[] | Map<RubyValue, RubyValue>>): string {
  if (value instanceof RubySymbol) return JSON.stringify(value.name);
  if (value instanceof RubyTime) return JSON.stringify(value.toDate().toISOString());
  if (value instanceof RubyFloat) return floatJson(value.value);
  if (typeof value === 'number') return finite(value);
  if (typeof value === 'bigint') return String(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (value instanceof RubyRegexp) throw new JsonImpossible('holds a regex');
  return JSON.stringify(text(value));
}

function floatJson(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : finite(value);
}

function finite(value: number): string {
  if (!Number.isFinite(value)) throw new JsonImpossible('holds a number that is none');
  return String(value);
}

function text(value: RubyValue): string {
  const known = Buffer.isBuffer(value) && !isUtf8(value) ? undefined : textOf(value);
  if (known === undefined) throw new JsonImpossible('holds bytes that are no text');
  return known;
}

function keyText(key: RubyValue): string {
  if (key instanceof RubySymbol) return key.name;
  return typeof key === 'number' || typeof key === 'bigint' ? String(key) : text(key);
}

/** Hashes get String keys. Throws JsonImpossible. */
export function fromJson(json: string): RubyValue {
  const marker = `number ${randomBytes(8).toString('hex')} `;
  parse(json);
  return new Reader(marker).read(parse(marked(json, marker)), 0);
}

/** Of an Integer: what Marshal can carry and is quick to read. */
const MAX_DIGITS = 4096;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

// Numbers that JavaScript would change become texts nobody else can write. Of valid JSON only: there every text ends.
function marked(json: string, marker: string): string {
  const parts: string[] = [];
  for (let at = 0; at < json.length; ) {
    const start = json.indexOf('"', at);
    const outside = json.slice(at, start < 0 ? undefined : start);
    parts.push(outside.replace(NUMBER, token => (isKept(token) ? token : `"${marker}${token}"`)));
    if (start < 0) break;
    at = textEnd(json, start + 1);
    parts.push(json.slice(start, at));
  }
  return parts.join('');
}

function isKept(token: string): boolean {
  const value = Number(token);
  return isInteger(token) ? Number.isSafeInteger(value) : Number.isFinite(value) && !Number.isInteger(value);
}

const isInteger = (token: string): boolean => /^-?\d+$/.test(token);

// Behind the quote that ends the text beginning at `from`: one with an even number of backslashes before it.
function textEnd(json: string, from: number): number {
  for (let quote = json.indexOf('"', from); ; quote = json.indexOf('"', quote + 1)) {
    let before = quote;
    while (json[before - 1] === '\\') before--;
    if ((quote - before) % 2 === 0) return quote + 1;
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new JsonImpossible('is no JSON');
  }
}

class Reader {
  #elements = 0;

  constructor(private readonly marker: string) {}

  read(value: unknown, depth: number): RubyValue {
    if (++this.#elements > DEFAULT_LIMITS.maxElements || depth > DEFAULT_LIMITS.maxDepth) {
      throw new JsonImpossible('holds too much');
    }
    if (Array.isArray(value)) return value.map(item => this.read(item, depth + 1));
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value);
      return new Map(
        entries.map(([name, item]): [RubyValue, RubyValue] => [name, this.read(item, depth + 1)]),
      );
    }
    return typeof value === 'string' && value.startsWith(this.marker)
      ? exactNumber(value.slice(this.marker.length))
      : (value as RubyValue);
  }
}

function exactNumber(token: string): RubyValue {
  if (!isInteger(token)) return floatOf(Number(token));
  if (token.length > MAX_DIGITS) throw new JsonImpossible('holds a number that is too large');
  return BigInt(token);
}

function floatOf(value: number): RubyFloat {
  if (!Number.isFinite(value)) throw new JsonImpossible('holds a number that is too large');
  return new RubyFloat(value);
}
