// Why requests came to nothing: counted per reason, and logged with who sent them.
import type { Clock } from '../util/clock';
import type { Logger } from '../util/logger';
import type { DropReason } from './agent';
import { Throttle } from './throttle';

const LIMITS = { events: 10, windowMs: 60_000 };

// A broadcast to nodes with other facts is no fault, and there are many.
const LEVELS: Readonly<Record<DropReason, 'debug' | 'info' | 'warn'>> = {
  malformed: 'warn',
  signature: 'warn',
  callerid: 'warn',
  tampered: 'warn',
  'unknown-caller': 'warn',
  expired: 'warn',
  future: 'warn',
  replay: 'warn',
  filtered: 'debug',
  'unknown-agent': 'info',
  'no-reply-to': 'warn',
  overloaded: 'warn',
  invalid: 'info',
  denied: 'warn',
  unaudited: 'warn',
  timeout: 'warn',
};

/** Their senders get a statuscode and a sentence. */
const ANSWERED: readonly DropReason[] = ['invalid', 'denied', 'unaudited'];

export class DropLog {
  readonly #counts = Object.fromEntries(Object.keys(LEVELS).map(reason => [reason, 0])) as Record<
    DropReason,
    number
  >;
  readonly #throttle: Throttle<DropReason>;
  #onDrop: () => void = () => {};

  constructor(
    clock: Clock,
    private readonly logger: Logger,
  ) {
    this.#throttle = new Throttle(clock, LIMITS);
  }

  get counts(): Readonly<Record<DropReason, number>> {
    return this.#counts;
  }

  /** Tells one listener of every drop. */
  onDrop(listener: () => void): void {
    this.#onDrop = listener;
  }

  /** `fields` say who asked for what, as far as that could be read; nothing in them is proven. */
  drop(reason: DropReason, why: string, fields: Record<string, unknown>): void {
    this.#counts[reason]++;
    this.#onDrop();
    const level = LEVELS[reason];
    const suppressed = level === 'debug' ? 0 : this.#throttle.admit(reason);
    if (suppressed === undefined) return;
    const more = suppressed > 0 ? { also_not_logged: suppressed } : {};
    const what = ANSWERED.includes(reason) ? 'refused' : 'dropped';
    this.logger[level](`request ${what} (${reason}): ${why}`, { ...fields, ...more });
  }
}
