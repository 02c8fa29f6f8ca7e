// Plain YAML scalars mean here what they mean to Ruby.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { RubyFloat } from '../../../lib/marshal/values';
import { readRubyScalar, rubyText } from '../../../lib/probes/ruby_scalar';

const golden: [string, string, string][] = JSON.parse(
  readFileSync(join(__dirname, 'golden/ruby_scalars.json'), 'utf8'),
);

function classOf(value: unknown): string {
  if (value === null) return 'NilClass';
  if (value === true) return 'TrueClass';
  if (value === false) return 'FalseClass';
  if (value instanceof RubyFloat) return 'Float';
  return typeof value === 'string' ? 'String' : 'Integer';
}

describe('readRubyScalar', () => {
  it(`reads ${golden.length} scalars as Ruby does`, () => {
    const wrong = golden.filter(([plain, text, name]) => {
      const value = readRubyScalar(plain);
      // A Symbol is its name here.
      return rubyText(value) !== text || classOf(value) !== name.replace('Symbol', 'String');
    });
    expect(wrong).to.deep.equal([]);
  });

  it('keeps dates and times as they were written', () => {
    for (const text of ['2024-05-01', '2024-05-01 10:00:00', '2024-05-01T10:00:00.5+02:00']) {
      expect(readRubyScalar(text)).to.equal(text);
    }
  });

  it('takes no numbers from text that only looks like one', () => {
    for (const text of ['0b_', '0x_', '+.', '__', '1:', '٣']) expect(readRubyScalar(text)).to.equal(text);
  });

  it('reads an empty scalar as nil, whose text is empty', () => {
    expect(readRubyScalar('')).to.equal(null);
    expect(rubyText(null)).to.equal('');
  });
});
