// Looking again: until something holds, or to see that it goes on holding. Every look may throw what a check throws.
import type { CheckContext } from '../check_context';
import type { Timing } from '../language/timing';
import { CheckFailed } from '../verdicts';

// The second look comes soon, later ones seldom.
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const GROWTH = 1.5;

/**
 * `now`: one look. `within`: looks until one does not throw; when the time is up, throws what the last one threw.
 * `for`: looks until the time is up; throws what the first bad one throws. The run's deadline ends it, whatever it is.
 */
export async function eventually<T>(
  timing: Timing,
  context: CheckContext,
  look: () => Promise<T>,
): Promise<T> {
  if (timing.kind === 'now') return look();
  const end = context.now() + timing.ms;
  let pause = timing.everyMs ?? FIRST_PAUSE_MS;
  for (;;) {
    const left = end - context.now();
    try {
      const seen = await look();
      if (timing.kind === 'within' || left <= 0) return seen;
    } catch (fault) {
      if (timing.kind === 'for' || left <= 0 || !(fault instanceof CheckFailed)) throw fault;
    }
    await context.sleep(Math.max(1, Math.min(pause, end - context.now())));
    if (timing.everyMs === undefined) pause = Math.min(LONGEST_PAUSE_MS, pause * GROWTH);
  }
}
