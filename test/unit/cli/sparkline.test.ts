import { describe, it } from 'node:test';
import { expect } from 'chai';
import { histogram, sparkline } from '../../../lib/cli/output/sparkline';

describe('sparkline', () => {
  it('scales to the highest', () => {
    expect(sparkline([0, 1, 6, 3])).to.equal('▁▂▇▄');
    expect(sparkline([5])).to.equal('▇');
    expect(sparkline([0, 0])).to.equal('▁▁');
    expect(sparkline([])).to.equal('');
  });

  it('counts by buckets, empty ones included', () => {
    expect(histogram([10, 20, 60, 210], 50)).to.deep.equal([2, 1, 0, 0, 1]);
    expect(histogram([], 50)).to.deep.equal([]);
    expect(histogram([1, 1e9], 50)).to.have.length.within(100, 200);
  });
});
