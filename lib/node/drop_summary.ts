// One line now and then with what the daemon did not act on: single drops are logged up to a limit only.
import type { Clock, Timer } from '../util/clock';
import type { Logger } from '../util/logger';
import type { NodeStats } from './agent';
import type { DropLog } from './drop_log';

const INTERVAL_MS = 10 * 60_000;

export class DropSummary {
  #timer: Timer | undefined;

  constructor(
    private readonly drops: DropLog,
    private readonly stats: Readonly<NodeStats>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    drops.onDrop(() => this.#soon());
  }

  /** Says it a last time when there is something new. */
  stop(): void {
    if (this.#timer) this.#tell();
    this.drops.onDrop(() => {});
  }

  // Armed by the first drop after a summary: a quiet daemon has no timer and says nothing.
  #soon(): void {
    this.#timer ??= this.clock.after(INTERVAL_MS, () => this.#tell());
  }

  #tell(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const dropped = Object.entries(this.drops.counts).filter(([, count]) => count > 0);
    const { total, replies } = this.stats;
    this.logger.info('requests so far', { total, replies, ...Object.fromEntries(dropped) });
  }
}
