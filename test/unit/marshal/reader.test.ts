import { describe, it } from 'node:test';
import { expect } from 'chai';
import { MarshalError, type MarshalReason } from '../../../lib/marshal/errors';
import type { Limits } from '../../../lib/marshal/limits';
import { load } from '../../../lib/marshal/reader';
import {
  RubyFloat,
  type RubyHash,
  RubyString,
  type RubySymbol,
  sym,
  symbolGet,
} from '../../../lib/marshal/values';
import { dump } from '../../../lib/marshal/writer';

/** A document of raw Latin-1 text after the header. */
function document(text: string): Buffer {
  return Buffer.from(`\x04\x08${text}`, 'latin1');
}

function refusal(bytes: Buffer, limits?: Partial<Limits>): MarshalError {
  try {
    load(bytes, limits);
  } catch (error) {
    if (error instanceof MarshalError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

function reason(text: string, limits?: Partial<Limits>): MarshalReason {
  return refusal(document(text), limits).reason;
}

/** A packed int, for lengths in hand-made documents. */
function packed(value: number): string {
  return dump(value).subarray(3).toString('latin1');
}

describe('load', () => {
  it('names what it refuses, where and why', () => {
    const error = refusal(document('[\x07i\x06o:\x08Foo\x00'));
    expect(error.code).to.equal('E_MARSHAL');
    expect(error.reason).to.equal('type');
    expect(error.offset).to.equal(6);
    expect(error.message).to.equal("Marshal data refused at byte 6: type 'o' is not accepted");
    expect(error.sentence).to.include('find out which program sent it');
  });

  it('refuses every type that builds an object', () => {
    for (const type of 'oCemcSUdM') expect(reason(`${type}:\x08Foo\x00`), type).to.equal('type');
    for (const type of 'oCemcSUdMI@fl0i') expect(reason(`I${type}:\x08Foo\x00`), `I${type}`).to.equal('type');
    expect(reason('u:\x08Foo\x06x'), 'u').to.equal('type');
  });

  it('refuses every byte that is no type', () => {
    const types = new Set([...Buffer.from('I";:@[{}ilf/uTF0')]);
    for (let type = 0; type < 256; type++) {
      if (types.has(type)) continue;
      expect(reason(String.fromCharCode(type)), String(type)).to.equal('type');
    }
  });

  it('checks declared lengths before it makes room', () => {
    const huge = '\x04\xff\xff\xff\x7f';
    for (const head of ['"', 'I"', '[', '{', '}', ':', 'f', 'l+', '/', 'I/']) {
      expect(reason(head + huge), head).to.equal('truncated');
    }
    expect(reason(`u:\x09Time${huge}`)).to.equal('truncated');
    expect(reason(`I"\x06x${huge}`)).to.equal('truncated');
    for (const head of ['"', '[', '{', ':', 'f', 'l+', '/'])
      expect(reason(`${head}\xfa`), head).to.equal('length');
  });

  it('charges nested declarations together', () => {
    const nested = `[${packed(400)}`.repeat(3) + '0'.repeat(2000);
    expect(reason(nested, { maxElements: 1000 })).to.equal('elements');
  });

  it('has limits on bytes, elements and depth', () => {
    expect(reason('"\x06x', { maxBytes: 4 })).to.equal('bytes');
    expect(load(document('[\x0800\x30'), { maxElements: 4 })).to.deep.equal([null, null, null]);
    expect(reason('[\x09000\x30', { maxElements: 4 })).to.equal('elements');
    expect(load(document(`${'[\x06'.repeat(63)}[\x00`))).to.be.an('array');
    expect(reason(`${'[\x06'.repeat(64)}[\x00`)).to.equal('depth');
    expect(reason(`${'{\x060'.repeat(64)}{\x00`)).to.equal('depth');
    expect(reason(`${'}\x00'.repeat(65)}0`)).to.equal('depth');
    expect(reason(`${'I"\x00\x06:\x06a'.repeat(65)}0`)).to.equal('depth');
  });

  it('counts hashes and binary strings for what they cost', () => {
    expect(reason(`[${packed(200_000)}${'{\x00'.repeat(200_000)}`)).to.equal('elements');
    expect(reason(`[${packed(400_000)}${'"\x00'.repeat(400_000)}`)).to.equal('elements');
  });

  it('bounds number keys, which a sender can make collide in a Map', () => {
    const numbers = Array.from({ length: 20_000 }, (_, i) => `${dump(i).subarray(2).toString('latin1')}0`);
    expect(reason(`{${packed(numbers.length)}${numbers.join('')}`)).to.equal('elements');
    const bigs = Array.from({ length: 3000 }, (_, i) => {
      const big = (BigInt(i + 1) << 64n) + 5n;
      return `${dump(big).subarray(2).toString('latin1')}0`;
    });
    expect(reason(`{${packed(bigs.length)}${bigs.join('')}`)).to.equal('elements');
    expect(load(document(`{${packed(5000)}${numbers.slice(0, 5000).join('')}`))).to.have.property(
      'size',
      5000,
    );
  });

  it('refuses links to what is still being read', () => {
    expect(reason('[\x06@\x00')).to.equal('cycle');
    expect(reason('{\x060@\x00')).to.equal('cycle');
    expect(reason('}\x00@\x00')).to.equal('cycle');
    expect(reason('[\x06I"\x06x\x06:\x07@a@\x06')).to.equal('cycle');
    expect(reason('@\x00')).to.equal('link');
    expect(reason('[\x06@\xfa')).to.equal('link');
    expect(reason(';\xfa')).to.equal('link');
  });

  it('stops links that unfold beyond the limit, and at once', () => {
    // 30 arrays that hold the one before twice: 2^30 strings.
    const bomb = `${'[\x07'.repeat(30)}"\x0axxxxx@\x23`;
    const levels = Array.from({ length: 29 }, (_, i) => `@${packed(29 - i)}`).join('');
    expect(reason(bomb + levels)).to.equal('bytes');
    expect(load(document('[\x08"\x0axxxxx@\x06@\x06'), { maxUnfoldedBytes: 100 })).to.have.length(3);
    expect(reason('[\x08"\x0axxxxx@\x06@\x06', { maxUnfoldedBytes: 9 })).to.equal('bytes');
  });

  it('gives the same object for a link', () => {
    const [first, second] = load(document('[\x07[\x00@\x06')) as [unknown, unknown];
    expect(first).to.equal(second);
  });

  it('keeps symbols and strings apart, and symbols of one name together', () => {
    const [a, b, c] = load(document('[\x08:\x06a"\x06a;\x00')) as [RubySymbol, Buffer, RubySymbol];
    expect(a).to.equal(sym('a'));
    expect(b.toString()).to.equal('a');
    expect(c).to.equal(a);
  });

  it('makes text of binary keys as Ruby does, the last of equal keys wins', () => {
    const hash = load(document('{\x07"\x06ai\x06I"\x06a\x06:\x06ETi\x07')) as RubyHash;
    expect([...hash]).to.deep.equal([['a', 2]]);
  });

  it('ignores variables other than the encoding, wherever it stands', () => {
    expect(load(document('I"\x06x\x07:\x07@ai\x06:\x06ET'))).to.equal('x');
    expect(load(document('I"\x06x\x07:\x06ET:\x07@ai\x06'))).to.equal('x');
    expect(load(document('I"\x06x\x06:\x07@ai\x06'))).to.deep.equal(Buffer.from('x'));
    expect(load(document('I"\x06x\x00'))).to.deep.equal(Buffer.from('x'));
  });

  it('reads encodings by name, in whatever text that is', () => {
    expect(load(document('I"\x06x\x06:\x0dencoding"\x0fISO-8859-1'))).to.deep.equal(
      new RubyString(Buffer.from('x'), 'ISO-8859-1'),
    );
    expect(load(document('I"\x06x\x06:\x0dencodingI"\x0aUTF-8\x06:\x06ET'))).to.equal('x');
    expect(load(document('I"\x06x\x06:\x0dencoding"\x0bBINARY'))).to.deep.equal(Buffer.from('x'));
    expect(reason('I"\x06x\x06:\x0dencodingi\x06')).to.equal('text');
    expect(reason('I"\x06x\x06:\x0dencoding"\x06\n')).to.equal('text');
  });

  it('refuses floats that are none', () => {
    for (const text of [
      '',
      'x',
      '1.',
      '.5',
      '1.5x',
      '0x10',
      ' 1',
      '1_0',
      '--1',
      'Infinity',
      'NaN',
      '1e',
      '1.2.3',
      '-',
    ]) {
      expect(reason(`f${packed(text.length)}${text}`), text).to.equal('number');
    }
    expect(reason(`f${packed(100)}${'1'.repeat(100)}`)).to.equal('number');
    expect(load(document('f\x0a1e500'))).to.equal(Number.POSITIVE_INFINITY);
    expect(load(document('f\x0a00100'))).to.deep.equal(new RubyFloat(100));
    expect(load(document('f\x07-0'))).to.deep.equal(new RubyFloat(-0));
  });

  it('refuses integers with a bad sign or beyond the size limit', () => {
    expect(reason('l*\x06xx')).to.equal('number');
    expect(reason(`l+${packed(2049)}${'x'.repeat(4098)}`)).to.equal('number');
    expect(load(document('l-\x00'))).to.equal(0);
    expect(Object.is(load(document('l-\x06\x00\x00')), 0)).to.equal(true);
  });

  it('refuses times with fields out of range', () => {
    const time = (p: number, s: number, extra = '') => {
      const words = Buffer.alloc(8);
      words.writeUInt32LE(p, 0);
      words.writeUInt32LE(s, 4);
      return document(`u:\x09Time${packed(8 + extra.length)}${words.toString('latin1')}${extra}`);
    };
    const day = 0x80000000 + (123 << 14) + (10 << 10) + (14 << 5);
    expect(load(time(day, 0))).to.have.property('epochSeconds', 1699920000);
    expect(load(time(1700000000, 5))).to.have.property('nanoseconds', 5000);
    expect(refusal(time(1700000000, 1_000_000)).reason).to.equal('time');
    expect(refusal(time(day, 1_000_000)).reason, 'µs').to.equal('time');
    expect(refusal(time(day, 61 << 20)).reason, 'second').to.equal('time');
    expect(refusal(time(day, (60 << 26) >>> 0)).reason, 'minute').to.equal('time');
    expect(refusal(time(day + 24, 0)).reason, 'hour').to.equal('time');
    expect(refusal(time(day - (14 << 5), 0)).reason, 'day').to.equal('time');
    expect(refusal(time(day + (2 << 10), 0)).reason, 'month').to.equal('time');
    expect(refusal(time(day, 0, '\x00')).reason, 'year').to.equal('time');
    expect(refusal(time(day, 0, '\x0c\xff\xff\xff\xff\xff\xff\xff')).reason, 'far year').to.equal('time');
    expect(reason('u:\x09Time\x09abcd')).to.equal('time');
    expect(
      reason('Iu:\x09Time\x0d\xd6\xe9\x1e\x80\x00\x00\x40\x35\x06:\x0boffseti\x03\xff\xff\xff'),
    ).to.equal('time');
  });

  it('takes no more than a microsecond from the nanoseconds of a Time', () => {
    const time = (num: string) => `Iu:\x09Time\x0d\xd6\xe9\x1e\xc0\x00\x00\x40\x35\x06:\x0dnano_num${num}`;
    expect(load(document(time('i\x06')))).to.have.property('nanoseconds', 1);
    expect(load(document(time('i\x02\x88\x13')))).to.have.property('nanoseconds', 999);
    expect(load(document(time('i\xfa')))).to.have.property('nanoseconds', 0);
    expect(load(document(time('T')))).to.have.property('nanoseconds', 0);
  });

  it('keeps equal names one symbol when the table of names is full', () => {
    for (let i = 0; i < 5000; i++) sym(`filler ${i}`);
    const hash = load(document('{\x08:\x09newai\x06:\x09newai\x07:\x09newbi\x08')) as RubyHash;
    expect(hash.size).to.equal(2);
    expect(symbolGet(hash, 'newa')).to.equal(2);
    expect(symbolGet(hash, 'newb')).to.equal(3);
    expect(symbolGet(hash, 'newc')).to.equal(undefined);
  });
});
