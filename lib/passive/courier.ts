// Brings results to a receiver: each is on disk before it is sent and until it is confirmed, the oldest goes first.
import { join } from 'node:path';
import type { PassiveConfig, PassiveTarget } from '../config/passive_config';
import type { Environment } from '../environment';
import { describeError } from '../errors';
import { type Clock, systemClock } from '../util/clock';
import { DeliveryRun } from './delivery_run';
import { drain } from './drain';
import { QueueUnusable, ReceiverUnavailable, ResultLost } from './errors';
import { makeReceiver } from './make_receiver';
import { requireUsableNames } from './object_names';
import { objectName, type PassiveResult } from './passive_result';
import { PassiveQueue } from './queue/passive_queue';
import { type QueueFiles, realQueueFiles } from './queue/queue_files';
import type { Receiver } from './receiver';

export interface CourierOptions {
  readonly environment: Pick<Environment, 'env' | 'uid'>;
  readonly clock?: Clock;
  /** Other than the real ones, for tests. */
  readonly files?: QueueFiles;
  readonly receiver?: () => Promise<Receiver>;
}

/** How it went with results. */
export interface Delivery {
  readonly delivered: number;
  /** Waiting on disk, and why. */
  readonly queued: number;
  readonly reason: string | undefined;
  /** One sentence for each result that is neither delivered nor waiting. */
  readonly refused: readonly string[];
  /** What else somebody should know. */
  readonly notices: readonly string[];
}

/** After the first failure; it doubles. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;
/** Between two looks whether another process is done. */
const POLL_MS = 40;
/** Who holds the token ends in time, or this much later. */
const LEASE_MARGIN_MS = 5000;

export class Courier {
  readonly #clock: Clock;
  readonly #queue: PassiveQueue;
  #receiver: Promise<Receiver> | undefined;

  constructor(
    private readonly target: PassiveTarget,
    config: Pick<PassiveConfig, 'queueDir' | 'queueResults' | 'queueBytes'>,
    private readonly options: CourierOptions,
  ) {
    this.#clock = options.clock ?? systemClock;
    this.#queue = new PassiveQueue(
      join(config.queueDir, target.name),
      { results: config.queueResults, bytes: config.queueBytes },
      options.files ?? realQueueFiles,
      this.#clock,
    );
  }

  /**
   * Delivers results within `timeoutMs`, and before them what waits already. Throws ObjectNameUnusable before anything is
   * done, and ResultLost when a result could neither be delivered nor kept.
   */
  submit(results: readonly PassiveResult[], timeoutMs: number, signal?: AbortSignal): Promise<Delivery> {
    for (const result of results) requireUsableNames(this.target.kind, result);
    return this.#run(timeoutMs, signal, async run => {
      const { entries, problem } = await this.#enqueue(results, run);
      const delivery = await this.#deliver(entries, run);
      if (!problem) return delivery;
      const sent = await this.#sendUnqueued(results.slice(entries.length), problem, run);
      return { ...delivery, delivered: delivery.delivered + sent };
    });
  }

  /** Delivers what waits; `queued` is what waits still. Throws QueueUnusable. */
  flush(timeoutMs: number, signal?: AbortSignal): Promise<Delivery> {
    return this.#run(timeoutMs, signal, async run => {
      await this.#queue.tidy();
      const reason = await this.#attempts(run, async () => (await this.#queue.waiting()).length === 0);
      const queued = (await this.#queue.waiting()).length;
      await this.#tellDropped(queued, run);
      const refused = [...run.refused.values()];
      return { delivered: run.delivered, queued, reason, refused, notices: run.notices };
    });
  }

  async #run<T>(
    timeoutMs: number,
    signal: AbortSignal | undefined,
    work: (run: DeliveryRun) => Promise<T>,
  ): Promise<T> {
    const run = new DeliveryRun(this.#clock, timeoutMs, signal);
    try {
      return await work(run);
    } finally {
      run.end();
    }
  }

  // Those that are on disk, and why the next one is not.
  async #enqueue(
    results: readonly PassiveResult[],
    run: DeliveryRun,
  ): Promise<{ entries: string[]; problem?: QueueUnusable }> {
    const entries: string[] = [];
    let dropped = 0;
    try {
      for (const result of results) {
        const added = await this.#queue.add(result);
        entries.push(added.entry);
        dropped += added.dropped;
      }
    } catch (error) {
      if (!(error instanceof QueueUnusable)) throw error;
      run.notices.push(error.sentence);
      return { entries, problem: error };
    }
    if (dropped > 0)
      run.notices.push(`the queue of ${this.target.name} is full: ${were(dropped, 'older result')} dropped`);
    return { entries };
  }

  async #deliver(entries: readonly string[], run: DeliveryRun): Promise<Delivery> {
    const left = new Set(entries);
    const reason = await this.#attempts(run, async () => {
      for (const entry of left) if (!(await this.#queue.has(entry))) left.delete(entry);
      return left.size === 0;
    });
    const gone = entries.filter(entry => !left.has(entry));
    const refused = await this.#notDelivered(gone, run);
    const others = [...run.refused].filter(([entry]) => !entries.includes(entry));
    return {
      delivered: gone.length - refused.length,
      queued: left.size,
      reason,
      refused,
      notices: [...run.notices, ...others.map(([, sentence]) => sentence)],
    };
  }

  // What is gone was delivered, by us or by another process, unless that set it aside or threw it away.
  async #notDelivered(gone: readonly string[], run: DeliveryRun): Promise<string[]> {
    const dropped = await this.#queue.dropped();
    const sentences: string[] = [];
    for (const entry of gone) {
      const own = run.refused.get(entry);
      if (own !== undefined) sentences.push(own);
      else if (await this.#queue.isRefused(entry))
        sentences.push(
          `${this.target.name} did not take the result; it is kept in ${this.#queue.folder}/refused`,
        );
      else if (dropped !== undefined && entry <= dropped.last)
        sentences.push(`the result was dropped: the queue of ${this.target.name} is full`);
    }
    return sentences;
  }

  // Until `isDone`, the time is up, or trying again would not help. Answers why something is left.
  async #attempts(run: DeliveryRun, isDone: () => Promise<boolean>): Promise<string | undefined> {
    let reason: string | undefined;
    let pause = FIRST_PAUSE_MS;
    while (!(await isDone())) {
      if (run.over) return reason ?? 'the time was up';
      const giveBack = await this.#queue.takeToken(run.leftMs + LEASE_MARGIN_MS);
      if (!giveBack) {
        reason ??= 'another process is sending';
        // Not all at the same moment.
        await run.pause(POLL_MS * (0.5 + Math.random()));
        continue;
      }
      const fault = await this.#drain(run).finally(giveBack);
      if (fault === undefined) continue;
      // An attempt that was cut short by the end of the time says less than one that was not.
      if (!run.over || reason === undefined) reason = describeError(fault);
      if (!(fault instanceof ReceiverUnavailable)) return reason;
      await run.pause(pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
    return undefined;
  }

  async #drain(run: DeliveryRun): Promise<unknown> {
    try {
      await drain(this.#queue, await this.#connected(), run);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  // The disk is full, or the folder is not ours: better sent out of order than lost.
  async #sendUnqueued(
    results: readonly PassiveResult[],
    problem: QueueUnusable,
    run: DeliveryRun,
  ): Promise<number> {
    let sent = 0;
    let pause = FIRST_PAUSE_MS;
    while (sent < results.length) {
      try {
        await (await this.#connected()).send([results[sent]!], run.signal);
        sent += 1;
      } catch (error) {
        if (error instanceof ReceiverUnavailable) await run.pause(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        if (error instanceof ReceiverUnavailable && !run.over) continue;
        throw new ResultLost(
          results.slice(sent).map(objectName),
          describeError(error),
          problem.message,
          error,
        );
      }
    }
    return sent;
  }

  // Told until the queue is empty again.
  async #tellDropped(queued: number, run: DeliveryRun): Promise<void> {
    const dropped = await this.#queue.dropped();
    if (!dropped) return;
    run.notices.push(
      `${were(dropped.count, 'result')} dropped because the queue of ${this.target.name} was full`,
    );
    if (queued === 0) await this.#queue.forgetDropped();
  }

  #connected(): Promise<Receiver> {
    this.#receiver ??= this.options.receiver
      ? this.options.receiver()
      : makeReceiver(this.target, this.options.environment, this.#clock);
    return this.#receiver;
  }
}

function were(count: number, what: string): string {
  return count === 1 ? `1 ${what} was` : `${count} ${what}s were`;
}
