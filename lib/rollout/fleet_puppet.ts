// Puppet on the nodes of a real fleet, each asked by the agent it has: MCollective's `puppet`, or the older `puppetd`.
import type { RubyValue } from '../marshal/values';
import type { CallOptions } from '../rpc/call';
import type { DiscoverOptions } from '../rpc/discovery';
import type { CallResult, Plain, Reply } from '../rpc/reply';
import type { Clock } from '../util/clock';
import { findPuppets, type WaysToFind } from './find_puppets';
import type { PuppetPort, PuppetStatus, RunResult, StartAnswer } from './puppet_port';

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
    return reply && readResult(reply.data);
  }

  // Answers that are OK, of either agent.
  async #ask(nodes: readonly string[], action: string, signal: AbortSignal | undefined): Promise<Reply[]> {
    const older = nodes.filter(node => this.#legacy.has(node));
    const newer = nodes.filter(node => !this.#legacy.has(node));
    const parts = await Promise.all([
      this.#askAgent('puppet', newer, action, signal),
      this.#askAgent('puppetd', older, action, signal),
    ]);
    return parts.flat();
  }

  async #askAgent(
    agent: PuppetAgentName,
    nodes: readonly string[],
    action: string,
    signal: AbortSignal | undefined,
  ): Promise<readonly Reply[]> {
    if (nodes.length === 0) return [];
    const call = this.options.agent(agent).on(nodes).call(action, {}, this.#callOptions(signal));
    return (await call.result()).ok;
  }

  #callOptions(signal: AbortSignal | undefined): CallOptions {
    const { timeoutMs, ttl } = this.options;
    return { timeoutMs, ...(ttl !== undefined && { ttl }), ...(signal && { signal }) };
  }
}

type Fields = Readonly<Record<string, Plain>>;

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

/** From `last_run_summary` of either agent; undefined when it does not say. */
export function readResult(data: Fields): RunResult | undefined {
  const resources = fields(data.resources);
  const legacy = data.resources === undefined || data.resources === null ? undefined : 0;
  const failed = count(data.failed_resources) ?? count(resources.failed) ?? legacy;
  const total = count(data.total_resources) ?? count(resources.total) ?? legacy;
  if (failed === undefined || total === undefined) return undefined;
  const changed = count(data.changed_resources) ?? count(resources.changed) ?? 0;
  return { failed, total, changed, seconds: count(data.total_time) ?? count(fields(data.time).total) };
}

function flag(value: Plain | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 0 || value === 1 ? value === 1 : undefined;
}

function count(value: Plain | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function fields(value: Plain | undefined): Fields {
  const isMap =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
  return isMap ? (value as Fields) : {};
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
