// A gate in the way of a roll-out: asked before nodes are started; what is not OK holds, for so long and no longer.
import { describeError } from '../errors';
import type { Clock } from '../util/clock';

export interface GateAnswer {
  readonly status: 'OK' | 'WARNING' | 'CRITICAL' | 'UNKNOWN';
  /** One line. */
  readonly text: string;
}

export interface GateOptions {
  /** Asks; bounded in time by itself. */
  readonly check: () => Promise<GateAnswer>;
  /** From an answer that is not OK to the next question, ms. An OK that is older counts no more, either. */
  readonly intervalMs: number;
  /** Holding for longer than that ends the roll-out, ms. */
  readonly timeoutMs: number;
}

export interface GateListener {
  /** `holds`: nothing starts until it is OK. */
  answered(answer: GateAnswer, holds: boolean): void;
  /** Something changed: look again. */
  wake(): void;
}

export type GatePosition = 'open' | 'closed' | 'timed out';

export class Gate {
  #checking = false;
  #okAt: number | undefined;
  #holdingSince: number | undefined;
  #nextAt = Number.NEGATIVE_INFINITY;
  #last: GateAnswer | undefined;

  constructor(
    private readonly options: GateOptions,
    private readonly clock: Pick<Clock, 'monotonic'>,
    private readonly listener: GateListener,
  ) {}

  /** Why it holds, undefined when it does not. */
  get holding(): GateAnswer | undefined {
    return this.#holdingSince === undefined ? undefined : this.#last;
  }

  /** May nodes be started now? Asks when that is not known. */
  position(): GatePosition {
    const now = this.clock.monotonic();
    if (this.#isOk(now)) return 'open';
    if (this.#holdingSince !== undefined && now - this.#holdingSince >= this.options.timeoutMs)
      return 'timed out';
    if (!this.#checking && now >= this.#nextAt) void this.#check();
    return 'closed';
  }

  /** Nodes were started: for the next ones it is asked again. */
  passed(): void {
    this.#okAt = undefined;
  }

  #isOk(now: number): boolean {
    return this.#okAt !== undefined && now - this.#okAt < this.options.intervalMs;
  }

  async #check(): Promise<void> {
    this.#checking = true;
    const answer = await this.options
      .check()
      .catch((error): GateAnswer => ({ status: 'UNKNOWN', text: describeError(error) }));
    this.#checking = false;
    this.#take(answer, this.clock.monotonic());
    this.listener.wake();
  }

  #take(answer: GateAnswer, now: number): void {
    const held = this.#holdingSince !== undefined;
    this.#last = answer;
    if (answer.status === 'OK') {
      this.#okAt = now;
      this.#holdingSince = undefined;
      this.#nextAt = Number.NEGATIVE_INFINITY;
      if (held) this.listener.answered(answer, false);
      return;
    }
    this.#holdingSince ??= now;
    this.#nextAt = now + this.options.intervalMs;
    this.listener.answered(answer, true);
  }
}
