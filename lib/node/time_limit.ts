// Runs something for at most so long; what does not end by itself is told to and no longer waited for.
import type { Clock } from '../util/clock';

/** What `withTimeLimit` resolves with when the time is over. */
export const TIMED_OUT: unique symbol = Symbol('timed out');

/** `stop` ends it early, as the limit does. The signal given to `work` is aborted then. */
export async function withTimeLimit<Result>(
  clock: Clock,
  ms: number,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result> | Result,
): Promise<Result | typeof TIMED_OUT> {
  const controller = new AbortController();
  let over: () => void = () => {};
  const limit = new Promise<typeof TIMED_OUT>(resolve => {
    over = () => {
      resolve(TIMED_OUT);
      controller.abort();
    };
  });
  const timer = clock.after(ms, over);
  stop.addEventListener('abort', over, { once: true });
  try {
    if (stop.aborted) over();
    return await Promise.race([limit, Promise.resolve().then(() => work(controller.signal))]);
  } finally {
    timer.cancel();
    stop.removeEventListener('abort', over);
  }
}
