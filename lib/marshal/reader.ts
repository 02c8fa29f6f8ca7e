// Ruby Marshal 4.8 to values (Ruby marshal.c, r_object): data types only, bounded, never builds an object.
import { integerFromBytes } from './bignum_bytes';
import { ByteCursor } from './byte_cursor';
import { floatFromBytes } from './float_text';
import {
  BINARY_CHARGE,
  DEFAULT_LIMITS,
  HASH_CHARGE,
  keyCharge,
  type Limits,
  MAX_BIGNUM_BYTES,
} from './limits';
import { decodeAscii, decodeUtf8, isEncodingName } from './text';
import { timeFromBytes } from './time_bytes';
import {
  RubyFloat,
  type RubyHash,
  RubyRegexp,
  RubyString,
  RubySymbol,
  type RubyTime,
  type RubyValue,
  sym,
  symbolTableIsFull,
} from './values';

/** Stands in the object table for what is still being read. */
const UNFINISHED = Symbol('unfinished');

const BINARY = 'ASCII-8BIT';
const NO_IVARS: ReadonlyMap<string, RubyValue> = new Map();

/**
 * The value of a complete Marshal 4.8 document. Throws MarshalError, never anything else. Buffers in the result are
 * views of `bytes`, not copies: do not reuse `bytes` afterwards. A Hash's default value is dropped.
 */
export function load(bytes: Buffer, limits?: Partial<Limits>): RubyValue {
  return new Reader(bytes, limits).document();
}

class Reader extends ByteCursor {
  private depth = 0;
  private elements = 1;
  /** Bytes the data would be longer if links were written out. */
  private unfolded = 0;
  private readonly symbols: RubySymbol[] = [];
  private readonly objects: (RubyValue | typeof UNFINISHED)[] = [];
  /** Unfolded length of each object. */
  private readonly weights: number[] = [];
  private overflow: Map<string, RubySymbol> | undefined;
  private readonly maxElements: number;
  private readonly maxUnfolded: number;
  private readonly maxDepth: number;

  constructor(bytes: Buffer, limits: Partial<Limits> | undefined) {
    super(bytes);
    this.maxElements = limits?.maxElements ?? DEFAULT_LIMITS.maxElements;
    this.maxUnfolded = limits?.maxUnfoldedBytes ?? DEFAULT_LIMITS.maxUnfoldedBytes;
    this.maxDepth = limits?.maxDepth ?? DEFAULT_LIMITS.maxDepth;
    const maxBytes = limits?.maxBytes ?? DEFAULT_LIMITS.maxBytes;
    if (bytes.length > maxBytes) this.fail('bytes', `${bytes.length} bytes, ${maxBytes} are allowed`);
  }

  document(): RubyValue {
    if (this.byte() !== 4 || this.byte() !== 8)
      this.fail('header', 'it does not start as Marshal 4.8 does', 0);
    const value = this.value();
    const rest = this.bytes.length - this.pos;
    if (rest > 0) this.fail('trailing', `${rest} bytes follow the value`);
    return value;
  }

  // The jump table every value goes through: literal cases, so that it stays one.
  private value(): RubyValue {
    const type = this.byte();
    switch (type) {
      case 0x49: // I
        return this.withIvars();
      case 0x3b: // ;
        return this.symbolLink();
      case 0x3a: // :
        return this.newSymbol(false);
      case 0x69: // i
        return this.packed();
      case 0x30: // 0
        return null;
      case 0x54: // T
        return true;
      case 0x46: // F
        return false;
      case 0x22: // "
        return this.string(false);
      case 0x5b: // [
        return this.array();
      case 0x7b: // {
        return this.hash();
      case 0x7d: // }
        return this.hashWithDefault();
      case 0x6c: // l
        return this.bignum();
      case 0x66: // f
        return this.float();
      case 0x40: // @
        return this.link();
      case 0x2f: // /
        return this.regexp(false);
      case 0x75: // u
        return this.time(false);
      default:
        return this.refuseType(type);
    }
  }

  /** `I`: the value's encoding and instance variables follow it. */
  private withIvars(): RubyValue {
    const type = this.byte();
    switch (type) {
      case 0x22:
        return this.string(true);
      case 0x3a:
        return this.newSymbol(true);
      case 0x2f:
        return this.regexp(true);
      case 0x75:
        return this.time(true);
      case 0x5b:
      case 0x7b:
      case 0x7d: {
        // Arrays and hashes may carry some too (a Hash of keyword arguments does); they are not part of the value.
        this.pos--;
        const container = this.value();
        this.ivars();
        return container;
      }
      default:
        return this.refuseType(type);
    }
  }

  private string(hasIvars: boolean): RubyValue {
    const length = this.length(1);
    const start = this.pos;
    this.pos += length;
    const slot = this.begin(start);
    const encoding = hasIvars ? this.encoding() : BINARY;
    return this.finish(slot, this.text(start, start + length, encoding));
  }

  private text(start: number, end: number, encoding: string): RubyValue {
    if (encoding === 'UTF-8') {
      return decodeUtf8(this.bytes, start, end) ?? new RubyString(this.bytes.subarray(start, end), encoding);
    }
    if (encoding === 'US-ASCII') {
      return decodeAscii(this.bytes, start, end) ?? new RubyString(this.bytes.subarray(start, end), encoding);
    }
    this.charge(BINARY_CHARGE);
    const bytes = this.bytes.subarray(start, end);
    return encoding === BINARY ? bytes : new RubyString(bytes, encoding);
  }

  /** The encoding from the instance variables here, which are all read. */
  private encoding(): string {
    // What Ruby writes after nearly every string: one variable, a link to :E, true or false.
    const { bytes, pos } = this;
    if (
      bytes[pos] === 6 &&
      bytes[pos + 1] === 0x3b &&
      this.symbols[(bytes[pos + 2] as number) - 5]?.name === 'E'
    ) {
      const flag = bytes[pos + 3];
      if (flag === 0x54 || flag === 0x46) {
        this.pos += 4;
        return flag === 0x54 ? 'UTF-8' : 'US-ASCII';
      }
    }
    return this.encodingOf(this.ivars());
  }

  private encodingOf(ivars: ReadonlyMap<string, RubyValue>): string {
    const short = ivars.get('E');
    if (short !== undefined) return short === true ? 'UTF-8' : 'US-ASCII';
    const long = ivars.get('encoding');
    if (long === undefined) return BINARY;
    const name = Buffer.isBuffer(long) ? long.toString('latin1') : long;
    if (typeof name === 'string' && isEncodingName(name)) return name === 'BINARY' ? BINARY : name;
    return this.fail('text', 'a String names no encoding');
  }

  private ivars(): ReadonlyMap<string, RubyValue> {
    const count = this.length(2);
    this.charge(count);
    this.descend();
    const ivars = new Map<string, RubyValue>();
    for (let i = 0; i < count; i++) ivars.set(this.symbol().name, this.value());
    this.depth--;
    return ivars;
  }

  /** A symbol where only a symbol may stand. */
  private symbol(): RubySymbol {
    const type = this.byte();
    if (type === 0x3b) return this.symbolLink();
    if (type === 0x3a) return this.newSymbol(false);
    if (type === 0x49 && this.byte() === 0x3a) return this.newSymbol(true);
    return this.fail('type', 'a name is no Symbol', this.pos - 1);
  }

  private newSymbol(hasIvars: boolean): RubySymbol {
    const length = this.length(1);
    const start = this.pos;
    this.pos += length;
    const name = decodeUtf8(this.bytes, start, this.pos);
    if (name === undefined) return this.fail('text', 'a Symbol is not UTF-8', start);
    if (symbolTableIsFull()) this.overflow ??= new Map();
    const symbol = sym(name, this.overflow);
    // It takes its place in the table before its encoding does.
    this.symbols.push(symbol);
    if (hasIvars) this.requireUtf8(name, length, start);
    return symbol;
  }

  private requireUtf8(name: string, length: number, start: number): void {
    const encoding = this.encoding();
    const ascii = name.length === length;
    if (encoding !== 'UTF-8' && !ascii) this.fail('text', `a Symbol is in ${encoding}, not UTF-8`, start);
  }

  private symbolLink(): RubySymbol {
    const at = this.pos;
    const symbol = this.symbols[this.packed()];
    return symbol ?? this.fail('link', 'a Symbol link leads nowhere', at);
  }

  private link(): RubyValue {
    const at = this.pos;
    const index = this.packed();
    const value = this.objects[index];
    if (value === undefined) return this.fail('link', 'an object link leads nowhere', at);
    if (value === UNFINISHED) return this.fail('cycle', 'an object holds itself', at);
    this.unfolded += this.weights[index] as number;
    if (this.unfolded > this.maxUnfolded) this.fail('bytes', 'its links unfold to more than is allowed', at);
    return value;
  }

  private array(): RubyValue {
    const slot = this.begin(this.pos);
    const count = this.length(1);
    this.charge(count);
    this.descend();
    const array = new Array<RubyValue>(count);
    for (let i = 0; i < count; i++) array[i] = this.value();
    this.depth--;
    return this.finish(slot, array);
  }

  private hash(): RubyValue {
    const slot = this.begin(this.pos);
    return this.finish(slot, this.pairs());
  }

  private hashWithDefault(): RubyValue {
    const slot = this.begin(this.pos);
    const hash = this.pairs();
    this.charge(1);
    this.descend();
    this.value();
    this.depth--;
    return this.finish(slot, hash);
  }

  private pairs(): RubyHash {
    const count = this.length(2);
    this.charge(2 * count + HASH_CHARGE);
    this.descend();
    const hash: RubyHash = new Map();
    for (let i = 0; i < count; i++) {
      const key = this.key();
      hash.set(key, this.value());
    }
    this.depth--;
    return hash;
  }

  private key(): RubyValue {
    const key = this.value();
    if (key instanceof RubySymbol || typeof key === 'string') return key;
    this.charge(keyCharge(key));
    // In Ruby a binary ASCII key is the same key as its text; Ruby 1.8 and other languages send such.
    return Buffer.isBuffer(key) ? (decodeAscii(key, 0, key.length) ?? key) : key;
  }

  private bignum(): RubyValue {
    const start = this.pos;
    const sign = this.byte();
    if (sign !== 0x2b && sign !== 0x2d) this.fail('number', 'an Integer has no sign', start);
    const length = this.length(2) * 2;
    if (length > MAX_BIGNUM_BYTES) this.fail('number', `an Integer has ${length} bytes`, start);
    const from = this.pos;
    this.pos += length;
    return this.finish(this.begin(start), integerFromBytes(this.bytes, from, this.pos, sign === 0x2d));
  }

  private float(): RubyValue {
    const length = this.length(1);
    const start = this.pos;
    this.pos += length;
    const value = floatFromBytes(this.bytes, start, this.pos);
    if (value === undefined) return this.fail('number', 'a Float is no number', start);
    return this.finish(this.begin(start), Number.isInteger(value) ? new RubyFloat(value) : value);
  }

  private regexp(hasIvars: boolean): RubyValue {
    const length = this.length(1);
    const start = this.pos;
    this.pos += length;
    const end = this.pos;
    const options = this.byte();
    const slot = this.begin(start);
    if (hasIvars) this.ivars();
    const source = decodeUtf8(this.bytes, start, end);
    if (source === undefined) return this.fail('text', 'a Regexp is not UTF-8', start);
    return this.finish(slot, new RubyRegexp(source, options));
  }

  private time(hasIvars: boolean): RubyTime {
    const start = this.pos;
    const name = this.symbol().name;
    if (name !== 'Time') this.fail('type', `an object dumped by class ${quote(name)} is not accepted`, start);
    const length = this.length(1);
    const data = this.bytes.subarray(this.pos, this.pos + length);
    this.pos += length;
    const ivars = hasIvars ? this.ivars() : NO_IVARS;
    // Other than elsewhere the Time takes its place in the table after its variables.
    const slot = this.begin(start);
    return this.finish(slot, timeFromBytes(data, ivars, start));
  }

  /** Gives the object that starts at `start` the next place in the object table. */
  private begin(start: number): number {
    this.weights.push(start + this.unfolded);
    return this.objects.push(UNFINISHED) - 1;
  }

  private finish<T extends RubyValue>(slot: number, value: T): T {
    this.objects[slot] = value;
    this.weights[slot] = this.pos + this.unfolded - (this.weights[slot] as number);
    return value;
  }

  private charge(elements: number): void {
    this.elements += elements;
    if (this.elements > this.maxElements) {
      this.fail('elements', `more than ${this.maxElements} values`);
    }
  }

  private descend(): void {
    if (++this.depth > this.maxDepth) this.fail('depth', `more than ${this.maxDepth} levels deep`);
  }

  private refuseType(type: number): never {
    const shown = type > 0x20 && type < 0x7f ? `'${String.fromCharCode(type)}'` : `0x${type.toString(16)}`;
    return this.fail('type', `type ${shown} is not accepted`, this.pos - 1);
  }
}

function quote(name: string): string {
  return JSON.stringify(name.slice(0, 40));
}
