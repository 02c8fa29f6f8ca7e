// When steps end, when the answer is due, and what undoing gets, on a clock that stands still.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Deadline } from '../../../lib/runner/deadline';
import { FakeClock, settle } from '../rpc/fake_clock';

function start(seconds: number | undefined) {
  const clock = new FakeClock();
  const deadline = new Deadline({ seconds, clock });
  const state = { due: false };
  void deadline.due.then(() => {
    state.due = true;
  });
  return { clock, deadline, state };
}

describe('the deadline', () => {
  it('ends steps before the answer is due, and the answer comes before the time is up', async () => {
    const { clock, deadline, state } = start(60);
    await clock.advance(58_499);
    expect(deadline.signal.aborted).to.equal(false);
    await clock.advance(1);
    expect(deadline.signal.reason).to.include({ code: 'E_DEADLINE' });
    expect(state.due).to.equal(false);
    await clock.advance(500);
    expect(state.due).to.equal(true);
  });

  it('counts from when the program began', () => {
    const clock = new FakeClock();
    const deadline = new Deadline({ seconds: 60, clock, startedAt: clock.monotonic() - 2_000 });
    expect(deadline.stepsMs).to.equal(56_500);
    deadline.close();
  });

  it('keeps a twentieth where there is little time', async () => {
    const { deadline } = start(1);
    expect(deadline.answerMs).to.equal(950);
    expect(deadline.stepsMs).to.equal(900);
  });

  it('keeps time for undoing once there is something to undo', async () => {
    const { deadline } = start(60);
    deadline.reserveUndo();
    expect(deadline.stepsMs).to.equal(53_500);
    expect(deadline.answerMs).to.equal(59_000);
    const short = start(1).deadline;
    short.reserveUndo();
    expect(short.stepsMs).to.equal(400);
  });

  it('ends the steps at once when the time for them is over by then', async () => {
    const { clock, deadline } = start(1);
    await clock.advance(600);
    deadline.reserveUndo();
    await clock.advance(0);
    expect(deadline.signal.aborted).to.equal(true);
  });

  it('can be brought forward, never back', async () => {
    const { clock, deadline, state } = start(60);
    deadline.stop(new Error('enough'), 2000);
    expect(deadline.signal.reason.message).to.equal('enough');
    deadline.stop(new Error('again'));
    expect(deadline.signal.reason.message).to.equal('enough');
    expect(deadline.answerMs).to.equal(2000);
    await clock.advance(2000);
    expect(state.due).to.equal(true);
  });

  it('may be none, and still be stopped', async () => {
    const { clock, deadline, state } = start(undefined);
    expect(clock.pending).to.equal(0);
    expect(deadline.stepsMs).to.equal(Number.POSITIVE_INFINITY);
    deadline.reserveUndo();
    deadline.stop(new Error('enough'), 100);
    await clock.advance(100);
    expect(state.due).to.equal(true);
  });

  it('leaves no timer behind', () => {
    const { clock, deadline } = start(60);
    deadline.close();
    expect(clock.pending).to.equal(0);
  });
});

describe('a race against it', () => {
  it('is won by a body that ends, whatever way', async () => {
    const { deadline } = start(1);
    expect(await deadline.race(() => 7)).to.equal(7);
    const fault = await deadline.race(() => Promise.reject(new Error('no'))).catch(error => error);
    expect(fault.message).to.equal('no');
  });

  it('is lost by a body that does not, and a late fault of it troubles nobody', async () => {
    const { clock, deadline } = start(1);
    let fail: (error: Error) => void = () => {};
    const body = new Promise((_, reject) => {
      fail = reject;
    });
    const lost = deadline.race(() => body).catch(error => error);
    await clock.advance(900);
    expect(await lost).to.include({ code: 'E_DEADLINE' });
    fail(new Error('late'));
    await settle();
  });

  it('does not begin when the time is up', async () => {
    const { clock, deadline } = start(1);
    await clock.advance(900);
    let begun = false;
    await deadline
      .race(() => {
        begun = true;
      })
      .catch(() => {});
    expect(begun).to.equal(false);
  });
});
