// What -S says about text it cannot read (what it reads is compared with MCollective in test/conformance/mcollective).
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { type RubyHash, RubyRegexp } from '../../../lib/marshal/values';
import { parseCompound } from '../../../lib/mcollective/compound';
import { FilterSyntax } from '../../../lib/mcollective/errors';
import { makeFilter } from '../../../lib/mcollective/filter';
import { matches } from '../../../lib/mcollective/filter_match';
import { filterFromWire, filterToWire } from '../../../lib/mcollective/filter_wire';

const facts = { country: 'u k', a: '1', pair: 'a=b', path: '/x/y' };
const node = { identity: 'n', agents: [], classes: ['role::web'], facts };
const hit = (text: string, strict = false): boolean => {
  const filter = filterFromWire(filterToWire(makeFilter({ compound: [parseCompound(text)] })));
  return matches(filter, { ...node, strict });
};

function fault(text: string): string {
  try {
    parseCompound(text);
  } catch (error) {
    expect(error).to.be.instanceOf(FilterSyntax);
    return (error as FilterSyntax).sentence;
  }
  return expect.fail('no error');
}

describe('parseCompound', () => {
  it('selects nodes', () => {
    expect(hit("country='u k' and (role::web or role::db)")).to.equal(true);
    expect(hit('country=/u k/ and a>=1')).to.equal(true);
    expect(hit('a = 1 and !(role::db) and not role::x')).to.equal(true);
    expect(hit('(a=1 and /^role/) and not (/web/)')).to.equal(false);
  });

  const MEANINGS: Record<string, boolean> = {
    'a!=1': false,
    'a != 2': true,
    '!a!=1': true,
    'not a!=2 or a!=1': false,
    'b!=1': false,
    'a!=/1/': false,
    'a!=/2/': true,
    'a==1': true,
    'a=~1': true,
    "country=~'^u k$'": true,
    'a=~/2/': false,
    'a=>1': true,
    'a=<0': false,
    'pair=a=b': true,
    'pair=a.b': false,
    'pair!=a=c': true,
    'pair=/^a=b$/': true,
    'pair=/^a\\=[=b]/': true,
    "path='/x/'": false,
    "path='/x/y'": true,
    'path=/x/': true,
  };
  for (const [text, meaning] of Object.entries(MEANINGS)) {
    it(`${text} says the same to nodes of both kinds`, () => {
      expect(hit(text)).to.equal(meaning);
      expect(hit(text, true)).to.equal(meaning);
    });
  }

  it('takes the signs of facts for functions, too', () => {
    const sent = (text: string): unknown[] => {
      const [term] = parseCompound(text) as [RubyHash];
      const { operator, r_compare } = Object.fromEntries(term.get('fstatement') as RubyHash);
      return [operator, r_compare];
    };
    expect(sent('f().x==1')).to.deep.equal(['==', '1']);
    expect(sent('f().x=>1')).to.deep.equal(['>=', '1']);
    expect(sent("f().x=~'a b'")).to.deep.equal(['=~', new RubyRegexp('a b', 0)]);
    expect(sent('f().x==/a/')).to.deep.equal(['=~', new RubyRegexp('a', 0)]);
    expect(sent('f().x!=/a/')).to.deep.equal(['!=~', new RubyRegexp('a', 0)]);
  });

  const FAULTS: Record<string, string> = {
    '': 'it is empty',
    'a and': 'a term is missing at its end',
    'a or or b': 'a term is missing before "or"',
    'a b': '"and" or "or" is missing before "b"',
    "a f('x').y=1": '"and" or "or" is missing before a function',
    '(a': 'a parenthesis is not closed',
    'a)': 'a parenthesis closes nothing',
    not: 'a term is missing at its end',
    "f('x'": 'is no class, fact test or function',
    "f('x').y": 'is no class, fact test or function',
    'a<b<c': 'a<b<c: nodes would cut the value "b<c" at <',
    'a=/(?=b)/': 'a regex for -S cannot hold (?=',
    'a==': 'is no class, fact test or function',
    'a=~ =b': 'is no class, fact test or function',
    '/a/=b': 'is no class, fact test or function',
    'a=': 'is no class, fact test or function',
    [`a${' '.repeat(5000)}`]: 'it is too long',
  };
  for (const [text, part] of Object.entries(FAULTS)) {
    it(`refuses ${JSON.stringify(text.slice(0, 20))}`, () => {
      expect(fault(text)).to.include(part);
    });
  }
});
