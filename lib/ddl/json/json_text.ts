// JSON read for what Ruby makes of it: 1 and 1.0 differ, large integers keep their digits, a key stands once. Tells
// lines, which JSON.parse does not.
import { RubyFloat } from '../../marshal/values';
import { requireDdlSize } from '../ddl_size';
import { DdlUnreadable } from '../errors';

export type JsonValue = null | boolean | number | bigint | string | RubyFloat | JsonValue[] | JsonObject;
export type JsonObject = Map<string, JsonValue>;

export interface JsonText {
  readonly value: JsonValue;
  /** Where an object or array begins, from 1; undefined for other values. */
  lineOf(value: JsonValue): number | undefined;
}

const MAX_DEPTH = 50;

/** Throws DdlUnreadable that names `file` and the line. */
export function parseJsonText(text: string, file: string): JsonText {
  requireDdlSize(text.length, file);
  const parser = new JsonParser(text.replace(/^\uFEFF/, ''), file);
  const value = parser.document();
  return { value, lineOf: of => (typeof of === 'object' && of !== null ? parser.lines.get(of) : undefined) };
}

class JsonParser {
  readonly lines = new WeakMap<object, number>();
  private at = 0;
  private line = 1;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {}

  document(): JsonValue {
    const value = this.value();
    this.blanks();
    return this.at === this.text.length ? value : this.unexpected();
  }

  private value(): JsonValue {
    this.blanks();
    const next = this.text[this.at];
    if (next === '{') return this.nested(() => this.object());
    if (next === '[') return this.nested(() => this.array());
    if (next === '"') return this.string();
    const word = this.match(/true|false|null/y);
    if (word !== undefined) return word === 'null' ? null : word === 'true';
    return this.number();
  }

  private nested<Value>(read: () => Value): Value {
    if (++this.depth > MAX_DEPTH) this.fail('it is nested too deeply');
    const value = read();
    this.depth--;
    return value;
  }

  private object(): JsonObject {
    const object: JsonObject = new Map();
    this.lines.set(object, this.line);
    this.items('{', '}', () => {
      if (this.text[this.at] !== '"') this.unexpected();
      const key = this.string();
      if (object.has(key)) this.fail(`the key ${JSON.stringify(key)} stands there twice`);
      this.blanks();
      this.expect(':');
      object.set(key, this.value());
    });
    return object;
  }

  private array(): JsonValue[] {
    const array: JsonValue[] = [];
    this.lines.set(array, this.line);
    this.items('[', ']', () => array.push(this.value()));
    return array;
  }

  private items(open: string, close: string, item: () => void): void {
    this.expect(open);
    this.blanks();
    if (this.take(close)) return;
    do {
      this.blanks();
      item();
      this.blanks();
    } while (this.take(','));
    this.expect(close);
  }

  private string(): string {
    const literal = this.match(/"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
    return literal === undefined ? this.fail('a text there is no JSON') : (JSON.parse(literal) as string);
  }

  private number(): number | bigint | RubyFloat {
    const literal = this.match(/-?(?:0|[1-9]\d{0,300})(?:\.\d+)?(?:[eE][-+]?\d+)?/y);
    if (literal === undefined) return this.unexpected();
    const value = Number(literal);
    if (!Number.isFinite(value)) this.fail('a number is too large');
    if (!/[.eE]/.test(literal)) return Number.isSafeInteger(value) ? value : BigInt(literal);
    return Number.isInteger(value) ? new RubyFloat(value) : value;
  }

  private blanks(): void {
    const blanks = this.match(/[ \t\r\n]*/y)!;
    for (const character of blanks) if (character === '\n') this.line++;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private expect(character: string): void {
    if (!this.take(character)) this.unexpected(`where ${JSON.stringify(character)} must be`);
  }

  private unexpected(where = ''): never {
    const next = this.text[this.at];
    const what = next === undefined ? 'the end' : JSON.stringify(next);
    return this.fail(`${what} stands ${where || 'where it means nothing'}`);
  }

  private fail(problem: string): never {
    throw new DdlUnreadable({ file: this.file, line: this.line }, `broken JSON, ${problem}`, 'correct it');
  }
}
