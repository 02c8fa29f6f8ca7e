// Keeps a flood of like events from becoming a flood of log lines.
import type { Clock } from '../util/clock';

export interface ThrottleLimits {
  /** Events let through per key and window. */
  readonly events: number;
  readonly windowMs: number;
}

interface Window {
  startedAt: number;
  admitted: number;
  suppressed: number;
}

export class Throttle<Key> {
  readonly #windows = new Map<Key, Window>();

  /** Keys must come from a small fixed set: every one is remembered. */
  constructor(
    private readonly clock: Clock,
    private readonly limits: ThrottleLimits,
  ) {}

  /** Undefined when the event should be passed over in silence, else how many were since the last one let through. */
  admit(key: Key): number | undefined {
    const now = this.clock.monotonic();
    const window = this.#windows.get(key) ?? { startedAt: now, admitted: 0, suppressed: 0 };
    this.#windows.set(key, window);
    if (now - window.startedAt >= this.limits.windowMs) {
      window.startedAt = now;
      window.admitted = 0;
    }
    if (window.admitted >= this.limits.events) {
      window.suppressed++;
      return undefined;
    }
    window.admitted++;
    const { suppressed } = window;
    window.suppressed = 0;
    return suppressed;
  }
}
