// What -S says about text it cannot read (what it reads is compared with MCollective in test/conformance/mcollective).
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseCompound } from '../../../lib/mcollective/compound';
import { FilterSyntax } from '../../../lib/mcollective/errors';
import { makeFilter } from '../../../lib/mcollective/filter';
import { matches } from '../../../lib/mcollective/filter_match';
import { filterFromWire, filterToWire } from '../../../lib/mcollective/filter_wire';

const node = { identity: 'n', agents: [], classes: ['role::web'], facts: { country: 'u k', a: '1' } };
const hit = (text: string): boolean =>
  matches(filterFromWire(filterToWire(makeFilter({ compound: [parseCompound(text)] }))), node);

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
    'a!=b': 'a!=b is not understood by nodes; write not fact=value',
    'a==b': 'a==b is not understood by nodes; write fact=value or fact=/regex/',
    'a=~b': 'a=~b is not understood by nodes; write fact=value or fact=/regex/',
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
