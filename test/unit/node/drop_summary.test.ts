// The line that sums up what the daemon did not act on.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { DropLog } from '../../../lib/node/drop_log';
import { DropSummary } from '../../../lib/node/drop_summary';
import { FakeClock } from '../rpc/fake_clock';
import { MemoryLogger } from './fakes';

const stats = { total: 9, validated: 9, unvalidated: 0, passed: 4, filtered: 5, ttlexpired: 0, replies: 4 };

function setUp() {
  const clock = new FakeClock();
  const logger = new MemoryLogger();
  const drops = new DropLog(clock, logger);
  const summary = new DropSummary(drops, stats, clock, logger);
  const lines = (): unknown[] =>
    logger.lines.filter(({ message }) => message === 'requests so far').map(({ fields }) => fields);
  return { clock, drops, summary, lines };
}

describe('DropSummary', () => {
  it('says nothing, and waits for nothing, while nothing is dropped', async () => {
    const { clock, summary, lines } = setUp();
    expect(clock.pending).to.equal(0);
    summary.stop();
    expect(lines()).to.deep.equal([]);
  });

  it('comes some time after a drop, not for each', async () => {
    const { clock, drops, lines } = setUp();
    drops.drop('filtered', 'x', {});
    drops.drop('filtered', 'x', {});
    drops.drop('replay', 'x', {});
    await clock.advance(10 * 60_000);
    expect(lines()).to.deep.equal([{ total: 9, replies: 4, filtered: 2, replay: 1 }]);
    expect(clock.pending).to.equal(0);
    await clock.advance(60 * 60_000);
    drops.drop('denied', 'x', {});
    await clock.advance(10 * 60_000);
    expect(lines()).to.have.length(2);
  });

  it('comes at the end, when there is something new', () => {
    const { clock, drops, summary, lines } = setUp();
    drops.drop('expired', 'x', {});
    summary.stop();
    expect(lines()).to.deep.equal([{ total: 9, replies: 4, expired: 1 }]);
    drops.drop('expired', 'x', {});
    expect(clock.pending).to.equal(0);
  });
});
