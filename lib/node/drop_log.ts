// Why requests were not acted on: counted per reason, and logged with who sent them.
import type { Clock } from '../util/clock';
import type { Logger } from '../util/logger';
import type { DropReason } from './agent';
import { Throttle } from './throttle';

const LIMITS = { events: 10, windowMs: 60_000 };

// A broadcast to nodes with other facts is no fault, and there are many.
const LEVELS: Readonly<Record<DropReason, 'debug' | 'info' | 'warn'>> = {
  filtered: 'debug',
  'unknown-agent': 'info',
  malformed: 'warn',
  signature: 'warn',
  callerid: 'warn',
  expired: 'warn',
  'no-reply-to': 'warn',
  overloaded: 'warn',
};

export class DropLog {
  readonly #counts = Object.fromEntries(Object.keys(LEVELS).map(reason => [reason, 0])) as Record<
    DropReason,
    number
  >;
  readonly #throttle: Throttle<DropReason>;

  constructor(
    clock: Clock,
    private readonly logger: Logger,
  ) {
    this.#throttle = new Throttle(clock, LIMITS);
  }

  get counts(): Readonly<Record<DropReason, number>> {
    return this.#counts;
  }

  /** `fields` say who asked for what, as far as that could be read; nothing in them is proven. */
  drop(reason: DropReason, why: string, fields: Record<string, unknown>): void {
    this.#counts[reason]++;
    const level = LEVELS[reason];
    const suppressed = level === 'debug' ? 0 : this.#throttle.admit(reason);
    if (suppressed === undefined) return;
    const more = suppressed > 0 ? { also_not_logged: suppressed } : {};
    this.logger[level](`request dropped (${reason}): ${why}`, { ...fields, ...more });
  }
}
