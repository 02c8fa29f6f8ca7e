// The way of one request through the node: decode, ttl, replay, filter, agent, reply-to, action, audit, reply
// (MCollective 2.12, Runner).
//
// Counters move as MCollective's do. Where it drops a request in silence, the reason is counted and logged here.
import { describeError } from '../errors';
import type { RubyValue } from '../marshal/values';
import type { Connector } from '../mcollective/connector';
import { MessageRefused } from '../mcollective/errors';
import { isExpired } from '../mcollective/make_request';
import type { RequestMessage } from '../mcollective/message';
import { replyToProblem } from '../mcollective/reply_destination';
import { parseRpcRequest, type RpcRequest } from '../mcollective/rpc_body';
import type { SecurityProvider } from '../mcollective/security/security_provider';
import type { StompMessage } from '../stomp/connection';
import type { Agent, DropReason, NodeContext } from './agent';
import { auditEntry } from './audit/audit_entry';
import type { DropLog } from './drop_log';
import { isMeant } from './is_meant';
import type { Policies } from './node_policies';
import { ReplySender, type ReplySenderParts } from './reply_sender';
import { RequestQueue } from './request_queue';
import { type ActionResult, runAction } from './run_action';
import { TIMED_OUT, withTimeLimit } from './time_limit';

export interface DispatcherParts extends ReplySenderParts {
  readonly connector: Pick<Connector, 'reply' | 'isReplyTo' | 'encodePayload' | 'decodePayload'>;
  readonly security: Pick<SecurityProvider, 'decodeRequest' | 'encodeReply'>;
  readonly node: NodeContext;
  readonly drops: DropLog;
  readonly policies: Policies;
  readonly queue?: RequestQueue;
}

/** What is known of a request while it is looked at; nothing of it is proven before the hash was. */
type Who = Record<string, unknown>;

export class Dispatcher {
  readonly #queue: RequestQueue;
  readonly #replies: ReplySender;
  readonly #stop = new AbortController();
  /** What would be audited of the running requests if they ended now. */
  readonly #running = new Set<() => void>();

  constructor(private readonly parts: DispatcherParts) {
    this.#queue = parts.queue ?? new RequestQueue();
    this.#replies = new ReplySender(parts);
  }

  /** Takes a frame of a request subscription; it is answered when its turn comes. */
  receive(frame: StompMessage): void {
    this.parts.stats.total++;
    if (this.#queue.offer(() => this.#handle(frame), frame.body.length)) return;
    this.#drop('overloaded', 'too many requests are waiting', senderOf(frame));
  }

  /** Resolves when no request runs or waits. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** Ends what still runs; nothing of it is replied. */
  abort(): void {
    this.#stop.abort();
  }

  /** The same for a process that exits at once: the audit log is told now, nobody will do it later. */
  abandon(): void {
    this.abort();
    for (const audit of this.#running) audit();
    this.#running.clear();
  }

  async #handle(frame: StompMessage): Promise<void> {
    try {
      const request = this.#decode(frame);
      if (!request) return;
      const who = whoOf(request);
      if (this.#hasExpired(request, who) || this.#isRefused(request, who)) return;
      const agent = await this.#findAgent(request, who);
      if (agent) await this.#serve(agent, request, frame.headers['reply-to'], who);
    } catch (error) {
      // A fault of our own: it must not take the daemon with it.
      this.parts.logger.error(`a request could not be handled: ${describeError(error)}`, senderOf(frame));
    }
  }

  #decode(frame: StompMessage): RequestMessage | undefined {
    const { connector, security, stats } = this.parts;
    try {
      const request = security.decodeRequest(connector.decodePayload(frame.body));
      stats.validated++;
      return request;
    } catch (error) {
      if (!(error instanceof MessageRefused)) throw error;
      // MCollective looks at callerid and signed time only after the signature was found good.
      if (error.reason === 'signature') stats.unvalidated++;
      if (error.reason === 'callerid' || error.reason === 'tampered') stats.validated++;
      this.#drop(error.reason, error.what, senderOf(frame));
      return undefined;
    }
  }

  #hasExpired(request: RequestMessage, who: Who): boolean {
    const now = Math.floor(this.parts.clock.now() / 1000);
    if (!isExpired(request, now)) return false;
    this.parts.stats.ttlexpired++;
    const age = now - request.msgtime;
    this.#drop('expired', `it is ${age} seconds old and its ttl is ${request.ttl}; compare the clocks`, who);
    return true;
  }

  // Before the filter, which nobody signed: a copy with another filter must not get through.
  #isRefused(request: RequestMessage, who: Who): boolean {
    const { clock, policies } = this.parts;
    const [now, passed] = [Math.floor(clock.now() / 1000), clock.monotonic() / 1000];
    const refusal = policies.replay.refuse(request, now, passed);
    if (refusal) this.#drop(refusal.reason, refusal.why, who);
    return refusal !== undefined;
  }

  async #findAgent(request: RequestMessage, who: Who): Promise<Agent | undefined> {
    const { node, stats, logger } = this.parts;
    const report = (sentence: string): void => logger.warn(sentence, who);
    const meant = await isMeant(request.filter, node, this.#stop.signal, report);
    if (meant) stats.passed++;
    else stats.filtered++;
    const agent = node.agents.get(request.agent);
    if (!agent) this.#drop('unknown-agent', `there is no agent ${request.agent} here`, who);
    else if (!meant) this.#drop('filtered', 'its filter does not match this node', who);
    return meant ? agent : undefined;
  }

  async #serve(agent: Agent, request: RequestMessage, replyTo: string | undefined, who: Who): Promise<void> {
    if (agent.receive) return this.#hand(agent, request, who);
    if (agent.respond) {
      if (this.#canReply(replyTo, who)) this.#respond(agent, request, replyTo, who);
      return;
    }
    const rpc = this.#parseRpc(request, who);
    if (!rpc || !this.#isFor(request, rpc, who)) return;
    if (rpc.processResults && !this.#canReply(replyTo, who)) return;
    this.parts.logger.debug(`running ${request.agent}#${rpc.action}`, who);
    const body = await this.#run(agent, request, rpc, who);
    if (body && rpc.processResults) this.#replies.send(request, replyTo!, body, who);
  }

  async #run(
    agent: Agent,
    message: RequestMessage,
    request: RpcRequest,
    who: Who,
  ): Promise<RubyValue | undefined> {
    const { node, clock, policies } = this.parts;
    const { authorizer, audit } = policies;
    const began = clock.monotonic();
    const write = ({ verdict, statuscode }: Pick<ActionResult, 'verdict' | 'statuscode'>): void => {
      const [time, durationMs] = [clock.now(), clock.monotonic() - began];
      audit?.write(auditEntry(message, request.action, { verdict, statuscode, durationMs, time }));
    };
    const giveUp = (): void => write({ verdict: 'timeout', statuscode: undefined });
    this.#running.add(giveUp);
    const result = await runAction({
      ...{ agent, message, request, node, clock, authorizer },
      stop: this.#stop.signal,
      auditProblem: () => audit?.problem(),
    });
    if (this.#running.delete(giveUp)) write(result);
    this.#count(result, agent, `${message.agent}#${request.action}`, who);
    return result.body;
  }

  #count({ verdict, why = '' }: ActionResult, agent: Agent, action: string, who: Who): void {
    if (verdict === 'allowed') return;
    const limit = this.#stop.signal.aborted ? 'the daemon stopped' : `more than ${agent.metadata.timeout} s`;
    const reason = verdict === 'timeout' ? `no reply, it took too long (${limit})` : why;
    this.#drop(verdict, `${action}: ${reason}`, who);
  }

  // To an agent that only listens; whatever it waits for, others get their turn.
  async #hand(agent: Agent, request: RequestMessage, who: Who): Promise<void> {
    const { clock, node } = this.parts;
    const { timeout } = agent.metadata;
    const listen = (): Promise<void> => agent.receive!(request, node);
    const end = await withTimeLimit(clock, timeout * 1000, this.#stop.signal, listen);
    if (end === TIMED_OUT) this.#drop('timeout', `${request.agent} took more than ${timeout} s`, who);
  }

  #respond(agent: Agent, request: RequestMessage, replyTo: string | undefined, who: Who): void {
    const body = agent.respond?.(request.body, this.parts.node);
    if (body !== undefined) this.#replies.send(request, replyTo!, body, who);
  }

  #parseRpc(request: RequestMessage, who: Who): RpcRequest | undefined {
    try {
      return parseRpcRequest(request.body);
    } catch (error) {
      if (!(error instanceof MessageRefused)) throw error;
      this.#drop('malformed', error.what, who);
      return undefined;
    }
  }

  // The body is signed whichever the security plugin, the envelope that names the agent is not.
  #isFor({ agent }: RequestMessage, rpc: RpcRequest, who: Who): boolean {
    if (rpc.agent === agent) return true;
    this.#drop('tampered', `its body is for the agent ${rpc.agent}`, who);
    return false;
  }

  #canReply(replyTo: string | undefined, who: Who): boolean {
    const problem = replyToProblem(replyTo, this.parts.connector);
    if (problem) this.#drop('no-reply-to', problem, who);
    return problem === undefined;
  }

  #drop(reason: DropReason, why: string, who: Who): void {
    this.parts.drops.drop(reason, why, who);
  }
}

// Before a message is decoded its sender is only what a header says.
function senderOf(frame: StompMessage): Who {
  return { mc_sender: frame.headers.mc_sender, destination: frame.headers.destination };
}

function whoOf({ agent, callerid, collective, requestid, senderid }: RequestMessage): Who {
  return { agent, callerid, senderid, collective, requestid };
}
