import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Plain } from '../../../lib/marshal/plain';
import { fromTagged, type TaggedJson, toTagged } from '../../../lib/recording/tagged_json';

const through = (value: Plain): Plain =>
  fromTagged(JSON.parse(JSON.stringify(toTagged(value))) as TaggedJson);

describe('tagged JSON', () => {
  it('keeps what JSON has no word for', () => {
    const value: Plain = [
      1n << 80n,
      Buffer.from([0, 255]),
      new Date(1_700_000_000_123),
      Number.POSITIVE_INFINITY,
      null,
    ];
    expect(through(value)).to.deep.equal(value);
    expect(through(Number.NaN)).to.be.NaN;
    expect((through(new Date(Number.NaN)) as Date).getTime()).to.be.NaN;
  });

  it('does not take the user’s own keys for tags', () => {
    for (const value of [{ $int: '5' }, { $$bytes: 'x' }, { $: 1 }, { a: { $time: 3 }, $b: 1 }])
      expect(JSON.stringify(through(value))).to.equal(JSON.stringify(value));
  });

  it('makes nothing of wrong tags, and no prototypes', () => {
    for (const value of [{ $int: 'x' }, { $int: '9'.repeat(500) }, { $bytes: 5 }, { $other: 1 }]) {
      const [only] = Object.keys(fromTagged(value as TaggedJson) as object);
      expect(only).to.equal(Object.keys(value)[0]);
    }
    const hostile = fromTagged(JSON.parse('{"__proto__": {"polluted": 1}}') as TaggedJson) as Record<
      string,
      unknown
    >;
    expect(Object.keys(hostile)).to.deep.equal(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
  });

  it('keeps any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(JSON.stringify(through(value as Plain))).to.equal(JSON.stringify(value));
      }),
    );
  });
});
