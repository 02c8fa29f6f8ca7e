// Numbers in text as Ruby reads them; the answers are those of Ruby 3.1.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseRubyFloat, parseRubyInteger, parseRubyNumber } from '../../../lib/mcollective/ruby_number';

describe('parseRubyInteger and parseRubyNumber', () => {
  const INTEGERS: Record<string, bigint> = {
    ...{ '010': 8n, '0x1f': 31n, '0X1F': 31n, '0b11': 3n, '0B1': 1n, '0o17': 15n, '0d19': 19n },
    ...{
      '1_000': 1000n,
      '+5': 5n,
      '-0x5': -5n,
      ' 5 ': 5n,
      '0_7': 7n,
      '00': 0n,
      '-0': 0n,
      '0x1_f': 31n,
      '0': 0n,
    },
    '123456789012345678901234567890': 123456789012345678901234567890n,
  };
  for (const [text, value] of Object.entries(INTEGERS)) {
    it(`${JSON.stringify(text)} is an Integer`, () => {
      expect(parseRubyInteger(text)).to.equal(value);
      expect(parseRubyNumber(text)).to.equal(value);
    });
  }

  const FLOATS: Record<string, number> = {
    ...{
      '08': 8,
      '0_8': 8,
      '1.5': 1.5,
      '.5': 0.5,
      '-.5': -0.5,
      '1e3': 1000,
      '1.5E-2': 0.015,
      '1e+5': 100_000,
    },
    ...{ '1_0.5': 10.5, '1.5_0': 1.5, '1e1_0': 1e10, '0_1.5': 1.5, '1e400': Number.POSITIVE_INFINITY },
  };
  for (const [text, value] of Object.entries(FLOATS)) {
    it(`${JSON.stringify(text)} is a Float`, () => {
      expect(parseRubyInteger(text)).to.equal(undefined);
      expect(parseRubyNumber(text)).to.equal(value);
    });
  }

  const NEITHER = [
    '',
    '.',
    '1.',
    '1._5',
    '1__0',
    '_1',
    '1_',
    '+ 5',
    '--5',
    '1e',
    '1_e5',
    '0x',
    'e5',
    'ten',
    '5x',
  ];
  for (const text of [...NEITHER, '9'.repeat(101), '\u00a05']) {
    it(`${JSON.stringify(text.slice(0, 20))} is neither`, () => {
      expect(parseRubyInteger(text)).to.equal(undefined);
      expect(parseRubyNumber(text)).to.equal(undefined);
    });
  }
});

describe('parseRubyFloat', () => {
  const FLOATS: Record<string, number | undefined> = {
    '010': 10,
    '0x1f': 31,
    '-0x1': -1,
    '1_0': 10,
    ' 1.5 ': 1.5,
    '1e5': 1e5,
    '0b1': undefined,
    '0o7': undefined,
    '12:30': undefined,
    '1 5': undefined,
    '': undefined,
  };
  for (const [text, value] of Object.entries(FLOATS)) {
    it(JSON.stringify(text), () => {
      expect(parseRubyFloat(text)).to.equal(value);
    });
  }
});
