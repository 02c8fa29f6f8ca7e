// Facts compared as a person would: what is a number, and what is text.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { factCompares } from '../../../lib/mcollective/fact_compare';

describe('factCompares', () => {
  /** Each smaller than the next. */
  const NUMBERS = ['-1e3', '-10', '-9.5', '-0.5', '0', '+0.25', '1', '9.5', '010', '0x10', '1E2', '1000.5'];
  it('puts numbers of every form in order', () => {
    NUMBERS.forEach((small, i) => {
      for (const large of NUMBERS.slice(i + 1)) {
        expect(factCompares(small, '<', large), `${small} < ${large}`).to.equal(true);
        expect(factCompares(large, '>=', small), `${large} >= ${small}`).to.equal(true);
        expect(factCompares(large, '<=', small), `${large} <= ${small}`).to.equal(false);
        expect(factCompares(small, '!=', large), `${small} != ${large}`).to.equal(true);
      }
    });
  });

  it('takes different texts of one number for equal, but for ==', () => {
    for (const [a, b] of [
      ['10', '10.0'],
      ['1e1', '010'],
      ['0x0A', '+10'],
    ] as const) {
      expect(factCompares(a, '!=', b)).to.equal(false);
      expect(factCompares(a, '>=', b)).to.equal(true);
      expect(factCompares(a, '==', b)).to.equal(false);
    }
  });

  it('compares long numbers digit by digit', () => {
    expect(factCompares('123456789012345678901', '>', '123456789012345678900')).to.equal(true);
    expect(factCompares('-123456789012345678901', '<', '-123456789012345678900')).to.equal(true);
    expect(factCompares('123456789012345678901', '>', '1.5')).to.equal(true);
  });

  it('compares everything else as text, by its bytes', () => {
    for (const [small, large] of [
      ['1.10.0', '1.9.0'],
      ['10%', '9'],
      ['', '0'],
      ['1_000', '9'],
      ['12:30', '12:31'],
      ['.5', '0.1'],
      ['1.', '9'],
      ['Z', 'a'],
      ['z', 'ä'],
      ['￿', '😀'],
      ['0x', '9'],
      ['1e', '9'],
    ] as const) {
      expect(factCompares(small, '<', large), `${small} < ${large}`).to.equal(true);
    }
  });
});
