// Puppet on the nodes of a real fleet, each asked by the agent it has: MCollective's `puppet`, or the older `puppetd`.
import type { RubyValue } from '../marshal/values';
import type { CallOptions } from '../rpc/call';
import type { DiscoverOptions } from '../rpc/discovery';
import type { CallResult, Reply } from '../rpc/reply';
import type { Clock } from '../util/clock';
import { findPuppets, type WaysToFind } from './find_puppets';
import type { PuppetPort, PuppetStatus, RunResult, StartAnswer } from './puppet_port';
import { count, type Fields, flag, readResult, tellsVerdict } from './run_result';

/** What is needed of lib/rpc's AgentClient. */
export interface PuppetAgent {
  on(nodes: Iterable<string>): PuppetAgent;
  call(
    action: string,
    args?: Record<string, RubyValue>,
    options?: CallOptions,
  ): { result(): Promise<CallResult> };
}

export interface FleetPuppetOptions {
  readonly ways: WaysToFind;
  /** A client without any filter: nodes that are known are not looked for again. */
  readonly agent: (agent: PuppetAgentName) => PuppetAgent;
  readonly discover: DiscoverOptions;
  /** Time for answers, ms. */
  readonly timeoutMs: number;
  readonly ttl?: number | undefined;
  /** Inputs of `runonce`, as the agent `puppet` names them; the older one knows none of them. */
  readonly runOptions: Readonly<Record<string, string | boolean>>;
  readonly clock: Clock;
}

export type PuppetAgentName = 'puppet' | 'puppetd';

/** The clock of the node that answered was read to the second, ours is translated to it. */
const CLOCK_SLACK_S = 2;

export class FleetPuppet implements PuppetPort {
  readonly #legacy = new Set<string>();

  constructor(private readonly options: FleetPuppetOptions) {}

  async discover(signal?: AbortSignal): Promise<readonly string[]> {
    const { ways, discover } = this.options;
    const { found, legacy } = await findPuppets(ways, { ...discover, ...(signal && { signal }) });
    for (const node of found.nodes) {
      if (legacy.has(node)) this.#legacy.add(node);
      else this.#legacy.delete(node);
    }
    return found.nodes;
  }

  async status(nodes: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, PuppetStatus>> {
    const replies = await this.#ask(nodes, 'status', signal);
    return new Map(
      replies.flatMap(reply => {
        const status = readStatus(reply, this.options.clock);
        return status ? [[reply.sender, status] as const] : [];
      }),
    );
  }

  async start(node: string, signal?: AbortSignal): Promise<StartAnswer> {
    const legacy = this.#legacy.has(node);
    const { runOptions } = this.options;
    const names = Object.keys(runOptions).filter(name => name !== 'force');
    if (legacy && names.length > 0)
      return { kind: 'refused', why: `its agent puppetd knows no ${names.join(', no ')}` };
    const args = legacy ? { forcerun: true } : { ...runOptions };
    const agent = this.options.agent(legacy ? 'puppetd' : 'puppet').on([node]);
    const [reply] = (await agent.call('runonce', args, this.#callOptions(signal)).result()).replies;
    if (!reply) return { kind: 'silent' };
    if (reply.statuscode !== 0) return { kind: 'refused', why: oneLine(reply.statusmsg) };
    return { kind: 'started', initiatedAt: this.#initiatedAt(reply) };
  }

  // puppetd does not tell: by our clock then, as far as it differs from that of the node.
  #initiatedAt({ data, skewSeconds }: Reply): number {
    const told = count(data.initiated_at);
    if (told !== undefined && told > 0) return told;
    return Math.floor(this.options.clock.now() / 1000 + skewSeconds) - CLOCK_SLACK_S;
  }

  async result(node: string, signal?: AbortSignal): Promise<RunResult | undefined> {
    const [reply] = await this.#ask([node], 'last_run_summary', signal);
    if (!reply || this.#legacy.has(node) || tellsVerdict(reply.data)) return reply && this.#read(reply.data);
    const [longer] = await this.#ask([node], 'last_run_summary', signal, { logs: true });
    return this.#read((longer ?? reply).data);
  }

  #read(data: Fields): RunResult | undefined {
    const { environment } = this.options.runOptions;
    return readResult(data, typeof environment === 'string' ? environment : undefined);
  }

  // Answers that are OK, of either agent.
  async #ask(
    nodes: readonly string[],
    action: string,
    signal: AbortSignal | undefined,
    args: Record<string, RubyValue> = {},
  ): Promise<Reply[]> {
    const older = nodes.filter(node => this.#legacy.has(node));
    const newer = nodes.filter(node => !this.#legacy.has(node));
    const parts = await Promise.all([
      this.#askAgent('puppet', newer, action, args, signal),
      this.#askAgent('puppetd', older, action, {}, signal),
    ]);
    return parts.flat();
  }

  async #askAgent(
    agent: PuppetAgentName,
    nodes: readonly string[],
    action: string,
    args: Record<string, RubyValue>,
    signal: AbortSignal | undefined,
  ): Promise<readonly Reply[]> {
    if (nodes.length === 0) return [];
    const call = this.options.agent(agent).on(nodes).call(action, args, this.#callOptions(signal));
    return (await call.result()).ok;
  }

  #callOptions(signal: AbortSignal | undefined): CallOptions {
    const { timeoutMs, ttl } = this.options;
    return { timeoutMs, ...(ttl !== undefined && { ttl }), ...(signal && { signal }) };
  }
}

/** Undefined for an answer that does not tell. Both agents tell `enabled` and `lastrun`. */
export function readStatus(
  { data, skewSeconds }: Reply,
  clock: Pick<Clock, 'now'>,
): PuppetStatus | undefined {
  const enabled = flag(data.enabled);
  const applying = flag(data.applying) ?? flag(data.running);
  const lastrun = count(data.lastrun);
  if (enabled === undefined || applying === undefined || lastrun === undefined) return undefined;
  const since = count(data.since_lastrun) ?? clock.now() / 1000 + skewSeconds - lastrun;
  const message = data.disable_message;
  return {
    enabled,
    applying,
    lastrun,
    disableMessage: typeof message === 'string' ? oneLine(message) : '',
    sinceLastrun: Math.max(0, Math.round(since)),
  };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
