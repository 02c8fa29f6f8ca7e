import { describe, it } from 'node:test';
import { expect } from 'chai';
import { MarshalError } from '../../../lib/marshal/errors';
import { load } from '../../../lib/marshal/reader';
import {
  RubyFloat,
  type RubyHash,
  RubyString,
  RubyTime,
  type RubyValue,
  sym,
} from '../../../lib/marshal/values';
import { dump } from '../../../lib/marshal/writer';

function text(value: RubyValue): string {
  return dump(value).subarray(2).toString('latin1');
}

function refusal(value: unknown, limits?: Parameters<typeof dump>[1]): MarshalError {
  try {
    dump(value as RubyValue, limits);
  } catch (error) {
    if (error instanceof MarshalError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('dump', () => {
  it('never writes an object link, always symbol links', () => {
    const shared = ['x'];
    expect(text([shared, shared])).to.equal('[\x07[\x06I"\x06x\x06:\x06ET[\x06I"\x06x\x06;\x00T');
    expect(text([sym('a'), sym('a')])).to.equal('[\x07:\x06a;\x00');
  });

  it('takes safe integers for Integers, other numbers for Floats', () => {
    expect(text(5)).to.equal('i\x0a');
    expect(text(-0)).to.equal('i\x00');
    expect(text(5n)).to.equal('i\x0a');
    expect(text(2 ** 53)).to.equal('f\x159007199254740992');
    expect(text(new RubyFloat(5))).to.equal('f\x065');
    expect(text(2n ** 53n).startsWith('l+\x09')).to.equal(true);
  });

  it('writes packed ints at their borders', () => {
    for (const value of [
      122,
      123,
      255,
      256,
      65535,
      65536,
      -123,
      -124,
      -256,
      -257,
      -65536,
      -65537,
      2 ** 24,
      -(2 ** 24) - 1,
    ]) {
      expect(load(dump(value))).to.equal(value);
    }
  });

  it('writes long texts, binary and many symbols', () => {
    const names = Array.from({ length: 70_000 }, (_, i) => sym(`n${i}`));
    const values: RubyValue = [
      'x'.repeat(70_000),
      'é'.repeat(70_000),
      Buffer.alloc(70_000, 1),
      [...names, ...names],
    ];
    const again = load(dump(values)) as RubyValue[];
    expect(again.slice(0, 3)).to.deep.equal(values.slice(0, 3));
    expect((again[3] as { name: string }[]).map(symbol => symbol.name)).to.deep.equal(
      [...names, ...names].map(symbol => symbol.name),
    );
  });

  it('gives each document bytes of its own', () => {
    const first = dump('first');
    dump('other');
    expect(load(first)).to.equal('first');
  });

  it('replaces lone surrogates', () => {
    expect(load(dump('a\ud800b'))).to.equal('a\ufffdb');
  });

  it('refuses what has no Ruby form and says what it was', () => {
    expect(refusal(undefined).message).to.equal(
      'value refused by Marshal: a JavaScript undefined has no Ruby form',
    );
    expect(refusal([() => 1]).message).to.include('a JavaScript function');
    expect(refusal({ a: 1 }).message).to.include('a JavaScript object (Object)');
    expect(refusal(new Date(0)).message).to.include('(Date)');
    expect(refusal(Object.create(null)).message).to.include('(no class)');
    expect(refusal(Symbol('x')).reason).to.equal('value');
    expect(refusal(new RubyString(Buffer.from('x'), 'no\nname')).reason).to.equal('value');
    expect(refusal(2n ** 40000n).reason).to.equal('value');
    expect(refusal(new RubyTime(Number.NaN, 0, 0, null, true)).reason).to.equal('value');
    expect(refusal(new RubyTime(0.5, 0, 0, null, true)).reason).to.equal('value');
    expect(refusal(new RubyTime(1e15, 0, 0, null, true)).reason).to.equal('value');
    expect(refusal(new RubyTime(0, 1e9, 0, null, true)).reason).to.equal('value');
  });

  it('writes UTC for a UTC time without a zone', () => {
    expect(load(dump(new RubyTime(5, 0, 0, null, true)))).to.deep.equal(new RubyTime(5, 0, 0, 'UTC', true));
  });

  it('stops at cycles, depth, elements and bytes', () => {
    const cycle: RubyValue[] = [];
    cycle.push(cycle);
    expect(refusal(cycle).reason).to.equal('depth');
    const self: RubyHash = new Map();
    self.set('me', self);
    expect(refusal(self).reason).to.equal('depth');
    let bomb: RubyValue = ['boom'];
    for (let i = 0; i < 40; i++) bomb = [bomb, bomb];
    expect(refusal(bomb).reason).to.equal('elements');
    expect(refusal('x'.repeat(100), { maxBytes: 50 }).reason).to.equal('bytes');
    expect(refusal(Buffer.alloc(100_000), { maxBytes: 50_000 }).reason).to.equal('bytes');
    expect(load(dump('x'))).to.equal('x');
  });

  it('writes nothing the reader finds too large', () => {
    const value = Array.from({ length: 100_000 }, () => new Map());
    expect(() => load(dump(value))).not.to.throw();
    expect(refusal(Array.from({ length: 200_000 }, () => new Map())).reason).to.equal('elements');
    expect(refusal(Array.from({ length: 300_000 }, () => Buffer.alloc(0))).reason).to.equal('elements');
  });
});
