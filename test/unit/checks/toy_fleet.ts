// A fleet of objects for tests of checks: no broker and no time, nodes that do as they are told, and a list of calls.
import type { CheckContext, Metric } from '../../../lib/checks/check_context';
import type { FleetPort } from '../../../lib/checks/fleet_port';
import { HostMemory } from '../../../lib/checks/host_memory';
import { sendUndo } from '../../../lib/checks/safety/undo_calls';
import { UndoRegistry } from '../../../lib/checks/undo_registry';
import { type Filter, makeFilter } from '../../../lib/mcollective/filter';
import { matches } from '../../../lib/mcollective/filter_match';
import type { Fleet } from '../../../lib/rpc/fleet';
import type { CallResult, DiscoveryResult, Plain, Reply } from '../../../lib/rpc/reply';

/** What an agent answers; undefined is silence. */
export interface ToyReply {
  readonly statuscode?: number;
  readonly statusmsg?: string;
  readonly data?: Record<string, Plain>;
}

export type ToyAgent = (action: string, args: Record<string, unknown>) => ToyReply | undefined;

export interface ToyNode {
  readonly agents: Record<string, ToyAgent>;
  readonly classes?: readonly string[];
  readonly facts?: Record<string, string>;
  /** Answers discovery when it is over. */
  readonly late?: boolean;
}

export class ToyFleet {
  /** `iptables block web1 web2`, in order. */
  readonly calls: string[] = [];
  readonly metrics: Metric[] = [];
  readonly remarks: string[] = [];
  /** Secrets. */
  readonly hidden: string[] = [];
  /** The time; sleeping passes it. */
  ms = 0;
  discoveries = 0;
  /** Answers to discovery that nobody can verify. */
  unverified = 0;

  constructor(readonly nodes: Record<string, ToyNode>) {}

  get context(): CheckContext {
    return {
      fleet: async () => this as unknown as Fleet,
      callOptions: () => ({}),
      discoverOptions: () => ({}),
      undo: this.undo,
      hosts: this.memory,
      measure: metric => this.metrics.push(metric),
      observe: (_observation, ask) => ask({ timeoutMs: 1000, signal: new AbortController().signal }),
      remainingMs: 60_000,
      now: () => this.ms,
      wallClock: () => this.ms,
      sleep: async ms => {
        this.ms += ms;
      },
      remark: sentence => this.remarks.push(sentence),
      hide: secret => this.hidden.push(secret),
    };
  }

  readonly undo = new UndoRegistry({
    send: (call, hosts, limits) => sendUndo(this as unknown as FleetPort, call, hosts, limits),
  });
  readonly memory = new HostMemory();

  agent(name: string): ToyClient {
    return new ToyClient(this, name, undefined);
  }

  async discover(filter: Filter): Promise<DiscoveryResult> {
    const { identity } = filter;
    if (identity.length > 0 && JSON.stringify(filter) === JSON.stringify(makeFilter({ identity }))) {
      return found([...identity].sort(), this.unverified);
    }
    return found(this.matching(filter, false), this.unverified);
  }

  ping(filter: Filter) {
    return {
      result: async () => found(this.matching(filter, false), this.unverified),
      late: this.matching(filter, true),
    };
  }

  matching(filter: Filter, late: boolean): string[] {
    this.discoveries += 1;
    return Object.entries(this.nodes)
      .filter(([identity, node]) => {
        const { classes = [], facts = {}, agents } = node;
        const subject = { identity, classes, facts, agents: Object.keys(agents) };
        return (node.late ?? false) === late && matches(filter, subject as never);
      })
      .map(([identity]) => identity)
      .sort();
  }
}

class ToyClient {
  constructor(
    private readonly fleet: ToyFleet,
    readonly name: string,
    private nodes: readonly string[] | undefined,
  ) {}

  on(nodes: Iterable<string>): ToyClient {
    return new ToyClient(this.fleet, this.name, [...nodes]);
  }

  async discover(): Promise<DiscoveryResult> {
    this.nodes = this.fleet.matching(makeFilter({ agent: [this.name] }), false);
    return found(this.nodes, this.fleet.unverified);
  }

  call(action: string, args: Record<string, unknown>) {
    const nodes = this.nodes ?? [];
    this.fleet.calls.push([this.name, action, ...nodes].join(' '));
    const replies: Reply[] = [];
    for (const sender of nodes) {
      const answer = this.fleet.nodes[sender]?.agents[this.name]?.(action, args);
      if (answer) replies.push(makeReply(sender, answer));
    }
    return { result: async () => resultOf(this.name, action, nodes, replies) };
  }
}

function found(nodes: readonly string[], refused: number): DiscoveryResult {
  return { nodes, elapsedMs: 1, method: 'mc', repeated: [], refused, refusals: {} };
}

function makeReply(sender: string, { statuscode = 0, statusmsg = 'OK', data = {} }: ToyReply): Reply {
  return { sender, statuscode, statusmsg, data, elapsedMs: 1, skewSeconds: 0 };
}

function resultOf(
  agent: string,
  action: string,
  nodes: readonly string[],
  replies: readonly Reply[],
): CallResult {
  const ok = replies.filter(reply => reply.statuscode === 0);
  const failed = replies.filter(reply => reply.statuscode !== 0);
  const noResponse = nodes.filter(node => !replies.some(reply => reply.sender === node)).sort();
  const rest = {
    requestid: '',
    notAsked: [],
    unexpected: [],
    discoveredLate: [],
    unreadable: [],
    repeated: [],
    stats: {} as never,
  };
  return { agent, action, replies, ok, failed, noResponse, ...rest };
}

/** The real agent's manners: a second block or unblock is a failure that says so. */
export function iptables(blocked: Set<string>): ToyAgent {
  return (action, { ipaddr }) => {
    const address = String(ipaddr);
    if (action === 'isblocked') return { data: { blocked: blocked.has(address) } };
    const wanted = action === 'block';
    if (blocked.has(address) === wanted) {
      return { statuscode: 1, statusmsg: `${address} is already ${wanted ? 'blocked' : 'unblocked'}` };
    }
    if (wanted) blocked.add(address);
    else blocked.delete(address);
    return { data: { output: true, blocked: wanted } };
  };
}

/** What `promise` rejects with; fails the test when it does not. */
export async function rejection<T extends Error>(promise: Promise<unknown>): Promise<T> {
  try {
    await promise;
  } catch (error) {
    return error as T;
  }
  throw new Error('nothing was thrown');
}
