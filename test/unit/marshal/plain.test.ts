import { describe, it } from 'node:test';
import { expect } from 'chai';
import { MarshalError } from '../../../lib/marshal/errors';
import { fromPlain, isPlainHash, type Plain, toPlain } from '../../../lib/marshal/plain';
import {
  RubyFloat,
  RubyRegexp,
  RubyString,
  RubyTime,
  type RubyValue,
  sym,
  symbolHash,
} from '../../../lib/marshal/values';

function hashOf(...pairs: [RubyValue, RubyValue][]): RubyValue {
  return new Map(pairs);
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof MarshalError) return error.reason;
    throw error;
  }
  return 'nothing';
}

function bombOf(levels: number): RubyValue {
  let bomb: RubyValue = ['boom'];
  for (let i = 0; i < levels; i++) bomb = [bomb, bomb];
  return bomb;
}

describe('toPlain', () => {
  it('shows every type', () => {
    const time = new RubyTime(1700000000, 250_000_000, 3600, 'CET', false);
    const bytes = Buffer.from([0xff]);
    const value = [
      null,
      true,
      1,
      2n ** 60n,
      'x',
      bytes,
      new RubyFloat(1),
      sym('a'),
      new RubyRegexp('a', 7),
      time,
    ];
    expect(toPlain(value)).to.deep.equal([
      null,
      true,
      1,
      2n ** 60n,
      'x',
      bytes,
      1,
      'a',
      '/a/mix',
      new Date(1700000000250),
    ]);
  });

  it('reads other encodings as well as it can', () => {
    expect(toPlain(new RubyString(Buffer.from([0xe9]), 'ISO-8859-1'))).to.equal('é');
    expect(toPlain(new RubyString(Buffer.from([0xe9, 0]), 'UTF-16LE'))).to.equal('é');
    expect(toPlain(new RubyString(Buffer.from([0x61, 0xff]), 'UTF-8'))).to.equal('a\ufffd');
    expect(toPlain(new RubyString(Buffer.from([1]), 'Emacs-Mule'))).to.deep.equal(Buffer.from([1]));
  });

  it('makes objects whose keys mean only themselves', () => {
    const plain = toPlain(
      hashOf(['__proto__', hashOf(['polluted', true])], [sym('constructor'), 1]),
    ) as Record<string, Plain>;
    expect(Object.getPrototypeOf(plain)).to.equal(null);
    expect(Object.keys(plain)).to.deep.equal(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
  });

  it('makes text of any key', () => {
    const keys: RubyValue[] = [
      1,
      2n ** 60n,
      new RubyFloat(1.5),
      null,
      true,
      Buffer.from('bin'),
      Buffer.from([0xff]),
      [1, sym('x')],
      hashOf(['k', 'v']),
      new RubyTime(0, 0, 0, 'UTC', true),
    ];
    const plain = toPlain(new Map(keys.map(key => [key, 0]))) as object;
    expect(Object.keys(plain)).to.deep.equal([
      '1',
      '1152921504606846976',
      '1.5',
      'nil',
      'true',
      'bin',
      'ff',
      '[1, x]',
      '{k=>v}',
      '1970-01-01T00:00:00.000Z',
    ]);
  });

  it('does not unfold for ever', () => {
    expect(refusal(() => toPlain(bombOf(40)))).to.equal('elements');
    expect(refusal(() => toPlain(hashOf([bombOf(40), 1])))).to.equal('elements');
    const cycle: RubyValue[] = [];
    cycle.push(cycle);
    expect(refusal(() => toPlain(cycle))).to.equal('depth');
  });
});

describe('fromPlain', () => {
  it('keeps plain data and Ruby values', () => {
    const data = { a: [1, 'x', null, true, 2n ** 60n], b: { c: 1.5 } };
    expect(fromPlain(data)).to.deep.equal(
      hashOf(['a', [1, 'x', null, true, 2n ** 60n]], ['b', hashOf(['c', 1.5])]),
    );
    expect(fromPlain([sym('a'), symbolHash({ b: 1 })])).to.deep.equal([sym('a'), symbolHash({ b: 1 })]);
    expect(fromPlain(Object.assign(Object.create(null), { a: 1 }))).to.deep.equal(hashOf(['a', 1]));
  });

  it('makes symbols of keys when asked, at every level', () => {
    expect(fromPlain({ a: [{ b: 1 }] }, 'symbol')).to.deep.equal(symbolHash({ a: [symbolHash({ b: 1 })] }));
  });

  it('makes UTC Times of Dates, before the epoch too', () => {
    expect(fromPlain(new Date(1700000000250))).to.deep.equal(
      new RubyTime(1700000000, 250_000_000, 0, 'UTC', true),
    );
    expect(fromPlain(new Date(-1))).to.deep.equal(new RubyTime(-1, 999_000_000, 0, 'UTC', true));
    expect(toPlain(fromPlain(new Date(-1)))).to.deep.equal(new Date(-1));
  });

  it('leaves out undefined fields and makes Buffers of bytes', () => {
    expect(fromPlain({ a: undefined, b: new Uint8Array([1]) } as unknown as Plain)).to.deep.equal(
      hashOf(['b', Buffer.from([1])]),
    );
  });

  it('refuses the rest, cycles and what unfolds for ever', () => {
    const cycle: Plain[] = [];
    cycle.push(cycle);
    expect(refusal(() => fromPlain(cycle))).to.equal('depth');
    expect(refusal(() => fromPlain(bombOf(40)))).to.equal('elements');
    expect(refusal(() => fromPlain([undefined] as unknown as Plain))).to.equal('value');
    expect(refusal(() => fromPlain(new Date(Number.NaN)))).to.equal('value');
    expect(refusal(() => fromPlain(new (class Thing {})() as unknown as Plain))).to.equal('value');
    expect(refusal(() => fromPlain((() => 1) as unknown as Plain))).to.equal('value');
  });
});

describe('isPlainHash', () => {
  it('is true for what was a Hash, and for nothing else that JavaScript calls an object', () => {
    expect(isPlainHash(toPlain(symbolHash({ a: 1 })))).to.equal(true);
    expect(isPlainHash(toPlain(new Map()))).to.equal(true);
    for (const value of [null, undefined, [], [{}], Buffer.from('x'), new Date(0), 'x', 1, true] as Plain[])
      expect(isPlainHash(value), String(value)).to.equal(false);
  });
});
