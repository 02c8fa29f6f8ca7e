// Thresholds: critical before warning, and a value nobody knows is not OK.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseRange } from '../../../lib/nagios/range';
import { expectation, judge } from '../../../lib/nagios/threshold';

const threshold = { warning: parseRange('5'), critical: parseRange('10') };

describe('a threshold', () => {
  it('looks at critical first', () => {
    expect([5, 6, 10, 11].map(value => judge(value, threshold))).to.deep.equal([
      'OK',
      'WARNING',
      'WARNING',
      'CRITICAL',
    ]);
    expect(judge(11, { warning: parseRange('5') })).to.equal('WARNING');
    expect(judge(11, {})).to.equal('OK');
  });

  it('does not know what it was not told', () => {
    expect(judge(undefined, threshold)).to.equal('UNKNOWN');
    expect(judge(undefined, {})).to.equal('UNKNOWN');
    expect(judge(Number.NaN, threshold)).to.equal('UNKNOWN');
  });

  it('says what was expected', () => {
    expect(expectation('CRITICAL', threshold)).to.equal('at most 10');
    expect(expectation('WARNING', threshold)).to.equal('at most 5');
    expect(expectation('OK', threshold)).to.equal(undefined);
  });
});
