// Filters, fact tests, compound filters and regexps decide as the real MCollective does, but for the named deviations.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { RubyRegexp, type RubyValue } from '../../../lib/marshal/values';
import { parseCompound } from '../../../lib/mcollective/compound';
import { FilterSyntax } from '../../../lib/mcollective/errors';
import { type FactFilter, makeFilter, parseFact } from '../../../lib/mcollective/filter';
import { matches } from '../../../lib/mcollective/filter_match';
import { filterFromWire } from '../../../lib/mcollective/filter_wire';
import { RubyRegex } from '../../../lib/regex/program';
import { RegexRefused } from '../../../lib/regex/regex_refused';
import { golden, goldenNode, loadHex, type RubyAnswer } from './golden_file';

describe('filters as the real MCollective evaluates them', () => {
  // Where Ruby drops the request by an exception of its own or counts wrongly.
  const deviations: Record<string, boolean> = {
    'identity twice': true,
    'bad class regex': false,
  };

  for (const vector of golden<{ name: string; filter: string; matches: RubyAnswer }[]>('filters')) {
    it(`filter: ${vector.name}`, () => {
      const expected = deviations[vector.name] ?? vector.matches;
      expect(matches(filterFromWire(loadHex(vector.filter)), goldenNode)).to.equal(expected);
    });
  }
});

describe('fact strings as the real MCollective parses them', () => {
  for (const { text, parsed } of golden<{ text: string; parsed: FactFilter | null }[]>('fact_strings')) {
    it(text, () => {
      if (parsed) expect(parseFact(text)).to.deep.equal(parsed);
      else expect(() => parseFact(text)).to.throw('cannot read the filter');
    });
  }
});

describe('fact tests as the real MCollective evaluates them', () => {
  // Ruby raises: numbers with leading zeros count as decimal, text that is no number compares as text.
  const deviations: Record<string, boolean> = {
    'memory != 02048': false,
    'zeros > 5': true,
    'zeros >= 02048': true,
    'clock >= 12:30': true,
    'clock < 12:31': true,
    'memory =~ (': false,
  };
  type Vector = FactFilter & { matches: RubyAnswer };

  for (const { fact, operator, value, matches: answer } of golden<Vector[]>('fact_tests')) {
    const name = `${fact} ${operator} ${value}`;
    it(name, () => {
      const filter = makeFilter({ fact: [{ fact, operator, value }] });
      expect(matches(filter, goldenNode)).to.equal(deviations[name] ?? answer);
    });
  }
});

describe('compound filters as the real MCollective evaluates them', () => {
  type Vector = { text: string; filter?: string; matches?: RubyAnswer };

  for (const vector of golden<Vector[]>('compounds')) {
    if (vector.filter === undefined) continue;
    it(vector.text || '(empty)', () => {
      expect(matches(filterFromWire(loadHex(vector.filter!)), goldenNode)).to.equal(vector.matches);
    });
  }
});

describe('compound filters as the real MCollective parses them', () => {
  type Stack = Record<string, unknown>[] | null;
  // Ruby stumbles over blanks around >= and sends what no node understands; here the one is read, the other refused.
  const deviations: Record<string, Stack> = {
    'memory >= 2048': [{ statement: 'memory>=2048' }],
    'country!=uk': null,
    'country==uk': null,
    'country=~uk': null,
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
