// Filters, fact tests, compound filters and regexps decide as the real MCollective does: strict ones always, the others
// but for the vectors named here, each list with its reason.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { RubyRegexp, type RubyValue } from '../../../lib/marshal/values';
import { parseCompound } from '../../../lib/mcollective/compound';
import { FilterSyntax } from '../../../lib/mcollective/errors';
import { type FactFilter, type Filter, makeFilter, parseFact } from '../../../lib/mcollective/filter';
import { matches } from '../../../lib/mcollective/filter_match';
import { filterFromWire } from '../../../lib/mcollective/filter_wire';
import { RubyRegex } from '../../../lib/regex/program';
import { RegexRefused } from '../../../lib/regex/regex_refused';
import { golden, goldenNode, loadHex, type RubyAnswer } from './golden_file';

// Ruby's exceptions drop the request.
const rubyMatches = (answer: RubyAnswer): boolean => answer === true;

interface Decision {
  readonly name: string;
  readonly filter: Filter;
  readonly ruby: boolean;
}

const FILTERS = golden<{ name: string; filter: string; matches: RubyAnswer }[]>('filters').map(
  ({ name, filter, matches: answer }): Decision => ({
    name: `filter: ${name}`,
    filter: filterFromWire(loadHex(filter)),
    ruby: rubyMatches(answer),
  }),
);

const FACT_TESTS = golden<(FactFilter & { matches: RubyAnswer })[]>('fact_tests').map(
  ({ fact, operator, value, matches: answer }): Decision => ({
    name: `-F ${fact} ${operator} ${value}`,
    filter: makeFilter({ fact: [{ fact, operator, value }] }),
    ruby: rubyMatches(answer),
  }),
);

const COMPOUNDS = golden<{ text: string; filter?: string; matches?: RubyAnswer }[]>('compounds').flatMap(
  ({ text, filter, matches: answer = false }): Decision[] =>
    filter === undefined
      ? []
      : [{ name: `-S ${text}`, filter: filterFromWire(loadHex(filter)), ruby: rubyMatches(answer) }],
);

const DECISIONS = [...FILTERS, ...FACT_TESTS, ...COMPOUNDS];

/** Where fleetspec decides otherwise unless it is told to be strict; why → vectors. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  'any -I that fits is enough': [
    'filter: identity twice',
    'filter: same identity twice',
    'filter: two identity regexes, both fit',
  ],
  'a filter without entries excludes nobody': ['filter: nothing but the collective'],
  'what Ruby raises at is text': [
    'filter: fact not comparable',
    '-F clock >= 12:30',
    '-F clock < 12:31',
    '-F numbered > 1',
    '-S clock>=12:30',
  ],
  'what Ruby raises at within an array is passed over': ['-F nested =~ b', '-F nested > a'],
  'leading zeros are no octal numbers': [
    ...['-F zeros > 5', '-F zeros >= 02048', '-F octal > 9', '-F octal < 9', '-F octal != 10'],
    ...['-F octal != 8', '-S octal>9'],
  ],
  'whole numbers and fractions are both numbers': [
    ...['-F small > 9.5', '-F ratio < 10', '-F ratio > 10', '-F small >= 10.0', '-F small != 10.0'],
    ...['-S small>9.5', '-S ratio<10'],
  ],
  'numbers may be negative or hexadecimal': ['-F minus > -6', '-F hex > 5'],
  'underscores are no part of numbers': ['-F score < 10.5', '-F score < 9.5'],
  '!= in a statement': [
    ...['-S country!=de', '-S country=/^u/ and country!=de', '-S country!=/^d/', '-S roles!=db'],
    '-S empty!=x',
  ],
  '== and =~ in a statement': ['-S country==uk', '-S country=~uk', '-S country=~/^u/'],
  '=> and =< in a statement, as in -F': ['-S memory=>1024'],
  'the value goes on after a second sign': ['-S pair=a=b', '-S pair=/a=b/'],
};

describe('strict filters decide as the real MCollective', () => {
  for (const { name, filter, ruby } of DECISIONS) {
    it(name, () => {
      expect(matches(filter, { ...goldenNode, strict: true })).to.equal(ruby);
    });
  }
});

describe('filters decide as the real MCollective but for what is plainly wrong', () => {
  const reasons = new Map(
    Object.entries(OTHERWISE).flatMap(([why, names]) => names.map((name): [string, string] => [name, why])),
  );

  for (const { name, filter, ruby } of DECISIONS) {
    const why = reasons.get(name);
    it(why ? `${name} (otherwise: ${why})` : name, () => {
      expect(matches(filter, goldenNode)).to.equal(why ? !ruby : ruby);
    });
  }

  it('names no vector that is not there', () => {
    const known = new Set(DECISIONS.map(({ name }) => name));
    expect([...reasons.keys()].filter(name => !known.has(name))).to.deep.equal([]);
  });
});

describe('fact strings as the real MCollective parses them', () => {
  for (const { text, parsed } of golden<{ text: string; parsed: FactFilter | null }[]>('fact_strings')) {
    it(text, () => {
      if (parsed) expect(parseFact(text)).to.deep.equal(parsed);
      else expect(() => parseFact(text)).to.throw('cannot read the filter');
    });
  }
});

describe('compound filters as the real MCollective parses them', () => {
  type Stack = Record<string, unknown>[] | null;
  const present = (fact: string, test: string): Stack => [
    ...[{ '(': '(' }, { statement: `${fact}=/^/` }, { and: 'and' }, { not: 'not' }],
    ...[{ statement: test }, { ')': ')' }],
  ];
  // Ruby stumbles over blanks around >=, over one slash, and sends what none of its nodes understands: here it is
  // written so that they do, or refused.
  const deviations: Record<string, Stack> = {
    'memory >= 2048': [{ statement: 'memory>=2048' }],
    'path=/var': [{ statement: 'path=/var' }],
    'country!=uk': present('country', 'country=uk'),
    'country!=de': present('country', 'country=de'),
    'missing!=x': present('missing', 'missing=x'),
    'not country!=uk': [{ not: 'not' }, ...present('country', 'country=uk')!],
    'country=/^u/ and country!=de': [
      { statement: 'country=/^u/' },
      { and: 'and' },
      ...present('country', 'country=de')!,
    ],
    'country!=/^u/': present('country', 'country=/^u/'),
    'country!=/^d/': present('country', 'country=/^d/'),
    'missing!=/x/': present('missing', 'missing=/x/'),
    'roles!=web': present('roles', 'roles=web'),
    'roles!=db': present('roles', 'roles=db'),
    'nothing!=x': present('nothing', 'nothing=x'),
    'empty!=x': present('empty', 'empty=x'),
    'os!=family': present('os', 'os=family'),
    'mixed!=a': present('mixed', 'mixed=a'),
    'memory!=2048': present('memory', 'memory=2048'),
    'country==uk': [{ statement: 'country=uk' }],
    'country==de': [{ statement: 'country=de' }],
    'country=~uk': [{ statement: 'country=/uk/' }],
    'country=~de': [{ statement: 'country=/de/' }],
    'country=~/^u/': [{ statement: 'country=/^u/' }],
    'mixed=~z': [{ statement: 'mixed=/z/' }],
    'memory=>1024': [{ statement: 'memory>=1024' }],
    'memory=>4096': [{ statement: 'memory>=4096' }],
    'memory=<1024': [{ statement: 'memory<=1024' }],
    'memory<1<2': null,
    'country=a=b': [{ statement: 'country=/\\Aa\\x3db\\z/' }],
    'pair=a=b': [{ statement: 'pair=/\\Aa\\x3db\\z/' }],
    'pair!=a=b': present('pair', 'pair=/\\Aa\\x3db\\z/'),
    'pair=/a=b/': [{ statement: 'pair=/a\\x3db/' }],
    "path='/var/log'": [{ statement: 'path=/\\A/var/log\\z/' }],
    not: null,
    '': null,
  };

  for (const { text, stack } of golden<{ text: string; stack: Stack }[]>('compounds')) {
    it(text || '(empty)', () => {
      const expected = text in deviations ? deviations[text]! : stack;
      if (expected === null) expect(() => parseCompound(text)).to.throw(FilterSyntax);
      else expect(plain(parseCompound(text))).to.deep.equal(expected);
    });
  }

  function plain(value: RubyValue): unknown {
    if (Array.isArray(value)) return value.map(plain);
    if (value instanceof Map)
      return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]));
    return value instanceof RubyRegexp ? { '//': value.source } : value;
  }
});

describe('what our client sends for -S', () => {
  // Tests whose outcome no spelling can make equal: they compare what Ruby compares as text, or not at all.
  const apart = new Set(['-S small>9.5', '-S ratio<10', '-S octal>9', '-S clock>=12:30']);

  for (const { text } of golden<{ text: string }[]>('compounds')) {
    const filter = readable(text);
    if (!filter || apart.has(`-S ${text}`)) continue;
    it(`chooses alike on both kinds of nodes: ${text}`, () => {
      expect(matches(filter, { ...goldenNode, strict: true })).to.equal(matches(filter, goldenNode));
    });
  }

  function readable(text: string): Filter | undefined {
    try {
      return makeFilter({ compound: [parseCompound(text)] });
    } catch {
      return undefined;
    }
  }
});

describe('regexps as Ruby evaluates them', () => {
  const subjects = golden<string[]>('regex_subjects');
  // Refused, for they need backtracking or mean different things elsewhere.
  const refused = new Set(
    [
      ['[a-z&&[^b]]', '(?=a)', '(?!a)', '(?<=a)b', '(?>a)', '(a)\\1', 'a++'],
      ['a{2}?', '\\K', '\\R', '\\p{Alpha}', '\\y', '^*'],
    ].flat(),
  );

  for (const { pattern, matches: expected } of golden<{ pattern: string; matches: string[] | null }[]>(
    'regexes',
  )) {
    it(JSON.stringify(pattern), () => {
      if (expected === null || refused.has(pattern)) {
        expect(() => RubyRegex.compile(pattern)).to.throw(RegexRefused);
        return;
      }
      const regex = RubyRegex.compile(pattern);
      expect(subjects.filter(subject => regex.test(subject))).to.deep.equal(expected);
    });
  }
});
