// YAML to Ruby values as Psych's safe_load makes them (permitting Symbol and Regexp): bounded, no aliases, no objects.
import { isUtf8 } from 'node:buffer';
import { BINARY_CHARGE, DEFAULT_LIMITS, HASH_CHARGE, keyCharge, type Limits } from '../marshal/limits';
import { type RubyHash, RubySymbol, type RubyValue, sym, symbolTableIsFull } from '../marshal/values';
import { BlockScalarScanner } from './block_scalar';
import { isGap, NOT_PRINTABLE } from './characters';
import { PsychError } from './errors';
import { readPlain } from './plain_scalar';
import { decodeBinary, parseRegexp, TAGS, type Tag } from './tags';

export type PsychLimits = Pick<Limits, 'maxBytes' | 'maxDepth' | 'maxElements'>;

/**
 * The value of one document, null when it is empty. Throws PsychError, never anything else. Of repeated keys the last
 * counts. Times are read though Ruby refuses them; days without a time of day are Strings.
 */
export function load(bytes: Buffer, limits?: Partial<PsychLimits>): RubyValue {
  const { maxBytes } = { ...DEFAULT_LIMITS, ...limits };
  if (bytes.length > maxBytes)
    throw new PsychError('bytes', `${bytes.length} bytes, ${maxBytes} are allowed`, 1);
  if (!isUtf8(bytes)) throw new PsychError('text', 'it is not UTF-8', 1);
  const text = bytes.toString('utf8');
  if (NOT_PRINTABLE.test(text)) throw new PsychError('text', 'it holds control characters', 1);
  return new Reader(text, limits).document();
}

/** Where a value stands: behind `- `, `? ` or `: ` (collections may begin in the same line), or behind `key: `. */
type Place = 'item' | 'value';

/** A scalar before it is known whether it is a key; or a collection in brackets. */
type Leaf =
  | { readonly text: string; readonly plain: boolean; readonly tag: Tag | undefined }
  | { readonly collection: RubyValue };

const DASH = 0x2d;
const QUESTION = 0x3f;
const COLON = 0x3a;

class Reader extends BlockScalarScanner {
  private depth = 0;
  private elements = 1;
  private overflow: Map<string, RubySymbol> | undefined;
  private readonly maxDepth: number;
  private readonly maxElements: number;

  constructor(text: string, limits: Partial<PsychLimits> | undefined) {
    super(text);
    this.maxDepth = limits?.maxDepth ?? DEFAULT_LIMITS.maxDepth;
    this.maxElements = limits?.maxElements ?? DEFAULT_LIMITS.maxElements;
  }

  document(): RubyValue {
    this.toContent();
    const marked = this.atMarker;
    if (marked && this.code() === 0x2e) this.fail('syntax', 'it begins with the end of a document');
    if (marked) this.pos += 3;
    const value = marked ? this.value(-1, 'value') : this.unmarked();
    this.toContent();
    if (this.atMarker && this.code() === 0x2e) {
      this.pos += 3;
      this.endLine();
      this.toContent();
    }
    if (!this.atEnd) this.fail('syntax', 'something follows the document');
    return value;
  }

  private unmarked(): RubyValue {
    if (this.atEnd) return null;
    if (this.code() === 0x25) this.fail('syntax', 'directives are not accepted');
    return this.node(-1, true);
  }

  /** What belongs to the mark before it; nil when that is nothing. `parent` is the column of the collection. */
  private value(parent: number, place: Place): RubyValue {
    const { line } = this;
    this.toContent();
    if (this.atEnd || this.atMarker) return null;
    if (this.line === line) return this.node(parent, place === 'item');
    if (this.column > parent) return this.node(parent, true);
    // An Array may stand in the column of its key.
    return place === 'value' && this.column === parent && this.isMark(DASH) ? this.sequence() : null;
  }

  private node(parent: number, collections: boolean): RubyValue {
    const code = this.code();
    if (this.isMark(DASH) || this.isMark(QUESTION)) {
      if (!collections) this.fail('syntax', 'a collection begins where only a scalar can');
      return code === DASH ? this.sequence() : this.mapping(undefined);
    }
    if (code === 0x7c || code === 0x3e) return this.blockScalar(parent);
    return this.leafOrMapping(parent, collections);
  }

  private leafOrMapping(parent: number, collections: boolean): RubyValue {
    const { column, line } = this;
    const tag = this.tag();
    if (tag && (this.code() === 0x7c || this.code() === 0x3e))
      return this.tagged(tag, this.blockScalar(parent));
    const leaf = this.leaf(tag);
    if (this.line === line && this.takeColon()) {
      if (!collections) this.fail('syntax', 'a key stands where only a value can');
      return this.mapping({ column, key: this.keyOf(leaf) });
    }
    const whole = 'text' in leaf && leaf.plain ? { ...leaf, text: this.plainRest(leaf.text, parent) } : leaf;
    this.endLine();
    return this.leafValue(whole);
  }

  private sequence(): RubyValue[] {
    const { column } = this;
    const items: RubyValue[] = [];
    this.enter(0);
    do {
      this.pos++;
      this.charge(1);
      items.push(this.value(column, 'item'));
      this.toContent();
    } while (this.goesOnAt(column) && this.isMark(DASH));
    this.depth--;
    return items;
  }

  /** `first`: its first key, when that is already read, with its column. */
  private mapping(first: { readonly column: number; readonly key: RubyValue } | undefined): RubyHash {
    const column = first?.column ?? this.column;
    const hash: RubyHash = new Map();
    this.enter(HASH_CHARGE);
    if (first) this.put(hash, first.key, this.value(column, 'value'));
    else this.explicitPair(hash, column);
    for (this.toContent(); this.goesOnAt(column); this.toContent()) {
      if (this.isMark(QUESTION)) this.explicitPair(hash, column);
      else this.put(hash, this.key(), this.value(column, 'value'));
    }
    this.depth--;
    return hash;
  }

  // `? key`, and `: value` in the line after it.
  private explicitPair(hash: RubyHash, column: number): void {
    this.pos++;
    const key = this.value(column, 'item');
    this.toContent();
    if (!this.goesOnAt(column) || !this.isMark(COLON)) this.put(hash, key, null);
    else {
      this.pos++;
      this.put(hash, key, this.value(column, 'item'));
    }
  }

  private key(): RubyValue {
    const { line } = this;
    const leaf = this.leaf(this.tag());
    if (this.line !== line || !this.takeColon()) this.fail('syntax', 'a key has no colon behind it');
    return this.keyOf(leaf);
  }

  private keyOf(leaf: Leaf): RubyValue {
    const merges = 'text' in leaf && leaf.text === '<<' && (leaf.tag === undefined || leaf.tag === 'plain');
    if (merges) this.fail('alias', 'merged hashes are not accepted');
    return this.leafValue(leaf);
  }

  /** Whether the collection in that column has more here. */
  private goesOnAt(column: number): boolean {
    if (this.atEnd || this.atMarker || this.column < column) return false;
    if (this.column > column) this.fail('indent', 'it is indented deeper than anything it could belong to');
    return true;
  }

  private takeColon(): boolean {
    this.skipBlanks();
    if (!this.isMark(COLON)) return false;
    this.pos++;
    return true;
  }

  private put(hash: RubyHash, key: RubyValue, value: RubyValue): void {
    this.charge(2);
    hash.set(this.hashKey(key), value);
  }

  // In Ruby a binary ASCII key is the same key as its text.
  private hashKey(key: RubyValue): RubyValue {
    if (key instanceof RubySymbol || typeof key === 'string') return key;
    this.charge(keyCharge(key));
    if (!Buffer.isBuffer(key)) return key;
    return key.every(byte => byte < 128) ? key.toString('latin1') : key;
  }

  private leaf(tag: Tag | undefined, inBrackets = false): Leaf {
    const code = this.code();
    if (code === 0x26 || code === 0x2a) this.fail('alias', 'anchors and aliases are not accepted');
    if (code === 0x22) return { text: this.doubleQuoted(), plain: false, tag };
    if (code === 0x27) return { text: this.singleQuoted(), plain: false, tag };
    if (!tag && (code === 0x5b || code === 0x7b)) return { collection: this.brackets(code) };
    // A tag alone stands for an empty scalar.
    if (tag && isGap(code)) return { text: '', plain: false, tag };
    if (!this.atPlain) this.fail('syntax', 'no value can begin like this');
    return { text: this.plainLine(inBrackets), plain: true, tag };
  }

  private tag(): Tag | undefined {
    if (this.code() !== 0x21) return undefined;
    const from = this.pos;
    while (!isGap(this.code())) this.pos++;
    const name = this.text.slice(from, this.pos);
    const tag = TAGS.get(name);
    if (!tag) this.fail('tag', `the tag ${JSON.stringify(name.slice(0, 40))} is not accepted`);
    this.skipBlanks();
    return tag;
  }

  private leafValue(leaf: Leaf): RubyValue {
    if ('collection' in leaf) return leaf.collection;
    const { text, plain, tag } = leaf;
    return tag || plain ? this.tagged(tag ?? 'plain', text) : text;
  }

  private tagged(tag: Tag, text: string): RubyValue {
    if (tag === 'string') return text;
    if (tag === 'symbol') return this.symbol(text);
    if (tag === 'regexp') return parseRegexp(text) ?? this.fail('syntax', 'a Regexp has no slashes');
    if (tag === 'binary') {
      this.charge(BINARY_CHARGE);
      return decodeBinary(text) ?? this.fail('text', 'a binary String is not base64');
    }
    const value = readPlain(text, name => this.symbol(name));
    return value === undefined ? this.fail('number', 'an Integer is too long') : value;
  }

  private symbol(name: string): RubySymbol {
    if (symbolTableIsFull()) this.overflow ??= new Map();
    return sym(name, this.overflow);
  }

  /** `[…]` or `{…}`, over any number of lines. */
  private brackets(open: number): RubyValue {
    this.pos++;
    this.enter(open === 0x5b ? 0 : HASH_CHARGE);
    const value = open === 0x5b ? this.bracketedItems() : this.bracketedPairs();
    this.pos++;
    this.depth--;
    return value;
  }

  private bracketedItems(): RubyValue[] {
    const items: RubyValue[] = [];
    while (this.bracketGoesOn(0x5d)) {
      this.charge(1);
      items.push(this.bracketed());
      this.comma(0x5d);
    }
    return items;
  }

  private bracketedPairs(): RubyHash {
    const hash: RubyHash = new Map();
    while (this.bracketGoesOn(0x7d)) {
      const key = this.bracketed();
      this.toContent(true);
      const hasValue = this.code() === COLON;
      if (hasValue) this.pos++;
      this.toContent(true);
      const empty = !hasValue || this.code() === 0x2c || this.code() === 0x7d;
      this.put(hash, key, empty ? null : this.bracketed());
      this.comma(0x7d);
    }
    return hash;
  }

  private bracketed(): RubyValue {
    return this.leafValue(this.leaf(this.tag(), true));
  }

  private bracketGoesOn(close: number): boolean {
    this.toContent(true);
    if (this.atEnd || this.atMarker) this.fail('syntax', 'a bracket is not closed');
    return this.code() !== close;
  }

  private comma(close: number): void {
    this.toContent(true);
    if (this.code() === 0x2c) this.pos++;
    else if (this.code() !== close) this.fail('syntax', 'a comma or closing bracket is missing');
  }

  private enter(elements: number): void {
    this.charge(elements);
    if (++this.depth > this.maxDepth) this.fail('depth', `more than ${this.maxDepth} levels deep`);
  }

  private charge(elements: number): void {
    this.elements += elements;
    if (this.elements > this.maxElements) this.fail('elements', `more than ${this.maxElements} values`);
  }
}
