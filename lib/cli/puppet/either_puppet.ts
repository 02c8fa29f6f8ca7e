// Both Puppet agents of MCollective asked as one: answers of the older `puppetd` in the words of `puppet`.
import type { RubyValue } from '../../marshal/values';
import { findPuppets, type WaysToFind } from '../../rollout/find_puppets';
import type { AgentClient } from '../../rpc/agent_client';
import type { Call, CallOptions } from '../../rpc/call';
import type { DiscoverOptions } from '../../rpc/discovery';
import type { Fleet } from '../../rpc/fleet';
import type { CallResult, DiscoveryResult, Reply } from '../../rpc/reply';
import type { AskedAgent } from '../call_agent';
import type { WatchedCall } from '../watch_call';
import { fromPuppetd, refusedByPuppetd } from './puppetd_answers';

type Arguments = Record<string, RubyValue>;

export class EitherPuppet implements AskedAgent {
  #modern: readonly string[] = [];
  #legacy: readonly string[] = [];
  #found: DiscoveryResult | undefined;

  constructor(
    private readonly fleet: Pick<Fleet, 'agent'>,
    private readonly client: AgentClient,
    private readonly ways: WaysToFind,
  ) {}

  get filter(): AgentClient['filter'] {
    return this.client.filter;
  }

  async discover(options: DiscoverOptions = {}): Promise<DiscoveryResult> {
    const { found, legacy } = await findPuppets(this.ways, options);
    this.#modern = found.nodes.filter(node => !legacy.has(node));
    this.#legacy = found.nodes.filter(node => legacy.has(node));
    this.#found = found;
    return found;
  }

  call(action: string, args: Arguments = {}, options: CallOptions = {}): WatchedCall {
    if (!this.#found) return this.client.call(action, args, options);
    const refusal = refusedByPuppetd(action, args);
    const calls: Call[] = [];
    if (this.#modern.length > 0 || this.#legacy.length === 0)
      calls.push(this.fleet.agent('puppet').on(this.#modern).call(action, args, options));
    if (this.#legacy.length > 0 && refusal === undefined) {
      const oldArgs = action === 'runonce' && args.force === true ? { forcerun: true } : {};
      calls.push(this.fleet.agent('puppetd').on(this.#legacy).call(action, oldArgs, options));
    }
    const refused = refusal === undefined ? [] : this.#legacy.map(node => madeUp(node, refusal));
    return new CallOfBoth(action, calls, refused, this.#found);
  }
}

class CallOfBoth implements WatchedCall {
  constructor(
    private readonly action: string,
    private readonly calls: readonly Call[],
    private readonly refused: readonly Reply[],
    private readonly found: DiscoveryResult,
  ) {}

  async result(): Promise<CallResult> {
    return this.#merge(await Promise.all(this.calls.map(call => call.result())));
  }

  soFar(): CallResult {
    return this.#merge(this.calls.map(call => call.soFar()));
  }

  // Counted for the progress only, so that their order between the agents does not matter.
  async *[Symbol.asyncIterator](): AsyncIterator<Reply> {
    yield* this.refused;
    for (const call of this.calls) yield* call;
  }

  #merge(results: readonly CallResult[]): CallResult {
    const translated = results.map(result => ({
      ...result,
      replies: result.replies.map(reply =>
        result.agent === 'puppetd' ? fromPuppetd(this.action, reply) : reply,
      ),
    }));
    const replies = [...translated.flatMap(result => result.replies), ...this.refused];
    const all = <K extends keyof CallResult>(key: K): CallResult[K][] => results.map(result => result[key]);
    const sum = (key: 'duplicates' | 'late' | 'refused'): number =>
      results.reduce((total, { stats }) => total + stats[key], 0);
    const longest = (key: 'agentMs' | 'totalMs'): number =>
      Math.max(0, ...results.map(({ stats }) => stats[key]));
    const [first] = results;
    return {
      agent: 'puppet',
      action: this.action,
      requestid: first?.requestid ?? '',
      replies,
      ok: replies.filter(reply => reply.statuscode === 0),
      failed: replies.filter(reply => reply.statuscode !== 0),
      noResponse: all('noResponse').flat().sort(),
      notAsked: all('notAsked').flat().sort(),
      unexpected: all('unexpected').flat(),
      discoveredLate: all('discoveredLate').flat().sort(),
      unreadable: all('unreadable').flat(),
      repeated: this.found.repeated,
      stats: {
        startTime: first?.stats.startTime ?? 0,
        discoveryMs: this.found.elapsedMs,
        agentMs: longest('agentMs'),
        totalMs: this.found.elapsedMs + longest('totalMs'),
        discovered: this.found.nodes.length,
        responses: replies.length,
        duplicates: sum('duplicates'),
        late: sum('late'),
        refused: this.found.refused + sum('refused'),
        refusals: refusalsOf([this.found, ...results.map(({ stats }) => stats)]),
      },
    };
  }
}

function refusalsOf(parts: readonly Pick<DiscoveryResult, 'refusals'>[]): DiscoveryResult['refusals'] {
  const total: Record<string, number> = {};
  for (const { refusals } of parts)
    for (const [reason, count] of Object.entries(refusals)) total[reason] = (total[reason] ?? 0) + count;
  return total;
}

function madeUp(sender: string, statusmsg: string): Reply {
  return { sender, statuscode: 1, statusmsg, data: {}, elapsedMs: 0, skewSeconds: 0 };
}
