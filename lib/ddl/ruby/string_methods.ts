// Methods of Strings and Symbols that DDLs use. None changes its String.
import type { RubySymbol } from '../../marshal/values';
import { RubyFloat, RubyRegexp } from '../../marshal/values';
import { RubyRegex } from '../../regex/program';
import { RegexRefused } from '../../regex/regex_refused';
import type { CallSite, Method } from './call_site';
import { formatText } from './format_text';
import { substitute } from './substitute';
import type { Value } from './value';

type Change = (text: string) => string;

const CHANGES: Readonly<Record<string, Change>> = {
  capitalize: text => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase(),
  upcase: text => text.toUpperCase(),
  downcase: text => text.toLowerCase(),
  strip: text => text.replace(/^[\s\0]+|[\s\0]+$/g, ''),
  lstrip: text => text.trimStart(),
  rstrip: text => text.replace(/[\s\0]+$/, ''),
  chomp: text => text.replace(/\r?\n$|\r$/, ''),
  chop: text => [...text].slice(0, -1).join(''),
  reverse: text => [...text].reverse().join(''),
};

const changing =
  (change: Change): Method<string> =>
  (self, site) => {
    site.takes(0);
    return site.made(change(self));
  };

/** `=~` and `match?`: whether it matches. Ruby's `=~` tells where; a DDL only asks whether. */
export function matches(text: string, { source, options }: RubyRegexp, site: CallSite): boolean {
  try {
    site.step(text.length);
    return RubyRegex.compile(source, options).test(text);
  } catch (error) {
    if (error instanceof RegexRefused)
      return site.fail(`has a regexp that is not understood: ${error.problem}`);
    throw error;
  }
}

function matchesPattern(self: string, site: CallSite): boolean {
  site.takes(1);
  const pattern = site.pattern(0);
  return pattern instanceof RubyRegexp ? matches(self, pattern, site) : self.includes(pattern);
}

function repeated(self: string, site: CallSite): string {
  const times = site.integer(0);
  if (times < 0) site.fail('repeats a text a negative number of times');
  if (self.length * times > 1024 * 1024) site.fail('makes a text that is too long');
  return site.made(self.repeat(times));
}

function split(self: string, site: CallSite): Value {
  site.takes(0, 1);
  const words =
    site.args.length === 0 || site.args[0] === ' ' ? self.trim().split(/\s+/) : self.split(site.text(0));
  while (words.at(-1) === '') words.pop();
  site.step(words.length);
  site.made(self);
  return words;
}

// Leading digits, as Ruby.
function toNumber(self: string, pattern: RegExp, site: CallSite): number {
  const value = Number(pattern.exec(self.replace(/_/g, ''))?.[0] ?? 0);
  return Number.isSafeInteger(Math.trunc(value)) ? value : site.fail('makes a number that is too large');
}

const self: Method<string> = text => text;
const length: Method<string> = text => [...text].length;
const toSymbol: Method<string> = (text, site) => site.symbol(text);

export const STRING_METHODS: Readonly<Record<string, Method<string>>> = {
  ...Object.fromEntries(Object.entries(CHANGES).map(([name, change]) => [name, changing(change)])),
  to_s: self,
  to_str: self,
  freeze: self,
  dup: self,
  to_sym: toSymbol,
  intern: toSymbol,
  to_i: (text, site) => toNumber(text, /^\s*[-+]?\d+/, site),
  to_f: (text, site) => new RubyFloat(toNumber(text, /^\s*[-+]?\d+(\.\d+)?(e[-+]?\d+)?/i, site)),
  length,
  size: length,
  'empty?': text => text === '',
  'include?': (text, site) => text.includes(site.text(0)),
  'start_with?': (text, site) => site.args.some((_arg, i) => text.startsWith(site.text(i))),
  'end_with?': (text, site) => site.args.some((_arg, i) => text.endsWith(site.text(i))),
  'match?': matchesPattern,
  '=~': matchesPattern,
  sub(text, site) {
    site.takes(2);
    return site.made(substitute(text, site, false));
  },
  gsub(text, site) {
    site.takes(2);
    return site.made(substitute(text, site, true));
  },
  split,
  '+': (text, site) => site.made(text + site.text(0)),
  '*': repeated,
  '%': (text, site) => site.made(formatText(text, site.args[0] ?? null, site)),
  '<': (text, site) => text < site.text(0),
  '>': (text, site) => text > site.text(0),
  '<=': (text, site) => text <= site.text(0),
  '>=': (text, site) => text >= site.text(0),
};

const name: Method<RubySymbol> = symbol => symbol.name;

// Those that change a String change a Symbol alike.
const SYMBOL_CHANGES = ['capitalize', 'upcase', 'downcase'];

export const SYMBOL_METHODS: Readonly<Record<string, Method<RubySymbol>>> = {
  ...Object.fromEntries(
    SYMBOL_CHANGES.map((change): [string, Method<RubySymbol>] => [
      change,
      (symbol, site) => site.symbol(CHANGES[change]!(symbol.name)),
    ]),
  ),
  to_s: name,
  id2name: name,
  name,
  to_sym: symbol => symbol,
  length: symbol => [...symbol.name].length,
  size: symbol => [...symbol.name].length,
  'start_with?': (symbol, site) => site.args.some((_arg, i) => symbol.name.startsWith(site.text(i))),
  'end_with?': (symbol, site) => site.args.some((_arg, i) => symbol.name.endsWith(site.text(i))),
};
