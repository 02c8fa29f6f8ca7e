// Values to Ruby Marshal 4.8 (Ruby marshal.c, w_object): symbol links as Ruby writes them, object links never.
import { bytesFromInteger } from './bignum_bytes';
import { ByteSink } from './byte_sink';
import { MarshalError } from './errors';
import { formatFloatText } from './float_text';
import {
  BINARY_CHARGE,
  DEFAULT_LIMITS,
  HASH_CHARGE,
  keyCharge,
  type Limits,
  MAX_BIGNUM_BYTES,
} from './limits';
import { isEncodingName } from './text';
import { bytesFromTime, ivarsOfTime } from './time_bytes';
import { RubyFloat, RubyRegexp, RubyString, RubySymbol, RubyTime, type RubyValue } from './values';

const FIXNUM_MAX = 2 ** 30 - 1;
const FIXNUM_MIN = -(2 ** 30);
/** Regexp option bit: the source has an encoding of its own (Ruby sets it for every non-ASCII source). */
const FIXED_ENCODING = 16;

/**
 * The complete document. Strings become UTF-8 (lone surrogates U+FFFD), Buffers binary Strings; a number that is a
 * safe integer becomes an Integer, any other a Float. Throws MarshalError for what has no Ruby form or is larger
 * than `limits`; a value that holds itself is too deep.
 */
export function dump(value: RubyValue, limits?: Partial<Limits>): Buffer {
  return new Writer(limits).document(value);
}

class Writer {
  private depth = 0;
  private elements = 1;
  private readonly symbols = new Map<string, number>();
  private readonly maxDepth: number;
  private readonly maxElements: number;
  private readonly out: ByteSink;

  constructor(limits: Partial<Limits> | undefined) {
    this.maxDepth = limits?.maxDepth ?? DEFAULT_LIMITS.maxDepth;
    this.maxElements = limits?.maxElements ?? DEFAULT_LIMITS.maxElements;
    this.out = new ByteSink(limits?.maxBytes ?? DEFAULT_LIMITS.maxBytes);
  }

  document(value: RubyValue): Buffer {
    this.out.byte(4);
    this.out.byte(8);
    this.value(value);
    return this.out.take();
  }

  private value(value: RubyValue): void {
    if (typeof value === 'string') this.string(value);
    else if (value instanceof RubySymbol) this.symbol(value.name);
    else if (typeof value === 'number') this.number(value);
    else if (value === null) this.out.byte(0x30);
    else if (value === true) this.out.byte(0x54);
    else if (value === false) this.out.byte(0x46);
    else if (Array.isArray(value)) this.array(value);
    else if (value instanceof Map) this.hash(value);
    else this.rarer(value);
  }

  private rarer(value: Exclude<RubyValue, null | boolean | string | number | RubyValue[]>): void {
    if (typeof value === 'bigint') this.integer(value);
    else if (value instanceof Uint8Array) this.raw(value);
    else if (value instanceof RubyFloat) this.float(value.value);
    else if (value instanceof RubyString) this.encoded(value);
    else if (value instanceof RubyTime) this.time(value);
    else if (value instanceof RubyRegexp) this.regexp(value);
    else throw new MarshalError('value', `${describe(value)} has no Ruby form`);
  }

  private number(value: number): void {
    if (Number.isSafeInteger(value)) this.integer(value);
    else this.float(value);
  }

  private integer(value: number | bigint): void {
    if (value >= FIXNUM_MIN && value <= FIXNUM_MAX) {
      this.out.byte(0x69);
      this.out.packed(Number(value));
      return;
    }
    const magnitude = bytesFromInteger(value);
    if (magnitude.length > MAX_BIGNUM_BYTES) {
      throw new MarshalError('value', `an Integer of more than ${MAX_BIGNUM_BYTES} bytes`);
    }
    this.out.byte(0x6c);
    this.out.byte(value < 0 ? 0x2d : 0x2b);
    this.out.packed(magnitude.length / 2);
    this.out.bytes(magnitude);
  }

  private float(value: number): void {
    this.out.byte(0x66);
    this.out.text(formatFloatText(value));
  }

  private string(text: string): void {
    this.out.byte(0x49);
    this.out.byte(0x22);
    this.out.text(text);
    this.shortEncoding(true);
  }

  private raw(bytes: Uint8Array): void {
    this.charge(BINARY_CHARGE);
    this.out.byte(0x22);
    this.out.packed(bytes.length);
    this.out.bytes(bytes);
  }

  private encoded({ bytes, encoding }: RubyString): void {
    if (!isEncodingName(encoding)) throw new MarshalError('value', 'a RubyString names no encoding');
    const bare = encoding === 'ASCII-8BIT';
    if (!bare) this.out.byte(0x49);
    this.raw(bytes);
    if (encoding === 'UTF-8' || encoding === 'US-ASCII') this.shortEncoding(encoding === 'UTF-8');
    else if (!bare) this.longEncoding(encoding);
  }

  private longEncoding(name: string): void {
    this.out.packed(1);
    this.symbol('encoding');
    this.raw(Buffer.from(name, 'latin1'));
  }

  /** One instance variable, `:E`: true for UTF-8, false for US-ASCII. */
  private shortEncoding(utf8: boolean): void {
    this.out.packed(1);
    this.symbol('E');
    this.out.byte(utf8 ? 0x54 : 0x46);
  }

  private symbol(name: string): void {
    const index = this.symbols.get(name);
    if (index !== undefined) {
      this.out.byte(0x3b);
      this.out.packed(index);
      return;
    }
    const ascii = isAscii(name);
    if (!ascii) this.out.byte(0x49);
    this.out.byte(0x3a);
    this.out.text(name);
    this.symbols.set(name, this.symbols.size);
    if (!ascii) this.shortEncoding(true);
  }

  private array(values: readonly RubyValue[]): void {
    this.enter(values.length);
    this.out.byte(0x5b);
    this.out.packed(values.length);
    for (const value of values) this.value(value);
    this.depth--;
  }

  private hash(hash: ReadonlyMap<RubyValue, RubyValue>): void {
    this.enter(2 * hash.size + HASH_CHARGE);
    this.out.byte(0x7b);
    this.out.packed(hash.size);
    for (const [key, value] of hash) {
      if (typeof key !== 'string') this.charge(keyCharge(key));
      this.value(key);
      this.value(value);
    }
    this.depth--;
  }

  private regexp(regexp: RubyRegexp): void {
    this.out.byte(0x49);
    this.out.byte(0x2f);
    this.out.text(regexp.source);
    this.out.byte(regexp.options & 0xff);
    this.shortEncoding((regexp.options & FIXED_ENCODING) !== 0 || !isAscii(regexp.source));
  }

  private time(time: RubyTime): void {
    this.out.byte(0x49);
    this.out.byte(0x75);
    this.symbol('Time');
    const bytes = bytesFromTime(time);
    this.out.packed(bytes.length);
    this.out.bytes(bytes);
    const ivars = ivarsOfTime(time);
    this.out.packed(ivars.length);
    for (const [name, value] of ivars) {
      this.symbol(name);
      this.value(value);
    }
  }

  private enter(elements: number): void {
    this.charge(elements);
    if (++this.depth > this.maxDepth)
      throw new MarshalError('depth', `more than ${this.maxDepth} levels deep`);
  }

  private charge(elements: number): void {
    this.elements += elements;
    if (this.elements > this.maxElements)
      throw new MarshalError('elements', `more than ${this.maxElements} values`);
  }
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `a JavaScript ${typeof value}`;
  return `a JavaScript object (${value.constructor?.name ?? 'no class'})`;
}
