// Whether a run on a node is ours, and over: judged by what `status` says.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { NodeRun } from '../../../lib/rollout/node_run';
import type { PuppetStatus } from '../../../lib/rollout/puppet_port';

const PATIENCE = { patienceMs: 60_000, runTimeoutMs: 600_000 };
const BEFORE = 5000;

const status = (lastrun: number, applying = false): PuppetStatus => ({
  applying,
  lastrun,
  enabled: true,
  disableMessage: '',
  sinceLastrun: 0,
});

function run(initiatedAt?: number): NodeRun {
  const made = new NodeRun('web1', 0, BEFORE, PATIENCE);
  made.initiatedAt = initiatedAt;
  return made;
}

describe('a run on a node', () => {
  it('is over when one ended in the second in which it was asked for, or later', () => {
    expect(run(6000).judge(status(6000), 1000)).to.deep.equal({ is: 'completed' });
    expect(run(6000).judge(status(6001), 1000)).to.deep.equal({ is: 'completed' });
  });

  it('is not over because another one ended between our look and our order', () => {
    expect(run(6000).judge(status(5999), 1000)).to.deep.equal({ is: 'going on' });
  });

  it('is over after it was seen, though the clock of the node was set back meanwhile', () => {
    const one = run(6000);
    one.judge(status(BEFORE, true), 1000);
    expect(one.judge(status(4000), 2000)).to.deep.equal({ is: 'completed' });
  });

  it('is over when any run ended, where nobody said when it was asked for', () => {
    expect(run().judge(status(BEFORE), 1000)).to.deep.equal({ is: 'going on' });
    expect(run().judge(status(BEFORE + 1), 1000)).to.deep.equal({ is: 'completed' });
  });

  it('one lost answer is no silence, however long ago', () => {
    const one = run(6000);
    expect(one.judge(undefined, 1000).is).to.equal('going on');
    expect(one.judge(undefined, 90_000).is).to.equal('going on');
    expect(one.judge(undefined, 91_000)).to.deep.equal({
      is: 'given up',
      stage: 'silent',
      why: 'no answer for 90 s',
    });
  });

  it('an answer in between ends a silence', () => {
    const one = run(6000);
    for (const now of [1000, 2000]) one.judge(undefined, now);
    one.judge(status(BEFORE, true), 3000);
    for (const now of [64_000, 65_000, 66_000]) expect(one.judge(undefined, now).is).to.equal('going on');
  });
});
