// One run of Puppet on one node, seen from outside: whether it has ended is judged by what `status` says.
import type { PuppetStatus } from './puppet_port';

/** How long to wait for what may never come. */
export interface Patience {
  /** Of a node that is silent, does not begin, or does not say how it ended; ms. */
  readonly patienceMs: number;
  /** Of a run that goes on; ms. */
  readonly runTimeoutMs: number;
}

export type RunVerdict =
  | { readonly is: 'going on' }
  /** A run has completed since we started it. */
  | { readonly is: 'completed' }
  | { readonly is: 'given up'; readonly why: string; readonly stage: Stage };

/** Where a run stood when it was given up. */
export type Stage = 'silent' | 'not begun' | 'stuck' | 'no summary';

/** So often a node must have been silent; one lost message is nothing. */
const LEAST_MISSES = 3;

const GOING_ON: RunVerdict = { is: 'going on' };
const COMPLETED: RunVerdict = { is: 'completed' };

export class NodeRun {
  /** Of the node's clock, epoch seconds; undefined when it did not say. */
  initiatedAt: number | undefined;
  #seenApplying = false;
  #misses = 0;
  #silentSince: number | undefined;
  #endedSince: number | undefined;

  constructor(
    readonly node: string,
    /** When we started it, ms of the monotonic clock. */
    readonly startedMs: number,
    /** `lastrun` of the time before. */
    readonly before: number,
    private readonly patience: Patience,
  ) {}

  /** `status` undefined: asked, and silent. `now` is monotonic ms. */
  judge(status: PuppetStatus | undefined, now: number): RunVerdict {
    if (status === undefined) return this.#missed(now);
    this.#misses = 0;
    this.#silentSince = undefined;
    if (status.applying) return this.#applying(now);
    if (this.#hasCompleted(status.lastrun)) return COMPLETED;
    return this.#seenApplying ? this.#endedWithoutReport(now) : this.#notBegun(now);
  }

  #missed(now: number): RunVerdict {
    this.#misses += 1;
    this.#silentSince ??= now;
    const silentMs = now - this.#silentSince;
    if (this.#misses < LEAST_MISSES || silentMs < this.patience.patienceMs) return GOING_ON;
    return givenUp('silent', `no answer for ${seconds(silentMs)}`);
  }

  #applying(now: number): RunVerdict {
    this.#seenApplying = true;
    this.#endedSince = undefined;
    const ms = now - this.startedMs;
    if (ms < this.patience.runTimeoutMs) return GOING_ON;
    return givenUp('stuck', `still applying a catalog after ${seconds(ms)}`);
  }

  // A run that had ended before this one was asked for is none of ours; a clock may have been set back meanwhile.
  #hasCompleted(lastrun: number): boolean {
    if (lastrun === this.before) return false;
    return this.#seenApplying || this.initiatedAt === undefined || lastrun >= this.initiatedAt;
  }

  #endedWithoutReport(now: number): RunVerdict {
    this.#endedSince ??= now;
    if (now - this.#endedSince < this.patience.patienceMs) return GOING_ON;
    return givenUp('no summary', 'the run ended and left no summary');
  }

  #notBegun(now: number): RunVerdict {
    const ms = now - this.startedMs;
    return ms < this.patience.patienceMs
      ? GOING_ON
      : givenUp('not begun', `did not begin within ${seconds(ms)}`);
  }
}

function givenUp(stage: Stage, why: string): RunVerdict {
  return { is: 'given up', why, stage };
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
