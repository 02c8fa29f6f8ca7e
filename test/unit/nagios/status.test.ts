// Which state wins, and what it exits with.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { EXIT_CODE, type Status, worstStatus } from '../../../lib/nagios/status';

describe('status', () => {
  it('lets CRITICAL win over UNKNOWN over WARNING over OK', () => {
    const order: Status[] = ['OK', 'WARNING', 'UNKNOWN', 'CRITICAL'];
    for (const [i, low] of order.entries()) {
      for (const high of order.slice(i)) {
        expect(worstStatus([low, high])).to.equal(high);
        expect(worstStatus([high, low])).to.equal(high);
      }
    }
  });

  it('is UNKNOWN when there is nothing to judge', () => {
    expect(worstStatus([])).to.equal('UNKNOWN');
  });

  it('exits as Nagios expects', () => {
    expect(EXIT_CODE).to.deep.equal({ OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 });
  });
});
