// One configuration key: its documentation, how its value is read and where it goes.
import type { YamlText } from '../../util/yaml';
import type { ValueKind } from './value_kind';

export interface KeyDocs {
  /** One sentence without full stop. */
  readonly meaning: string;
  /** As the user would write it; words for what is worked out. */
  readonly default: string;
  /** Of a bare number. */
  readonly unit?: 'seconds' | 'bytes';
  /** The value is never shown. */
  readonly secret?: boolean;
}

export interface KeySpec<Target> extends KeyDocs {
  /** With dots for nesting. */
  readonly key: string;
  readonly type: string;
  /** Keys of each item, for a list of hashes. */
  readonly items?: readonly KeySpec<never>[];
  /** True when the value itself is a hash with keys of the user's. */
  readonly open?: boolean;
  /** Puts the value into the target; answers what is wrong with it (`must be …`), or undefined. */
  accept(target: Target, value: YamlText): string | undefined;
}

/** A key with one value, kept under `name` in a part of the target. */
export function single<Target, Part, Name extends keyof Part>(
  key: string,
  kind: ValueKind<Exclude<Part[Name], undefined>>,
  docs: KeyDocs,
  part: (target: Target) => Part,
  name: Name,
): KeySpec<Target> {
  return {
    key,
    type: kind.name,
    ...docs,
    accept(target, text) {
      const value = typeof text === 'string' ? kind.read(text) : undefined;
      if (value === undefined) return mustBe(kind.name, text, docs);
      part(target)[name] = value;
      return undefined;
    },
  };
}

/** A key with a list of values; one value alone, or several with commas, will do. */
export function list<Target, Name extends PropertyKey>(
  key: string,
  kind: ValueKind<string>,
  docs: KeyDocs,
  part: (target: Target) => { [Key in Name]?: readonly string[] | undefined },
  name: Name,
): KeySpec<Target> {
  return {
    key,
    type: `a list, each ${kind.name}`,
    ...docs,
    accept(target, value) {
      const texts = typeof value === 'string' ? value.split(',').map(part => part.trim()) : value;
      const values = Array.isArray(texts)
        ? texts.map(text => (typeof text === 'string' ? kind.read(text) : undefined))
        : [undefined];
      const bad = values.indexOf(undefined);
      if (bad >= 0)
        return mustBe(`a list, each ${kind.name}`, Array.isArray(texts) ? texts[bad]! : texts, docs);
      part(target)[name] = values as string[];
      return undefined;
    },
  };
}

/** A key holding names of the user's with texts; deeper hashes are joined with dots. */
export function texts<Target>(
  key: string,
  docs: KeyDocs,
  part: (target: Target) => Record<string, string>,
): KeySpec<Target> {
  return {
    key,
    type: 'names with texts',
    open: true,
    ...docs,
    accept(target, value) {
      if (!isHash(value)) return mustBe('names with texts', value, docs);
      return setTexts(value, '', part(target));
    },
  };
}

function setTexts(
  hash: { [key: string]: YamlText },
  prefix: string,
  into: Record<string, string>,
): string | undefined {
  for (const [name, value] of Object.entries(hash)) {
    const whole = prefix + name;
    if (Array.isArray(value)) return `has a list under ${JSON.stringify(whole)} where a text must be`;
    const problem = isHash(value) ? setTexts(value, `${whole}.`, into) : undefined;
    if (problem) return problem;
    if (!isHash(value)) into[whole] = value ?? '';
  }
  return undefined;
}

export function isHash(value: YamlText | undefined): value is { [key: string]: YamlText } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mustBe(name: string, value: YamlText, docs: KeyDocs): string {
  return `must be ${name}, not ${docs.secret ? 'what is there' : describe(value)}`;
}

function describe(value: YamlText): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a hash' : JSON.stringify(value.slice(0, 80));
}
