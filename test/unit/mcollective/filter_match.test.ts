// Filters on the node: what MCollective's answers (test/conformance/mcollective) do not show.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { RubyHash, RubyValue } from '../../../lib/marshal/values';
import { parseCompound } from '../../../lib/mcollective/compound';
import { type Filter, makeFilter, parseFact } from '../../../lib/mcollective/filter';
import { matches } from '../../../lib/mcollective/filter_match';
import type { FilterSubject } from '../../../lib/mcollective/filter_terms';

const node: FilterSubject = {
  identity: 'web1',
  agents: new Set(['rpcutil']),
  classes: ['apache'],
  facts: { a: '1', list: ['x'], hash: { k: 'v' } },
};
const hit = (parts: Partial<Filter>): boolean => matches(makeFilter(parts), node);

function reports(parts: Partial<Filter>): string[] {
  const said: string[] = [];
  expect(matches(makeFilter(parts), node, sentence => said.push(sentence))).to.equal(false);
  return said;
}

const statement = (text: string): RubyHash => new Map<RubyValue, RubyValue>([['statement', text]]);
const word = (text: string): RubyHash => new Map<RubyValue, RubyValue>([[text, text]]);

describe('matches', () => {
  it('an empty filter matches', () => {
    expect(hit({})).to.equal(true);
  });

  it('every kind must match', () => {
    const good: Filter = makeFilter({
      agent: ['rpcutil'],
      cf_class: ['apache'],
      identity: ['web1'],
      fact: [parseFact('a=1')],
      compound: [[statement('apache')]],
    });
    expect(matches(good, node)).to.equal(true);
    expect(hit({ ...good, agent: ['x'] })).to.equal(false);
    expect(hit({ ...good, cf_class: ['x'] })).to.equal(false);
    expect(hit({ ...good, identity: ['x'] })).to.equal(false);
    expect(hit({ ...good, fact: [parseFact('a=2')] })).to.equal(false);
    expect(hit({ ...good, compound: [[statement('x')]] })).to.equal(false);
  });

  it('facts with the names of object members do not exist', () => {
    for (const fact of ['__proto__', 'constructor', 'toString']) {
      expect(hit({ fact: [{ fact, value: '.', operator: '=~' }] }), fact).to.equal(false);
      expect(hit({ fact: [{ fact, value: 'x', operator: '!=' }] }), fact).to.equal(false);
    }
  });

  it('numbers of any length compare as numbers', () => {
    const big = { ...node, facts: { n: '9007199254740993' } };
    const filter = (text: string): Filter => makeFilter({ fact: [parseFact(text)] });
    expect(matches(filter('n>9007199254740992'), big)).to.equal(true);
    expect(matches(filter('n<9007199254740994'), big)).to.equal(true);
    expect(matches(filter('n>=0009007199254740993'), big)).to.equal(true);
  });

  it('a refused regex makes the filter not match, and is reported', () => {
    expect(reports({ cf_class: ['/(?!apache)/'] })).to.have.length(1);
    expect(reports({ identity: ['/(/'] })[0]).to.include('refused');
    expect(reports({ agent: [`/${'a'.repeat(2000)}/`] })[0]).to.include('too long');
    expect(reports({ fact: [parseFact('a=~(a)\\1')] })[0]).to.include('refused');
  });

  it('a refused regex behind a not does not match either', () => {
    expect(reports({ compound: [[word('not'), statement('/(?=x)/')]] })).to.have.length(1);
  });

  it('the regexes of one request have a budget together', () => {
    const long = { ...node, classes: Array.from({ length: 2000 }, () => 'a'.repeat(200)) };
    const said: string[] = [];
    const filter = makeFilter({ cf_class: ['/(a?){100}(a?){100}b/'] });
    expect(matches(filter, long, sentence => said.push(sentence))).to.equal(false);
    expect(said[0]).to.include('took too long');
  });

  it('large regexes count by their size', () => {
    const said: string[] = [];
    const filter = makeFilter({ cf_class: Array(1000).fill('/apache|(a{50}){90}/') });
    expect(matches(filter, node, sentence => said.push(sentence))).to.equal(false);
    expect(said[0]).to.include('took too long');
  });

  it('long regexes count by their length, however little they come to', () => {
    const said: string[] = [];
    const filter = makeFilter({ cf_class: Array(2000).fill(`/${'(?:)'.repeat(249)}/`) });
    expect(matches(filter, node, sentence => said.push(sentence))).to.equal(false);
    expect(said[0]).to.include('took too long');
    expect(hit({ identity: [...Array(9_000).fill('/^db[0-9]{1,3}[.]example[.]net$/'), 'web1'] })).to.equal(
      true,
    );
  });
});

describe('strict filters', () => {
  const strictly = (parts: Partial<Filter>, said: string[] = []): boolean =>
    matches(makeFilter(parts), { ...node, facts: { time: '12:30', deep: [['x']] }, strict: true }, sentence =>
      said.push(sentence),
    );

  it('a filter that is empty in another way than MCollective writes it matches nobody', () => {
    expect(strictly({})).to.equal(true);
    expect(strictly({ oddlyEmpty: true })).to.equal(false);
    expect(hit({ oddlyEmpty: true })).to.equal(true);
  });

  it('exactly one identity must fit', () => {
    expect(strictly({ identity: ['web1', '/x/'] })).to.equal(true);
    expect(strictly({ identity: ['web1', '/web/'] })).to.equal(false);
  });

  it('what MCollective raises at matches not, behind a not neither, and is reported', () => {
    const said: string[] = [];
    expect(strictly({ fact: [parseFact('time>=12:30')] }, said)).to.equal(false);
    expect(strictly({ compound: [[word('not'), statement('time<12:30')]] }, said)).to.equal(false);
    expect(strictly({ fact: [parseFact('deep=~x')] }, said)).to.equal(false);
    expect(said).to.deep.equal([
      'fact test refused: MCollective cannot compare "12:30"; set node.strict_filters: false to have such tests evaluated',
      'fact test refused: MCollective cannot compare "12:30"; set node.strict_filters: false to have such tests evaluated',
      'fact test refused: MCollective cannot compare "nested data"; set node.strict_filters: false to have such tests evaluated',
    ]);
  });

  it('long digits take no time', () => {
    const digits = '1'.repeat(4000);
    const facts = { digits: `${digits}x` };
    const fact = Array(5000).fill(parseFact(`digits>${digits} `));
    expect(matches(makeFilter({ fact }), { ...node, facts, strict: true })).to.equal(true);
  });
});

describe('compound filters', () => {
  it('a data function makes the whole filter false where data is not looked up, even negated', () => {
    const [fstatement] = parseCompound("fstat('/etc/hosts').present=1") as [RubyValue];
    expect(reports({ compound: [[word('not'), fstatement]] })[0]).to.include('data functions');
    expect(reports({ compound: [[statement('apache'), word('or'), fstatement]] })).to.have.length(1);
  });

  const BROKEN: Record<string, RubyValue> = {
    'no Array': 'apache',
    'an empty stack': [],
    'an operator alone': [word('and')],
    'nothing after not': [word('not')],
    'two statements': [statement('a'), statement('b')],
    'an open parenthesis': [word('('), statement('apache')],
    'a closed parenthesis': [statement('apache'), word(')')],
    'an unknown term': [word('xor')],
    'a term of two entries': [new Map([...statement('a'), ...word('and')])],
    'a statement that is no String': [new Map<RubyValue, RubyValue>([['statement', 5]])],
    'a test without value': [statement('a=')],
    'too many terms': Array(1001).fill(word('not')),
  };
  for (const [name, stack] of Object.entries(BROKEN)) {
    it(`${name} does not match and is reported`, () => {
      expect(reports({ compound: [stack] })).to.have.length(1);
    });
  }

  it('takes deep parentheses', () => {
    const stack = [...Array(400).fill(word('(')), statement('apache'), ...Array(400).fill(word(')'))];
    expect(hit({ compound: [stack] })).to.equal(true);
  });
});
