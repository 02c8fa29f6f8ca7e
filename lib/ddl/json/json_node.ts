// A value in a JSON document with the way to it, so that what is wrong can be told exactly.
import type { RubyValue } from '../../marshal/values';
import { DdlUnreadable } from '../errors';
import type { JsonObject, JsonText, JsonValue } from './json_text';

export class JsonNode {
  private constructor(
    private readonly file: string,
    private readonly document: JsonText,
    /** Undefined: nothing is there. */
    readonly value: JsonValue | undefined,
    readonly path: string,
    /** Of the innermost object or array around it. */
    private readonly line: number | undefined,
  ) {}

  static root(document: JsonText, file: string): JsonNode {
    return new JsonNode(file, document, document.value, '', 1);
  }

  /** True for what is not there, and for null. */
  get isMissing(): boolean {
    return this.value === undefined || this.value === null;
  }

  field(name: string): JsonNode {
    const value = this.value instanceof Map ? this.value.get(name) : undefined;
    const step = /^\w+$/.test(name) ? name : JSON.stringify(name.slice(0, 80));
    return this.at(value, this.path === '' ? step : `${this.path}.${step}`);
  }

  /** Fields in the order written, by name; none when nothing is there. */
  fields(): readonly (readonly [string, JsonNode])[] {
    return [...this.object().keys()].map(name => [name, this.field(name)] as const);
  }

  items(): readonly JsonNode[] {
    if (this.isMissing) return [];
    const { value } = this;
    if (!Array.isArray(value)) return this.fail('must be a list');
    return value.map((item, i) => this.at(item, `${this.path}[${i}]`));
  }

  object(): JsonObject {
    if (this.isMissing) return new Map();
    return this.value instanceof Map ? this.value : this.fail('must be an object');
  }

  text(): string {
    if (this.isMissing) return this.fail('is missing');
    return typeof this.value === 'string' ? this.value : this.fail('must be a text');
  }

  optionalText(): string | undefined {
    return this.isMissing ? undefined : this.text();
  }

  boolean(): boolean {
    if (this.isMissing) return this.fail('is missing');
    return typeof this.value === 'boolean' ? this.value : this.fail('must be true or false');
  }

  /** A number from 0. */
  number(): number {
    if (this.isMissing) return this.fail('is missing');
    const value = this.plainNumber();
    return value !== undefined && value >= 0 ? value : this.fail('must be a number from 0');
  }

  oneOf<Word extends string>(words: readonly Word[]): Word {
    const text = this.text();
    return words.find(word => word === text) ?? this.fail(`must be one of ${words.join(', ')}`);
  }

  /** As replies and requests hold it. */
  data(): RubyValue | undefined {
    return this.isMissing ? undefined : (this.value as RubyValue);
  }

  /** `problem` follows the place: `must be a text`. */
  fail(problem: string): never {
    throw new DdlUnreadable(
      { file: this.file, line: this.line, path: this.path || undefined },
      `it ${problem}`,
      'correct it',
    );
  }

  private plainNumber(): number | undefined {
    const { value } = this;
    if (typeof value === 'number') return value;
    return typeof value === 'object' && value !== null && 'value' in value ? value.value : undefined;
  }

  private at(value: JsonValue | undefined, path: string): JsonNode {
    const line = this.document.lineOf(value ?? null) ?? this.document.lineOf(this.value ?? null) ?? this.line;
    return new JsonNode(this.file, this.document, value, path, line);
  }
}
