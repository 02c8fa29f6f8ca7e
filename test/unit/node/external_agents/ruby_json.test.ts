// Ruby values to JSON and back, without losing what JavaScript's own JSON would.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  RubyFloat,
  RubyRegexp,
  RubyString,
  RubyTime,
  type RubyValue,
  sym,
} from '../../../../lib/marshal/values';
import { fromJson, JsonImpossible, toJson } from '../../../../lib/node/external_agents/ruby_json';

describe('toJson', () => {
  it('writes every value that has a form', () => {
    const hash = new Map<RubyValue, RubyValue>([
      [sym('a'), [1, 2n ** 64n, 1.5, new RubyFloat(2), new RubyFloat(1e300), -0.25]],
      ['b "c"', sym('word')],
      [7, new RubyTime(1_700_000_000, 250_000_000, 0, 'UTC', true)],
      ['none', null],
      ['yes', true],
      ['bytes', Buffer.from('héllo')],
      ['latin', new RubyString(Buffer.from('x'), 'ISO-8859-1')],
    ]);
    expect(toJson(hash)).to.equal(
      '{"a":[1,18446744073709551616,1.5,2.0,1e+300,-0.25],"b \\"c\\"":"word","7":"2023-11-14T22:13:20.250Z","none":null,"yes":true,"bytes":"héllo","latin":"x"}',
    );
  });

  it('refuses what has none', () => {
    const bad: RubyValue[] = [
      Buffer.from([0xff]),
      new RubyRegexp('x', 0),
      new RubyFloat(Number.NaN),
      Number.POSITIVE_INFINITY,
      new Map<RubyValue, RubyValue>([[[1], 1]]),
    ];
    for (const value of bad) expect(() => toJson([value])).to.throw(JsonImpossible);
  });
});

describe('fromJson', () => {
  it('keeps numbers as they are written', () => {
    const text = '[0, -5, 1.0, 1.5, 1e3, 12345678901234567890, -98765432109876543210, 2.50]';
    expect(fromJson(text)).to.deep.equal([
      ...[0, -5, new RubyFloat(1), 1.5, new RubyFloat(1000)],
      ...[12345678901234567890n, -98765432109876543210n, 2.5],
    ]);
  });

  it('leaves texts alone, whatever they look like', () => {
    const text = '{"1.0":"2.0","quote \\" 3.0":"back \\\\","4.0\\\\\\"":[5.0],"number 00":"\\u00e9"}';
    expect(fromJson(text)).to.deep.equal(
      new Map<RubyValue, RubyValue>([
        ['1.0', '2.0'],
        ['quote " 3.0', 'back \\'],
        ['4.0\\"', [new RubyFloat(5)]],
        ['number 00', 'é'],
      ]),
    );
    expect(fromJson('{"__proto__":{"a":1}}')).to.deep.equal(new Map([['__proto__', new Map([['a', 1]])]]));
  });

  it('refuses what is no JSON and what is too much', () => {
    const bad = [
      '',
      '{',
      '{1.0:2}',
      '[1e400]',
      'nil',
      `[${'9'.repeat(5000)}]`,
      `${'['.repeat(100)}${']'.repeat(100)}`,
    ];
    for (const text of bad) expect(() => fromJson(text), text.slice(0, 20)).to.throw(JsonImpossible);
  });

  it('is quick with long texts and many escapes', () => {
    const text = JSON.stringify(['x'.repeat(500_000), '\\"'.repeat(200_000)]);
    expect(fromJson(text)).to.have.length(2);
  });

  it('gives back what it wrote', () => {
    const value = new Map<RubyValue, RubyValue>([
      ['k', [1, new RubyFloat(3), 0.1, 2n ** 70n, null, false, '"\\']],
    ]);
    expect(fromJson(toJson(value))).to.deep.equal(value);
  });

  it('gives back whatever it wrote, and never fails in another way', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const ruby = fromJson(JSON.stringify(value));
        expect(fromJson(toJson(ruby))).to.deep.equal(ruby);
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.string(), fc.json(), fc.nat(), (noise, json, at) => {
        const text = json.slice(0, at % (json.length + 1)) + noise + json.slice(at % (json.length + 1));
        try {
          fromJson(text);
        } catch (error) {
          expect(error).to.be.instanceOf(JsonImpossible);
        }
      }),
      { numRuns: 500 },
    );
  });
});
