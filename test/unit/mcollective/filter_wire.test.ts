// Filters to the wire and back, and what is refused from the wire.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { type RubyHash, type RubyValue, sym, symbolHash } from '../../../lib/marshal/values';
import { MessageRefused } from '../../../lib/mcollective/errors';
import { EMPTY_FILTER, type FactFilter, isEmpty, makeFilter } from '../../../lib/mcollective/filter';
import { filterFromWire, filterToWire } from '../../../lib/mcollective/filter_wire';

const fact: FactFilter = { fact: 'country', value: 'uk', operator: '==' };
const hash = (...pairs: [RubyValue, RubyValue][]): RubyHash => new Map(pairs);

describe('filterToWire', () => {
  it('writes all five keys in the order of Ruby', () => {
    expect([...filterToWire(EMPTY_FILTER).keys()]).to.deep.equal([
      'fact',
      'cf_class',
      'agent',
      'identity',
      'compound',
    ]);
  });

  it('writes facts under Symbols, in the order of Ruby', () => {
    const [entry] = filterToWire(makeFilter({ fact: [fact] })).get('fact') as RubyHash[];
    expect([...entry!]).to.deep.equal([
      [sym('fact'), 'country'],
      [sym('value'), 'uk'],
      [sym('operator'), '=='],
    ]);
  });
});

describe('filterFromWire', () => {
  it('reads what was written', () => {
    const filter = makeFilter({
      fact: [fact],
      cf_class: ['a', '/b/'],
      agent: ['c'],
      identity: ['d'],
      compound: [[hash(['statement', 'x'])]],
    });
    expect(filterFromWire(filterToWire(filter))).to.deep.equal(filter);
  });

  it('takes an empty Hash for an empty filter', () => {
    expect(filterFromWire(hash())).to.deep.equal(EMPTY_FILTER);
  });

  it('takes any key with cf_class or puppet_class for classes, as Ruby nodes do', () => {
    const filter = hash(['puppet_class', ['a']], ['my_cf_class_too', ['b']]);
    expect(filterFromWire(filter).cf_class).to.deep.equal(['a', 'b']);
  });

  it('passes over the collective that the RPC client adds, and unknown keys beside known ones', () => {
    expect(isEmpty(filterFromWire(hash(['collective', 'mcollective'])))).to.equal(true);
    expect(filterFromWire(hash(['zone', 'x'], ['agent', ['a']])).agent).to.deep.equal(['a']);
  });

  it('notes what is empty but not as MCollective writes it', () => {
    const [, ...four] = filterToWire(EMPTY_FILTER);
    const odd = [hash(['collective', 'x']), hash(...filterToWire(EMPTY_FILTER), ['collective', 'x'])];
    for (const wire of [...odd, hash(...four)]) expect(filterFromWire(wire).oddlyEmpty).to.equal(true);
    expect(filterFromWire(hash(...four, ['fact', []])).oddlyEmpty).to.equal(undefined);
    expect(filterFromWire(hash(['agent', ['a']])).oddlyEmpty).to.equal(undefined);
  });

  it('reads keys and entries sent as bare strings', () => {
    expect(filterFromWire(hash([Buffer.from('agent'), [Buffer.from('a')]])).agent).to.deep.equal(['a']);
  });

  const REFUSED: Record<string, RubyValue | undefined> = {
    'no Hash': [],
    nothing: undefined,
    nil: null,
    'a Symbol key': hash([sym('agent'), ['a']]),
    'unknown keys only': hash(['zone', ['x']]),
    'an Array of Integers': hash(['agent', [5]]),
    'a String for an Array': hash(['identity', 'node']),
    'nil for an Array': hash(['cf_class', null]),
    'a fact that is a String': hash(['fact', ['a=b']]),
    'a fact with String keys': hash(['fact', [hash(['fact', 'a'], ['value', 'b'], ['operator', '=='])]]),
    'a fact without value': hash(['fact', [symbolHash({ fact: 'a', operator: '==' })]]),
    'a fact with an Integer': hash(['fact', [symbolHash({ fact: 'a', value: 5, operator: '==' })]]),
    'an unknown operator': hash(['fact', [symbolHash({ fact: 'a', value: 'b', operator: '===' })]]),
    'too long an entry': hash(['agent', ['x'.repeat(5000)]]),
    'too many entries': hash(['agent', Array(10_001).fill('x')]),
  };
  for (const [name, value] of Object.entries(REFUSED)) {
    it(`refuses ${name}`, () => {
      expect(() => filterFromWire(value))
        .to.throw(MessageRefused)
        .with.property('reason', 'malformed');
    });
  }
});
