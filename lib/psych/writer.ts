// Ruby values to YAML that Psych's safe_load reads, permitting Symbol and Regexp: no plain text but numbers and symbols.
//
// Every String is in double quotes, so that none can be taken for something else. A Time is written as text, because
// Ruby's reader would drop the whole message over it.
import { isUtf8 } from 'node:buffer';
import { DEFAULT_LIMITS } from '../marshal/limits';
import { RubyFloat, RubyRegexp, RubyString, RubySymbol, RubyTime, type RubyValue } from '../marshal/values';
import { PsychError } from './errors';
import type { PsychLimits } from './reader';
import { REGEXP_FLAGS } from './tags';
import { formatTime } from './time_text';

const PLAIN_SYMBOL = /^[A-Za-z_][A-Za-z0-9_]*$/;
// Whatever could end the line, end the text, or not be printable.
const ESCAPED = /[\x00-\x1f"\\\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]/g;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '"': '\\"', '\\': '\\\\' };
/** libyaml takes no longer keys without their question mark; with room for escapes. */
const LONGEST_KEY = 128;

/**
 * The document, UTF-8, with `---` before it and a newline after it. Throws PsychError for what has no Ruby form or is
 * larger than `limits`; a value that holds itself is too deep.
 */
export function dump(value: RubyValue, limits?: Partial<PsychLimits>): Buffer {
  const writer = new Writer(limits);
  writer.document(value);
  return writer.bytes();
}

class Writer {
  private readonly parts: string[] = [];
  private size = 0;
  private depth = 0;
  private elements = 1;
  private readonly limits: PsychLimits;

  constructor(limits: Partial<PsychLimits> | undefined) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
  }

  document(value: RubyValue): void {
    this.add('---');
    if (isCollection(value)) this.add('\n');
    else this.add(' ');
    this.value(value, '');
  }

  bytes(): Buffer {
    const bytes = Buffer.from(this.parts.join(''), 'utf8');
    if (bytes.length > this.limits.maxBytes) this.refuseSize();
    return bytes;
  }

  /** At the place where it begins; ends with its newline. `indent` is for its second line on. */
  private value(value: RubyValue, indent: string): void {
    if (Array.isArray(value) && value.length > 0) this.array(value, indent);
    else if (value instanceof Map && value.size > 0) this.hash(value, indent);
    else this.add(`${this.scalar(value)}\n`);
  }

  private array(values: readonly RubyValue[], indent: string): void {
    this.enter(values.length);
    values.forEach((value, i) => {
      this.add(i === 0 ? '- ' : `${indent}- `);
      this.value(value, `${indent}  `);
    });
    this.depth--;
  }

  private hash(hash: ReadonlyMap<RubyValue, RubyValue>, indent: string): void {
    this.enter(2 * hash.size);
    let first = true;
    for (const [key, value] of hash) {
      if (!first) this.add(indent);
      first = false;
      this.pair(key, value, indent);
    }
    this.depth--;
  }

  private pair(key: RubyValue, value: RubyValue, indent: string): void {
    const simple = isCollection(key) ? undefined : this.scalar(key);
    if (simple === undefined || simple.length > LONGEST_KEY) {
      this.add('? ');
      this.value(key, `${indent}  `);
      this.add(`${indent}: `);
      this.value(value, `${indent}  `);
      return;
    }
    this.add(`${simple}:`);
    this.add(isCollection(value) ? `\n${indent}  ` : ' ');
    this.value(value, `${indent}  `);
  }

  private scalar(value: RubyValue): string {
    // Without its tag Ruby takes it for a merge.
    if (typeof value === 'string') return value === '<<' ? '!!str "<<"' : quote(value);
    if (value === null || typeof value === 'boolean') return String(value);
    if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : float(value);
    if (typeof value === 'bigint') return String(value);
    if (value instanceof RubySymbol) return symbol(value.name);
    if (value instanceof RubyFloat) return float(value.value);
    return this.rarer(value);
  }

  private rarer(value: Exclude<RubyValue, null | boolean | string | number | bigint>): string {
    if (Array.isArray(value)) return '[]';
    if (value instanceof Map) return '{}';
    if (value instanceof Uint8Array) return binary(value);
    if (value instanceof RubyString) return encoded(value);
    if (value instanceof RubyTime) return quote(formatTime(value));
    if (value instanceof RubyRegexp) return `!ruby/regexp ${quote(regexp(value))}`;
    throw new PsychError('value', `a JavaScript ${typeof value} has no Ruby form`);
  }

  private add(text: string): void {
    this.size += text.length;
    if (this.size > this.limits.maxBytes) this.refuseSize();
    this.parts.push(text);
  }

  private refuseSize(): never {
    throw new PsychError('bytes', `more than ${this.limits.maxBytes} bytes`);
  }

  private enter(elements: number): void {
    this.elements += elements;
    const { maxDepth, maxElements } = this.limits;
    if (this.elements > maxElements) throw new PsychError('elements', `more than ${maxElements} values`);
    if (++this.depth > maxDepth) throw new PsychError('depth', `more than ${maxDepth} levels deep`);
  }
}

function isCollection(value: RubyValue): boolean {
  return (Array.isArray(value) && value.length > 0) || (value instanceof Map && value.size > 0);
}

// Lone surrogates become U+FFFD when the whole is encoded.
function quote(text: string): string {
  return `"${text.replace(ESCAPED, escaped)}"`;
}

function escaped(character: string): string {
  return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function symbol(name: string): string {
  return PLAIN_SYMBOL.test(name) ? `:${name}` : `!ruby/symbol ${quote(name)}`;
}

function binary(bytes: Uint8Array): string {
  return `!binary "${Buffer.from(bytes).toString('base64')}"`;
}

function encoded({ bytes, encoding }: RubyString): string {
  const isText = (encoding === 'UTF-8' || encoding === 'US-ASCII') && isUtf8(bytes);
  return isText ? quote(bytes.toString('utf8')) : binary(bytes);
}

// A Float has a point, and a sign in its exponent.
function float(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa, exponent] = String(value).split('e') as [string, string | undefined];
  const withPoint = mantissa.includes('.') ? mantissa : `${mantissa}.0`;
  return exponent === undefined ? withPoint : `${withPoint}e${exponent}`;
}

// Slashes in it may stay as they are: Ruby looks for the last one.
function regexp({ source, options }: RubyRegexp): string {
  const flags = Object.entries(REGEXP_FLAGS).filter(([, bit]) => (options & bit) !== 0);
  return `/${source}/${flags.map(([flag]) => flag).join('')}`;
}
