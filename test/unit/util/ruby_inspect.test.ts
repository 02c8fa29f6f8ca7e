// Single values as real Ruby shows them.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { inspectBytes, inspectFloat, inspectText, inspectTime } from '../../../lib/util/ruby_inspect';

describe('inspectFloat', () => {
  // Ruby 3.1: `p` of each.
  const shown: readonly [number, string][] = [
    [1, '1.0'],
    [-0, '-0.0'],
    [123456.789, '123456.789'],
    [1e-4, '0.0001'],
    [1e-5, '1.0e-05'],
    [-1.5e-7, '-1.5e-07'],
    [1e14, '100000000000000.0'],
    [1e15, '1.0e+15'],
    [1234567890123456.5, '1234567890123456.5'],
    [9007199254740994, '9.007199254740994e+15'],
    [1e100, '1.0e+100'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ];
  for (const [value, text] of shown) {
    it(`shows ${text}`, () => {
      expect(inspectFloat(value)).to.equal(text);
    });
  }
});

describe('inspectText, inspectBytes and inspectTime', () => {
  it('escape what Ruby escapes', () => {
    expect(inspectText('a "b" \\ #{c} # $d\n\t\r\f\v\b\x07\x1b\x00\x7f\u0085\u2028')).to.equal(
      '"a \\"b\\" \\\\ \\#{c} # $d\\n\\t\\r\\f\\v\\b\\a\\e\\x00\\x7F\\u0085\\u2028"',
    );
  });

  it('show bytes that are no text', () => {
    expect(inspectBytes(Buffer.from('“ö”\n'))).to.equal('"“ö”\\n"');
    expect(inspectBytes(Buffer.from([0x61, 0x0a, 0xff]))).to.equal('"a\\n\\xFF"');
  });

  it('show times in UTC', () => {
    expect(inspectTime(new Date(1_700_000_000_999))).to.equal('2023-11-14 22:13:20 UTC');
    expect(inspectTime(new Date(Number.NaN))).to.equal('invalid time');
  });
});
