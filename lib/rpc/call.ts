// One request to the nodes of a filter and their replies: iterate them as they come, or await the result, or both.
import type { RubyValue } from '../marshal/values';
import { EMPTY_FILTER, type Filter } from '../mcollective/filter';
import { makeRequest, makeRequestId } from '../mcollective/make_request';
import type { ReplyMessage } from '../mcollective/message';
import { makeRpcRequest } from '../mcollective/rpc_body';
import type { OutgoingRequest } from '../mcollective/security/security_provider';
import { Arrivals } from './arrivals';
import type { Audience } from './audience';
import { CallAborted } from './errors';
import { Exchange, encode } from './exchange';
import { makeReply } from './make_reply';
import { addressed, publish } from './publish';
import type { CallResult, CallStats, Refusals, Reply } from './reply';
import { ReplyTally } from './reply_tally';
import type { RpcContext } from './rpc_context';

export interface CallOptions {
  /** Time for replies in ms from the moment the request is sent, default rpc.timeout. */
  readonly timeoutMs?: number;
  /** Time to live of the request in seconds, default rpc.ttl. */
  readonly ttl?: number;
  /** False: send and forget, the result holds no replies; nothing is discovered for it. */
  readonly processResults?: boolean;
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

// Replies of strangers are kept up to this many; they are counted further.
const MAX_UNEXPECTED = 10_000;

const NOBODY = {
  nodes: [],
  elapsedMs: 0,
  method: 'mc',
  repeated: [],
  refused: 0,
  refusals: {},
} as const;

export class Call implements AsyncIterable<Reply> {
  readonly requestid = makeRequestId();
  readonly #arrivals = new Arrivals<Reply>();
  readonly #unexpected: Reply[] = [];
  readonly #started: { readonly wall: number; readonly late: number };
  #tally = new ReplyTally();
  #duplicates = 0;
  readonly #result: Promise<CallResult>;

  constructor(
    private readonly context: RpcContext,
    private readonly plan: CallPlan,
  ) {
    const { clock, late } = context;
    this.#started = { wall: clock.now(), late: late.count };
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

  /** Replies of expected nodes in order of arrival, from the first one whenever iteration starts. */
  [Symbol.asyncIterator](): AsyncIterator<Reply> {
    return this.#arrivals[Symbol.asyncIterator]();
  }

  async #run(): Promise<CallResult> {
    const audience = await this.plan.audience();
    if (this.plan.options.processResults === false) return this.#forget(audience);
    if (audience?.discovery.nodes.length === 0) return this.#report(audience);
    this.#tally = new ReplyTally(audience?.discovery.nodes);
    return this.#converse(audience);
  }

  async #converse(audience: Audience | undefined): Promise<CallResult> {
    const route = this.#route(audience);
    const exchange = new Exchange(this.context, this.#request(route.filter), {
      onReply: (message, elapsedMs) => this.#onReply(exchange, message, elapsedMs),
      signal: this.plan.options.signal,
    });
    await exchange.send(route.nodes, this.#timeoutMs);
    exchange.after(this.#timeoutMs, () => exchange.end(() => {}));
    await exchange.done;
    return this.#report(audience, exchange);
  }

  // Nothing will come back: done as soon as the broker has it.
  async #forget(audience: Audience | undefined): Promise<CallResult> {
    const { nodes, filter } = this.#route(audience);
    const { context, plan } = this;
    if (nodes?.length === 0) return this.#report(audience);
    const request = this.#request(filter);
    const replyTo = context.connector.nextReplyTo(context.collective);
    const messages = addressed(context, plan.agent, nodes, replyTo, request.ttl);
    const stopped = (): boolean => plan.options.signal?.aborted === true;
    await publish(context, messages, encode(context, request), { timeoutMs: this.#timeoutMs, stopped });
    if (stopped()) throw new CallAborted(plan.agent, plan.options.signal?.reason);
    await context.connection.flush(this.#timeoutMs);
    return this.#report(audience);
  }

  get #timeoutMs(): number {
    return this.plan.options.timeoutMs ?? this.context.config.rpc.timeoutMs;
  }

  // Chosen nodes are addressed by name alone, so that they answer whatever their facts say by now. A few discovered
  // ones are spared the others' traffic, and look at the filter once more.
  #route(audience: Audience | undefined): { nodes: readonly string[] | undefined; filter: Filter } {
    const { agent, filter } = this.plan;
    if (!audience) return { nodes: undefined, filter };
    const { directAddressing, directAddressingThreshold } = this.context.config.rpc;
    const { nodes } = audience.discovery;
    if (audience.chosen) {
      const only = { ...EMPTY_FILTER, agent: [agent] };
      return directAddressing
        ? { nodes, filter: only }
        : { nodes: undefined, filter: { ...only, identity: nodes } };
    }
    const few = directAddressing && nodes.length <= directAddressingThreshold;
    return { nodes: few ? nodes : undefined, filter };
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

  #onReply(exchange: Exchange, message: ReplyMessage, elapsedMs: number): void {
    // Read first: a node whose reply cannot be read has not answered.
    const reply = makeReply(message, elapsedMs, this.context.clock);
    const arrival = this.#tally.add(message.senderid);
    if (arrival === 'expected') this.#arrivals.push(reply);
    else if (arrival === 'duplicate') this.#duplicates += 1;
    else if (this.#unexpected.length < MAX_UNEXPECTED) this.#unexpected.push(reply);
    if (this.#tally.complete) exchange.end();
  }

  #report(audience: Audience | undefined, exchange?: Exchange): CallResult {
    const replies = this.#arrivals.items;
    return {
      agent: this.plan.agent,
      action: this.plan.action,
      requestid: this.requestid,
      replies,
      ok: replies.filter(reply => reply.statuscode === 0),
      failed: replies.filter(reply => reply.statuscode !== 0),
      noResponse: exchange ? this.#tally.missing() : [],
      unexpected: this.#unexpected,
      discoveredLate: [...(audience?.late() ?? [])].sort(),
      unreadable: exchange?.unreadable ?? [],
      repeated: audience?.discovery.repeated ?? [],
      stats: this.#stats(audience, exchange),
    };
  }

  #stats(audience: Audience | undefined, exchange: Exchange | undefined): CallStats {
    const { wall, late } = this.#started;
    const discovery = audience?.discovery ?? NOBODY;
    const refusals = addCounts(discovery.refusals, exchange?.refusals ?? {});
    const agentMs = exchange?.elapsedMs ?? 0;
    return {
      startTime: wall,
      discoveryMs: discovery.elapsedMs,
      agentMs,
      totalMs: discovery.elapsedMs + agentMs,
      discovered: discovery.nodes.length,
      responses: this.#arrivals.items.length,
      duplicates: this.#duplicates,
      late: this.context.late.count - late,
      refused: discovery.refused + (exchange?.refused ?? 0),
      refusals,
    };
  }
}

function addCounts(some: Refusals, more: Refusals): Refusals {
  const sum: Record<string, number> = { ...some };
  for (const [reason, count] of Object.entries(more)) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}
