// A clock of a recording: its time passes only when somebody waits for it, and then at once.
import type { Clock, Timer } from '../util/clock';

interface Alarm {
  readonly due: number;
  readonly callback: () => void;
}

export class VirtualClock implements Clock {
  #ms = 0;
  readonly #alarms = new Set<Alarm>();

  /** `startedAt` is its first moment, epoch milliseconds. */
  constructor(private readonly startedAt: number) {}

  now(): number {
    return this.startedAt + this.#ms;
  }

  monotonic(): number {
    return this.#ms;
  }

  after(ms: number, callback: () => void): Timer {
    const alarm = { due: this.#ms + ms, callback };
    this.#alarms.add(alarm);
    return { cancel: () => this.#alarms.delete(alarm) };
  }

  /** Goes on to this moment, unless it is later already; whoever waited for one before is called. */
  reach(ms: number): void {
    for (;;) {
      const [next] = [...this.#alarms].filter(({ due }) => due <= ms).sort((a, b) => a.due - b.due);
      if (!next) break;
      this.#alarms.delete(next);
      this.#ms = Math.max(this.#ms, next.due);
      next.callback();
    }
    this.#ms = Math.max(this.#ms, ms);
  }
}
