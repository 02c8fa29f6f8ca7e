// The Hash behind a word of a DDL (`:prompt => "…", :type => :string`): its values as the model has them.
import { RubyFloat, RubySymbol, type RubyValue } from '../../marshal/values';
import { quoted, type RubySource } from './ruby_source';
import { kindOf, RubyClass, textOf, type Value } from './value';

/** Values within a default, a list or the like. */
const MAX_VALUES = 10_000;
const MAX_NAME = 200;

export class Properties {
  private readonly values: ReadonlyMap<string, Value>;

  /** `what` names in messages what has these properties: `the input "service"`. */
  constructor(
    private readonly source: RubySource,
    readonly line: number,
    readonly what: string,
    hash: Value | undefined,
  ) {
    if (!(hash instanceof Map))
      source.fail(line, `${what} has no properties`, 'write them as `:name => value`, with commas between');
    const named = [...hash].map(([key, value]): [string, Value] => [
      key instanceof RubySymbol ? key.name : '',
      value,
    ]);
    this.values = new Map(named.filter(([name]) => name !== ''));
  }

  fail(problem: string): never {
    return this.source.fail(this.line, `${this.what} ${problem}`, 'correct it');
  }

  /** Fails for the first that is not there. */
  needs(...names: readonly string[]): void {
    for (const name of names) if (!this.values.has(name)) this.fail(`has no ${quoted(`:${name}`)}`);
  }

  get names(): readonly string[] {
    return [...this.values.keys()];
  }

  /** nil when it is not there. */
  get(name: string): Value {
    return this.values.get(name) ?? null;
  }

  text(name: string): string {
    const value = this.get(name);
    return textOf(value) ?? this.fail(`has ${kindOf(value)} as ${quoted(`:${name}`)}`);
  }

  /** A number from 0, also when written as text; undefined for nil. */
  number(name: string): number | undefined {
    const text = this.text(name).trim();
    if (text === '') return undefined;
    return /^\d{1,9}(\.\d+)?$/.test(text)
      ? Number(text)
      : this.fail(`has no number as ${quoted(`:${name}`)}`);
  }

  /** A value as requests and replies hold it, undefined for nil; Symbols become Strings, as they do in JSON. */
  value(name: string): RubyValue | undefined {
    const value = this.get(name);
    return value === null ? undefined : this.plain(value, name);
  }

  plain(value: Value, name: string): RubyValue {
    let left = MAX_VALUES;
    const plain = (part: Value): RubyValue => {
      if (--left < 0) this.fail(`has too many values in ${quoted(`:${name}`)}`);
      if (part instanceof RubySymbol) return part.name;
      // Only a Float that looks like an Integer needs to be told from one.
      if (part instanceof RubyFloat) return Number.isInteger(part.value) ? part : part.value;
      if (Array.isArray(part)) return part.map(plain);
      if (part instanceof Map)
        return new Map([...part].map(([key, item]) => [textOf(key) ?? '', plain(item)]));
      const isData = part === null || typeof part !== 'object' || textOf(part) !== undefined;
      if (!isData || part instanceof RubyClass) this.fail(`has ${kindOf(part)} in ${quoted(`:${name}`)}`);
      return part as RubyValue;
    };
    return plain(value);
  }
}

/** The name of an action, input or output. Fails for what cannot be one. */
export function nameFrom(value: Value | undefined, what: string, source: RubySource, line: number): string {
  const name = textOf(value ?? null) ?? '';
  const isName = name !== '' && name.length <= MAX_NAME && !/[\x00-\x1f\x7f]/.test(name);
  return isName ? name : source.fail(line, `${what} has no name`);
}
