// Lets a fake clock run for an agent that pauses, and stand still while it reads real files.
import { type FakeClock, settle } from '../../rpc/fake_clock';

/** Timers of a change besides that of its pause: the limit of the request and that of its turn. */
const LIMITS = 2;
const STEP_MS = 500;

/** What `work` resolves with; time goes on only while it pauses. */
export async function inTime<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  let ended = false;
  const end = (): void => {
    ended = true;
  };
  work.then(end, end);
  while (!ended) {
    await settle();
    if (!ended && clock.pending > LIMITS) await clock.advance(STEP_MS);
  }
  return work;
}

/** Resolves when the condition holds, however long real files take. */
export async function untilTrue(condition: () => boolean): Promise<void> {
  while (!condition()) await settle();
}
