import { describe, it } from 'node:test';
import { expect } from 'chai';
import { VirtualClock } from '../../../lib/recording/virtual_clock';

describe('VirtualClock', () => {
  it('stands still until somebody lets time pass', () => {
    const clock = new VirtualClock(1_000_000);
    expect([clock.now(), clock.monotonic()]).to.deep.equal([1_000_000, 0]);
    clock.reach(250);
    expect([clock.now(), clock.monotonic()]).to.deep.equal([1_000_250, 250]);
    clock.reach(100);
    expect(clock.monotonic(), 'never goes back').to.equal(250);
  });

  it('calls in order who waited, each at his time', () => {
    const clock = new VirtualClock(0);
    const calls: string[] = [];
    clock.after(300, () => calls.push(`late ${clock.monotonic()}`));
    clock.after(100, () => {
      calls.push(`early ${clock.monotonic()}`);
      clock.after(50, () => calls.push(`between ${clock.monotonic()}`));
    });
    clock.after(200, () => calls.push('cancelled')).cancel();
    clock.after(500, () => calls.push('not yet'));
    clock.reach(400);
    expect(calls).to.deep.equal(['early 100', 'between 150', 'late 300']);
    expect(clock.monotonic()).to.equal(400);
  });
});
