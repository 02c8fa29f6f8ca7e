// One try to learn something from the network: bounded in time, leaving nothing open, and a fault is its value.
import { type Clock, systemClock } from '../util/clock';
import { type Failed, faultOf, NetProblem } from './fault';

export interface Patience {
  readonly timeoutMs: number;
  /** Ends the attempt, which then rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

// A host that says nothing in less time than this may be well: too little was left to ask.
const LEAST_MS = 250;

/**
 * What `work` comes to, or why it came to nothing. Whatever `work` opens must end with its signal, which is aborted in
 * any case once the attempt is over.
 */
export async function attempt<T>(
  { timeoutMs, signal }: Patience,
  work: (signal: AbortSignal) => Promise<T>,
  clock: Clock = systemClock,
): Promise<T | Failed> {
  signal.throwIfAborted();
  const limit = new AbortController();
  const end = (): void => limit.abort(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  const timer = clock.after(timeoutMs, () => limit.abort(timeUp(timeoutMs)));
  try {
    return await Promise.race([work(limit.signal), aborted(limit.signal)]);
  } catch (error) {
    signal.throwIfAborted();
    return { fault: faultOf(limit.signal.aborted ? limit.signal.reason : error) };
  } finally {
    timer.cancel();
    signal.removeEventListener('abort', end);
    limit.abort();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function timeUp(timeoutMs: number): NetProblem {
  const seconds = `${(timeoutMs / 1000).toFixed(1)} s`;
  if (timeoutMs < LEAST_MS)
    return new NetProblem('local', `only ${Math.round(timeoutMs)} ms were left to ask`);
  return new NetProblem('timeout', `no answer within ${seconds}`);
}
