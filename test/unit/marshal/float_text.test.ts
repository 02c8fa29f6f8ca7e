import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { floatFromBytes, formatFloatText } from '../../../lib/marshal/float_text';

function parsed(text: string): number | undefined {
  return floatFromBytes(Buffer.from(text), 0, text.length);
}

describe('float text', () => {
  it('is as Ruby prints it', () => {
    const texts: [number, string][] = [
      [100, '1e2'],
      [120, '1.2e2'],
      [12, '12'],
      [12.5, '12.5'],
      [0.0001, '0.0001'],
      [0.00001, '1e-5'],
      [-0.00012, '-0.00012'],
      [1.5e300, '1.5e300'],
      [-0, '-0'],
    ];
    for (const [value, text] of texts) expect(formatFloatText(value)).to.equal(text);
  });

  it('of short decimals is read as Number() reads it', () => {
    const decimal = fc.tuple(
      fc.constantFrom('', '-'),
      fc.nat(999_999_999),
      fc.stringMatching(/^(\.\d{1,8})?$/),
    );
    fc.assert(
      fc.property(decimal, ([sign, whole, fraction]) => {
        const text = `${sign}${whole}${fraction}`;
        expect(Object.is(parsed(text), Number(text)), text).to.equal(true);
      }),
      { numRuns: 5000, seed: 20120101 },
    );
  });

  it('of sixteen digits is exact too', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 9_007_199_254_740_992n, max: 9_999_999_999_999_999n }), value => {
        expect(parsed(String(value))).to.equal(Number(value));
      }),
      { seed: 20120101 },
    );
    expect(parsed('9007199254740993')).to.equal(9007199254740992);
    expect(parsed('9999999999999999')).to.equal(10000000000000000);
    expect(parsed('999999999999999.9')).to.equal(999999999999999.9);
  });
});
