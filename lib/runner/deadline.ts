// When a run must be over. Steps end a little before the answer is due, and earlier still when something must be undone.
import { type Clock, systemClock, type Timer } from '../util/clock';
import { DeadlineReached } from './errors';

export interface DeadlineOptions {
  /** Undefined: no limit. */
  readonly seconds: number | undefined;
  readonly clock?: Clock;
  /** On the monotonic clock, default now. */
  readonly startedAt?: number | undefined;
}

/**
 * Of T seconds: the last 5 % (at most 1 s) are for what comes after the answer, the 5 % before (at most 0.5 s) for
 * making it; undoing gets 20 % (at most 5 s, at least 0.5 s) once there is something to undo.
 */
export class Deadline {
  readonly #abort = new AbortController();
  readonly #clock: Clock;
  /** Of the whole run. */
  readonly seconds: number;
  #answerAt: number;
  #stepsAt: number;
  #timer: Timer | undefined;
  #tellDue!: () => void;
  #answerTimer: Timer | undefined;
  /** Resolves when the answer must be given with what is known. */
  readonly due: Promise<void>;

  constructor({ seconds = Number.POSITIVE_INFINITY, clock = systemClock, startedAt }: DeadlineOptions) {
    this.#clock = clock;
    this.seconds = seconds;
    const ms = seconds * 1000;
    const start = startedAt ?? clock.monotonic();
    this.#answerAt = start + ms - Math.min(1000, ms * 0.05);
    this.#stepsAt = this.#answerAt - Math.min(500, ms * 0.05);
    this.due = new Promise(resolve => {
      this.#tellDue = resolve;
    });
    this.#arm();
  }

  /** Aborted when steps must end; the reason is DeadlineReached or what `stop` was given. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Milliseconds steps may still take. */
  get stepsMs(): number {
    return Math.max(0, this.#stepsAt - this.#clock.monotonic());
  }

  /** Milliseconds until the answer must be there. */
  get answerMs(): number {
    return Math.max(0, this.#answerAt - this.#clock.monotonic());
  }

  /** Keeps time for undoing. */
  reserveUndo(): void {
    const ms = this.seconds * 1000;
    if (Number.isFinite(ms)) this.#stepsAt -= Math.min(5000, Math.max(500, ms * 0.2));
    this.#arm();
  }

  /** Ends the steps now; what must be undone gets `graceMs`, and less if the deadline is nearer. */
  stop(reason: unknown, graceMs = 5000): void {
    if (this.signal.aborted) return;
    this.#answerAt = Math.min(this.#answerAt, this.#clock.monotonic() + graceMs);
    this.#stepsAt = this.#clock.monotonic();
    this.#abort.abort(reason);
    this.#arm();
  }

  /** `body`'s result, unless the steps must end before: then rejects with the reason, whatever `body` does. */
  race<T>(body: () => Promise<T> | T): Promise<T> {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const giveUp = (): void => reject(signal.reason);
      signal.addEventListener('abort', giveUp, { once: true });
      Promise.resolve()
        .then(body)
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', giveUp));
    });
  }

  /** No more timers. */
  close(): void {
    this.#timer?.cancel();
    this.#answerTimer?.cancel();
  }

  #arm(): void {
    this.close();
    if (!Number.isFinite(this.#answerAt)) return;
    // On a busy machine both timers may be late: whoever learns that the answer is due must also see why.
    this.#answerTimer = this.#clock.after(this.answerMs, () => {
      this.#reached();
      this.#tellDue();
    });
    if (!this.signal.aborted) this.#timer = this.#clock.after(this.stepsMs, () => this.#reached());
  }

  #reached(): void {
    if (!this.signal.aborted) this.#abort.abort(new DeadlineReached(this.seconds));
  }
}
