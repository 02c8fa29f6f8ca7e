// Ranges: the table of the guidelines, and nothing else taken for a range.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { RangeSyntax } from '../../../lib/nagios/errors';
import { alerts, describeRange, formatRange, parseRange } from '../../../lib/nagios/range';

const alertsAt = (text: string, values: readonly number[]): number[] =>
  values.filter(value => alerts(parseRange(text), value));

describe('a range', () => {
  it('alerts where the guidelines say', () => {
    const values = [-1, 0, 9, 10, 11, 20, 21];
    expect(alertsAt('10', values)).to.deep.equal([-1, 11, 20, 21]);
    expect(alertsAt('10:', values)).to.deep.equal([-1, 0, 9]);
    expect(alertsAt('~:10', values)).to.deep.equal([11, 20, 21]);
    expect(alertsAt('10:20', values)).to.deep.equal([-1, 0, 9, 21]);
    expect(alertsAt('@10:20', values)).to.deep.equal([10, 11, 20]);
    expect(alertsAt('@10', values)).to.deep.equal([0, 9, 10]);
    expect(alertsAt(':10', values)).to.deep.equal([-1, 11, 20, 21]);
    expect(alertsAt('-2:-1', values)).to.deep.equal([0, 9, 10, 11, 20, 21]);
    expect(alertsAt('0.5:9.5', values)).to.deep.equal([-1, 0, 10, 11, 20, 21]);
    expect(alertsAt('~:', values)).to.deep.equal([]);
    expect(alertsAt('@~:', values)).to.deep.equal(values);
  });

  it('is never satisfied by what is no number', () => {
    for (const text of ['10', '10:', '~:', '@10:20'])
      expect(alerts(parseRange(text), Number.NaN)).to.equal(true);
  });

  it('is refused when it is none', () => {
    for (const text of [
      '',
      ' ',
      '@',
      ':',
      'ten',
      '10,20',
      '10-20',
      '1e3',
      '10:20:30',
      '~',
      '@~',
      '10%',
      '0x10',
      '--1',
    ]) {
      expect(() => parseRange(text), text).to.throw(RangeSyntax);
    }
  });

  it('says what to write when its ends are the wrong way round', () => {
    expect(() => parseRange('20:10')).to.throw(RangeSyntax, 'its start 20 is above its end 10');
    expect(() => parseRange('-5')).to.throw(RangeSyntax, 'for "alert below -5" write -5:');
  });

  it('can be written and read back', () => {
    const number = fc.integer({ min: -1_000_000, max: 1_000_000 }).map(n => n / 100);
    const start = fc.option(number, { nil: Number.NEGATIVE_INFINITY });
    const end = fc.option(number, { nil: Number.POSITIVE_INFINITY });
    fc.assert(
      fc.property(start, end, fc.boolean(), (a, b, inside) => {
        fc.pre(a <= b);
        const range = { start: a, end: b, inside };
        expect(parseRange(formatRange(range))).to.deep.equal(range);
      }),
    );
  });

  it('is told in words of what is good', () => {
    const words = ['10', '10:', '~:10', '10:20', '@10:20', '@10:', '@~:10', '~:'].map(text =>
      describeRange(parseRange(text)),
    );
    expect(words).to.deep.equal([
      'at most 10',
      'at least 10',
      'at most 10',
      'between 10 and 20',
      'not between 10 and 20',
      'below 10',
      'above 10',
      'any value',
    ]);
  });
});
