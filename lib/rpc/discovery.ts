// Discovery by broadcast: a ping to MCollective's agent `discovery`; whoever matches the filter answers.
import type { Filter } from '../mcollective/filter';
import { makeRequest } from '../mcollective/make_request';
import type { ReplyMessage } from '../mcollective/message';
import { Arrivals } from './arrivals';
import { skewSeconds } from './clock_skew';
import { dataTimeMs } from './data_time';
import { ASKING, type MethodChoice } from './discovery_methods/discovery_method';
import { Exchange } from './exchange';
import { enoughNodes, type LimitOptions } from './node_limit';
import { QuietWindow } from './quiet_window';
import type { DiscoveryResult } from './reply';
import { ReplyTally } from './reply_tally';
import type { RpcContext } from './rpc_context';

export interface DiscoverOptions extends LimitOptions {
  /** Longest time to wait for answers, ms. */
  readonly capMs?: number;
  /** Shortest silence that ends discovery, ms; as long as the cap = always wait until the cap. */
  readonly quietMs?: number;
  /** Ask even when the filter names the nodes. */
  readonly verify?: boolean;
  /** How nodes are found, default by asking them (`mc`). */
  readonly method?: MethodChoice;
  /** Time to live of the question in seconds, default rpc.ttl. */
  readonly ttl?: number;
  readonly signal?: AbortSignal;
}

/** One node's answer, as it comes. */
export interface DiscoveryAnswer {
  readonly sender: string;
  readonly elapsedMs: number;
  readonly skewSeconds: number;
}

/** Nodes that may answer at all. */
export interface DiscoveryScope {
  readonly nodes: readonly string[];
  /** Nothing but being there is asked of them, so each is waited for until the cap. */
  readonly allExpected: boolean;
}

export class Discovery implements AsyncIterable<DiscoveryAnswer> {
  readonly #arrivals = new Arrivals<DiscoveryAnswer>();
  readonly #late = new Set<string>();
  readonly #repeated = new Set<string>();
  readonly #window: QuietWindow;
  readonly #tally: ReplyTally;
  // Expected, or matched last time, and not heard yet.
  readonly #awaited: Set<string>;
  readonly #enough: number | undefined;
  readonly #exchange: Exchange;
  readonly #result: Promise<DiscoveryResult>;
  #cancelTimer: (() => void) | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  /** With a scope nobody else counts, and discovery is over once all of its nodes have answered. */
  constructor(
    private readonly context: RpcContext,
    private readonly filter: Filter,
    private readonly options: DiscoverOptions = {},
    scope?: DiscoveryScope,
  ) {
    const { rpc } = context.config;
    // Data functions keep nodes busy, each for another time.
    const dataMs = dataTimeMs(filter, context.ddls);
    this.#enough = enoughNodes(options);
    this.#window = new QuietWindow(
      options.quietMs ?? rpc.discoveryQuietMs + dataMs,
      (options.capMs ?? rpc.discoveryCapMs) + dataMs,
    );
    this.#tally = new ReplyTally(scope?.nodes);
    this.#awaited = scope?.allExpected ? new Set(scope.nodes) : context.memory.recall(filter);
    this.#exchange = new Exchange(context, this.#request(), {
      onReply: (message, elapsedMs) => this.#onReply(message, elapsedMs),
      signal: options.signal,
    });
    this.#result = this.#run();
    this.#result.catch(error => this.#arrivals.fail(error));
  }

  /** Resolves when discovery is over; rejects when the broker is lost. */
  result(): Promise<DiscoveryResult> {
    return this.#result;
  }

  /** Who has answered so far, in that order. */
  get found(): readonly string[] {
    return this.#arrivals.items.map(answer => answer.sender);
  }

  /** Nodes that have answered since discovery ended, and would have been found by a longer one. */
  get late(): readonly string[] {
    return [...this.#late];
  }

  [Symbol.asyncIterator](): AsyncIterator<DiscoveryAnswer> {
    return this.#arrivals[Symbol.asyncIterator]();
  }

  async #run(): Promise<DiscoveryResult> {
    void this.#exchange.send(undefined, this.#window.endsAt(true));
    if (!this.#exchange.over) this.#arm();
    await this.#exchange.done;
    const elapsedMs = this.#exchange.elapsedMs;
    this.#arrivals.end();
    const nodes = [...this.found].sort();
    this.context.logger.debug(`discovery took ${elapsedMs.toFixed(0)} ms, nodes found: ${nodes.length}`);
    if (!this.#atLimit) this.context.memory.remember(this.filter, nodes);
    const { refused, refusals } = this.#exchange;
    return { nodes, elapsedMs, method: ASKING, repeated: [...this.#repeated].sort(), refused, refusals };
  }

  #request() {
    const { config, collective, clock } = this.context;
    return makeRequest(
      {
        agent: 'discovery',
        collective,
        senderid: config.identity,
        filter: this.filter,
        ttl: this.options.ttl ?? config.rpc.ttl,
        body: 'ping',
      },
      clock,
    );
  }

  #onReply(message: ReplyMessage, elapsedMs: number): void {
    const sender = message.senderid;
    if (this.#exchange.over) return;
    const arrival = this.#tally.add(sender);
    if (arrival === 'duplicate') this.#repeated.add(sender);
    if (arrival !== 'expected') return;
    this.#arrivals.push({ sender, elapsedMs, skewSeconds: skewSeconds(message, this.context.clock) });
    this.#window.answered(elapsedMs);
    this.#awaited.delete(sender);
    if (this.#tally.complete) this.#exchange.end();
    else if (this.#atLimit) this.#exchange.end(() => {});
    else this.#arm();
  }

  get #atLimit(): boolean {
    return this.#enough !== undefined && this.#arrivals.items.length >= this.#enough;
  }

  // A timer set for an earlier moment stays: it looks again when it fires. So a burst of answers moves no timers.
  #arm(): void {
    const endsAt = this.#window.endsAt(this.#awaited.size > 0);
    if (this.#timerAt <= endsAt) return;
    this.#cancelTimer?.();
    this.#timerAt = endsAt;
    this.#cancelTimer = this.#exchange.after(endsAt - this.#exchange.elapsedMs, () => this.#look());
  }

  #look(): void {
    this.#timerAt = Number.POSITIVE_INFINITY;
    if (this.#exchange.elapsedMs >= this.#window.endsAt(this.#awaited.size > 0)) this.#end();
    else this.#arm();
  }

  #end(): void {
    this.#exchange.end(sender => {
      if (this.#tally.add(sender) !== 'expected') return;
      this.#late.add(sender);
      this.context.memory.add(this.filter, sender);
    });
  }
}
