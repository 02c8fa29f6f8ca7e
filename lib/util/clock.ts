// Time as a collaborator, so that protocol code can be tested without waiting.

import { uptimeMs } from '../environment';

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Wall clock, milliseconds since the epoch. */
  now(): number;
  /** Monotonic milliseconds; only differences mean anything. */
  monotonic(): number;
  /** Runs `fn` once after `ms`. */
  after(ms: number, fn: () => void): Timer;
}

// setTimeout overflows to 1 ms above this.
const LONGEST_TIMER = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: uptimeMs,
  after(ms, fn) {
    const timer = setTimeout(fn, Math.min(Math.max(0, ms), LONGEST_TIMER));
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Resolves after `ms` on the given clock. */
export function sleep(ms: number, clock: Clock = systemClock): Promise<void> {
  return new Promise(resolve => {
    clock.after(ms, resolve);
  });
}
