// One request to the nodes of a filter and their replies: iterate them as they come, or await the result, or both.
import type { RubyValue } from '../marshal/values';
import type { Filter } from '../mcollective/filter';
import { makeRequest, makeRequestId } from '../mcollective/make_request';
import type { ReplyMessage } from '../mcollective/message';
import { makeRpcRequest } from '../mcollective/rpc_body';
import type { OutgoingRequest } from '../mcollective/security/security_provider';
import { Arrivals } from './arrivals';
import type { Audience } from './audience';
import { type BatchOptions, checkBatches, partsOf } from './batches';
import { CallProgress } from './call_progress';
import { dataTimeMs } from './data_time';
import { CallAborted } from './errors';
import { Exchange, encode } from './exchange';
import { makeReply } from './make_reply';
import { addressed, publish } from './publish';
import type { CallResult, Reply } from './reply';
import { ReplyTally } from './reply_tally';
import { checkReplyTo } from './reply_to';
import { type Route, routeOf } from './route';
import type { RpcContext } from './rpc_context';

export interface CallOptions {
  /** Time for replies in ms from the moment the request is sent, default rpc.timeout; of each batch. */
  readonly timeoutMs?: number;
  /** Time to live of the request in seconds, default rpc.ttl. */
  readonly ttl?: number;
  /** False: send and forget, the result holds no replies; nothing is discovered for it. */
  readonly processResults?: boolean;
  /** Replies go to this destination, where others may read them; otherwise as if nothing were to be processed. */
  readonly replyTo?: string;
  /** Some nodes at a time; all have one request id. */
  readonly batch?: BatchOptions;
  readonly signal?: AbortSignal;
}

export interface CallPlan {
  readonly agent: string;
  readonly action: string;
  readonly args: Record<string, RubyValue>;
  /** With the agent in it. */
  readonly filter: Filter;
  readonly options: CallOptions;
  /** Finds out whom to ask; undefined: whoever matches. */
  readonly audience: () => Promise<Audience | undefined>;
}

/** True when somebody waits for the answers to a call with these options. */
export function waitsForAnswers({ processResults, replyTo }: CallOptions): boolean {
  return processResults !== false && replyTo === undefined;
}

export class Call implements AsyncIterable<Reply> {
  readonly requestid = makeRequestId();
  readonly #arrivals = new Arrivals<Reply>();
  readonly #progress: CallProgress;
  // When the nodes of later batches were asked, ms after the first.
  readonly #askedAt = new Map<string, number>();
  #onComplete: () => void = () => {};
  readonly #result: Promise<CallResult>;

  constructor(
    private readonly context: RpcContext,
    private readonly plan: CallPlan,
  ) {
    const { clock, late } = context;
    const { agent, action, options } = plan;
    const before = late.count;
    const head = { agent, action, requestid: this.requestid, startTime: clock.now() };
    this.#progress = new CallProgress(head, this.#arrivals.items, () => late.count - before);
    if (options.batch) checkBatches(waitsForAnswers(options), context.config.rpc);
    if (options.replyTo !== undefined) checkReplyTo(context, options.replyTo);
    this.#result = this.#run();
    this.#result.then(
      () => this.#arrivals.end(),
      error => this.#arrivals.fail(error),
    );
  }

  /** Resolves when every expected node has answered or the time is up; rejects when the broker is lost. */
  result(): Promise<CallResult> {
    return this.#result;
  }

  /** What is known by now; also when the call was given up: who answered, who may have acted, who was never asked. */
  soFar(): CallResult {
    return this.#progress.result();
  }

  /** Replies of expected nodes in order of arrival, from the first one whenever iteration starts. */
  [Symbol.asyncIterator](): AsyncIterator<Reply> {
    return this.#arrivals[Symbol.asyncIterator]();
  }

  async #run(): Promise<CallResult> {
    const { plan, context } = this;
    const audience = await plan.audience();
    this.#progress.audience = audience;
    const { agent, filter, options } = plan;
    const batched = options.batch !== undefined;
    const route = routeOf({ agent, filter, batched }, audience, context.config.rpc);
    this.#progress.broadcast = route.nodes === undefined;
    if (audience?.nodes.length !== 0) {
      if (waitsForAnswers(options)) await this.#converse(route, audience);
      else await this.#forget(route);
    }
    return this.#told(this.soFar());
  }

  // For whoever wonders what took the time.
  #told(result: CallResult): CallResult {
    const { agent, action, replies, noResponse, stats } = result;
    const counts = `answers: ${replies.length}, silent nodes: ${noResponse.length}`;
    this.context.logger.debug(`${agent} ${action} took ${stats.agentMs.toFixed(0)} ms, ${counts}`);
    return result;
  }

  async #converse(route: Route, audience: Audience | undefined): Promise<void> {
    const parts = route.nodes ? partsOf(route.nodes, this.plan.options.batch) : [undefined];
    const exchange = new Exchange(this.context, this.#request(route.filter), {
      onReply: (message, elapsedMs) => this.#onReply(message, elapsedMs),
      signal: this.plan.options.signal,
    });
    this.#progress.exchange = exchange;
    this.#progress.tally = new ReplyTally(parts.length === 1 ? audience?.nodes : parts[0]);
    for (const [index, nodes] of parts.entries()) {
      if (index > 0 && !(await this.#startLater(exchange, nodes!))) break;
      await this.#ask(exchange, nodes, route.filter, index === parts.length - 1);
    }
    exchange.end(() => {});
    await exchange.done;
  }

  // One part of the nodes, or all of them: until they have answered or their time is up.
  async #ask(
    exchange: Exchange,
    nodes: readonly string[] | undefined,
    filter: Filter,
    last: boolean,
  ): Promise<void> {
    const { tally } = this.#progress;
    const timeoutMs = this.#timeoutMs(filter);
    const complete = new Promise<void>(resolve => {
      this.#onComplete = () => (last ? this.#end(exchange) : resolve());
    });
    // Not the first one again: its time to live must begin now.
    const request = this.#progress.sent > 0 ? this.#request(filter) : undefined;
    await exchange.send(nodes, this.#publishMs(timeoutMs), { request, onSent: () => this.#countSent() });
    if (tally.complete) return;
    await this.#passed(exchange, timeoutMs, complete);
  }

  // Nodes of earlier batches may still answer, too late.
  #end(exchange: Exchange): void {
    exchange.end(this.#progress.tally.missing().length > 0 ? () => {} : undefined);
  }

  // Between two batches. False when there shall be no more.
  async #startLater(exchange: Exchange, nodes: readonly string[]): Promise<boolean> {
    const { sleepMs = this.context.config.rpc.batchSleepMs, deadlineMs } = this.plan.options.batch ?? {};
    if (deadlineMs !== undefined && exchange.elapsedMs + sleepMs > deadlineMs) return false;
    if (!exchange.over && sleepMs > 0) await this.#passed(exchange, sleepMs);
    if (exchange.over) return false;
    this.#progress.tally.ask(nodes);
    for (const node of nodes) this.#askedAt.set(node, exchange.elapsedMs);
    return true;
  }

  // The time, or what comes sooner; or the end of the exchange.
  async #passed(exchange: Exchange, ms: number, sooner?: Promise<void>): Promise<void> {
    let cancel = (): void => {};
    const passed = new Promise<void>(resolve => {
      cancel = exchange.after(ms, resolve);
    });
    await Promise.race([passed, exchange.done.catch(() => {}), ...(sooner ? [sooner] : [])]);
    cancel();
  }

  // Nothing will come back to us: done as soon as the broker has it.
  async #forget({ nodes, filter }: Route): Promise<void> {
    const { context, plan } = this;
    const request = this.#request(filter);
    const replyTo = plan.options.replyTo ?? unusedReplyTo(context);
    const messages = addressed(context, plan.agent, nodes, replyTo, request.ttl);
    const stopped = (): boolean => plan.options.signal?.aborted === true;
    const timeoutMs = this.#publishMs(this.#timeoutMs(filter));
    const onSent = (): void => this.#countSent();
    await publish(context, messages, encode(context, request), { timeoutMs, stopped, onSent });
    if (stopped()) throw new CallAborted(plan.agent, plan.options.signal?.reason);
    await context.connection.flush(timeoutMs);
  }

  // Nodes that look at data functions again need their time for that.
  #timeoutMs(filter: Filter): number {
    const { timeoutMs } = this.plan.options;
    return timeoutMs ?? this.context.config.rpc.timeoutMs + dataTimeMs(filter, this.context.ddls);
  }

  #publishMs(timeoutMs: number): number {
    return Math.max(timeoutMs, this.context.config.rpc.publishTimeoutMs ?? 0);
  }

  #countSent(): void {
    this.#progress.sent += 1;
  }

  #request(filter: Filter): OutgoingRequest {
    const { context, plan, requestid } = this;
    const body = makeRpcRequest({
      agent: plan.agent,
      action: plan.action,
      caller: context.security.callerid,
      data: { ...plan.args, process_results: plan.options.processResults !== false },
    });
    const ttl = plan.options.ttl ?? context.config.rpc.ttl;
    const { collective } = context;
    return makeRequest(
      { agent: plan.agent, collective, senderid: context.config.identity, filter, ttl, body, requestid },
      context.clock,
    );
  }

  #onReply(message: ReplyMessage, elapsedMs: number): void {
    // Read first: a node whose reply cannot be read has not answered.
    const sinceAsked = elapsedMs - (this.#askedAt.get(message.senderid) ?? 0);
    const reply = makeReply(message, sinceAsked, this.context.clock);
    if (this.#progress.admit(reply)) this.#arrivals.push(reply);
    if (this.#progress.tally.complete) this.#onComplete();
  }
}

// Nodes do not obey a request that cannot be answered.
function unusedReplyTo({ connector, collective }: RpcContext): string {
  const replyTo = connector.nextReplyTo(collective);
  connector.releaseReplyTo(replyTo);
  return replyTo;
}
