// The regexes of DDLs: run in linear time, and stricter than Ruby, whose ^ and $ are the ends of any line.
import { RubyRegex } from '../regex/program';
import type { Validation } from './ddl';

export type RegexValidation = Extract<Validation, { readonly regex: string }>;

const compiled = new WeakMap<RegexValidation, RubyRegex>();

/** `^` and `$` are the ends of the value. Compiled once. Throws RegexRefused. */
export function validationRegex(validation: RegexValidation): RubyRegex {
  const known = compiled.get(validation);
  if (known) return known;
  const regex = RubyRegex.compile(validation.regex, validation.options ?? 0, 'text');
  compiled.set(validation, regex);
  return regex;
}

/** As Ruby shows it: text as it stands, a Regexp as `(?-mix:^a$)`. */
export function shownRegex({ regex, options }: RegexValidation): string {
  if (options === undefined) return regex;
  const on = LETTERS.filter(([bit]) => (options & bit) !== 0).map(([, letter]) => letter);
  const off = LETTERS.filter(([bit]) => (options & bit) === 0).map(([, letter]) => letter);
  const minus = off.length > 0 ? `-${off.join('')}` : '';
  return `(?${on.join('')}${minus}:${withSlashesEscaped(regex)})`;
}

// In the order Ruby writes them.
const LETTERS: readonly [bit: number, letter: string][] = [
  [4, 'm'],
  [1, 'i'],
  [2, 'x'],
];

const withSlashesEscaped = (source: string): string =>
  source.replace(/\\[\s\S]|\//g, found => (found === '/' ? '\\/' : found));
