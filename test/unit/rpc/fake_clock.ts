// A clock that stands still until told, for tests of everything that waits.
import type { Clock, Timer } from '../../../lib/util/clock';

interface Pending {
  readonly at: number;
  readonly fn: () => void;
}

export class FakeClock implements Clock {
  #pending: Pending[] = [];
  #elapsed = 0;
  /** Timers ever started. */
  started = 0;

  constructor(private readonly epoch = 1_700_000_000_000) {}

  now(): number {
    return this.epoch + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(ms: number, fn: () => void): Timer {
    const entry = { at: this.#elapsed + ms, fn };
    this.#pending.push(entry);
    this.started += 1;
    return { cancel: () => this.#drop(entry) };
  }

  get pending(): number {
    return this.#pending.length;
  }

  /** Moves time on, running what is due in order; promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#drop(next);
      this.#elapsed = Math.max(this.#elapsed, next.at);
      next.fn();
      await settle();
    }
    this.#elapsed = end;
  }

  /** Time passes while the event loop is blocked: no timer runs. */
  block(ms: number): void {
    this.#elapsed += ms;
  }

  #next(end: number): Pending | undefined {
    return this.#pending.filter(entry => entry.at <= end).sort((a, b) => a.at - b.at)[0];
  }

  #drop(entry: Pending): void {
    this.#pending = this.#pending.filter(other => other !== entry);
  }
}

/** Lets every promise that can settle do so. */
export function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
