// Plays a recording: answers what the recorded run was answered, in the order of its questions, and lets time pass as it
// did. Asked more often than recorded, the last answer stands; asked something else, it says so.
import type { Json, Observation } from '../checks/check_context';
import type { AgentPort, FleetPort } from '../checks/fleet_port';
import { type Filter, isEmpty, isRegex } from '../mcollective/filter';
import { describeFilter } from '../rpc/describe_filter';
import type { CallResult, DiscoveryResult, Reply } from '../rpc/reply';
import { NotRecorded } from './errors';
import { reviveFault } from './recorded_fault';
import { agentFilter, recordArguments, recordFilter } from './recorder';
import type {
  Asked,
  RecordedCall,
  RecordedDiscovery,
  RecordedEvent,
  RecordedFilter,
  Recording,
} from './recording';
import type { Surroundings } from './surroundings';
import { fromTagged } from './tagged_json';
import { VirtualClock } from './virtual_clock';

/** `place` among the events, and when it was there. */
type Played<T> = { readonly place: number; readonly done: number } & (
  | { readonly answer: T }
  | { readonly fault: Error }
);

/** What became of one node in one call. */
type Fate =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'silent' }
  | { readonly kind: 'unreadable'; readonly problem: string };

export class Player implements Surroundings {
  readonly clock: VirtualClock;
  readonly #answers = new Map<string, Played<unknown>[]>();
  readonly #late = new Map<string, { readonly place: number; readonly nodes: readonly string[] }[]>();
  /** Of the last event that was played. */
  #place = -1;

  constructor({ head, events }: Recording) {
    this.clock = new VirtualClock(head.startedAt);
    for (const [place, event] of events.entries()) this.#keep(event, place);
  }

  pass(ms: number): void {
    this.clock.reach(this.clock.monotonic() + ms);
  }

  async fleet(): Promise<FleetPort> {
    const refused = this.#take<never>('connection');
    if (refused && 'fault' in refused) throw refused.fault;
    return {
      agent: name => this.#agent(name),
      discover: async filter => discoveryResult(this.#found(filter)),
      ping: filter => {
        const found = this.#attempt(() => this.#found(filter));
        const late = (): readonly string[] => this.#lateFor(filter);
        return {
          result: async () => discoveryResult(found()),
          get late() {
            return late();
          },
        };
      },
    };
  }

  async observe<Answer extends Json>(of: Observation): Promise<Answer> {
    const played = this.#take<Answer>(observationKey(of));
    if (!played) throw new NotRecorded(`${of.kind} ${JSON.stringify(of.question)}`);
    return opened(played);
  }

  // The question is asked once, its answer may be looked at often.
  #attempt<T>(ask: () => T): () => T {
    try {
      const answer = ask();
      return () => answer;
    } catch (fault) {
      return () => {
        throw fault;
      };
    }
  }

  #found(filter: Filter): RecordedDiscovery {
    const played = this.#take<RecordedDiscovery>(discoveryKey(recordFilter(filter)));
    if (played) return opened(played);
    const named = namesOnly(filter);
    if (named) return { ...NOTHING_FOUND, nodes: [...named].sort() };
    throw new NotRecorded(`who is there for ${describeFilter(filter)}`);
  }

  // Those who had answered late when the recorded run had come as far as this one.
  #lateFor(filter: Filter): readonly string[] {
    const known = this.#late.get(discoveryKey(recordFilter(filter))) ?? [];
    return known.filter(({ place }) => place <= this.#place + 1).at(-1)?.nodes ?? [];
  }

  #agent(name: string, nodes?: readonly string[]): AgentPort {
    return {
      name,
      on: list => this.#agent(name, [...new Set(list)].sort()),
      discover: async () => discoveryResult(this.#found(agentFilter(name))),
      call: (action, args = {}) => {
        const answer = this.#attempt(() =>
          this.#call(name, action, callKey(name, action, recordArguments(args)), nodes),
        );
        return { result: async () => answer() };
      },
    };
  }

  #call(agent: string, action: string, key: string, nodes: readonly string[] | undefined): CallResult {
    const question = `${agent} ${action}`;
    const played = this.#take<RecordedCall>(key);
    if (!played) throw new NotRecorded(question);
    const call = opened(played);
    const asked = nodes ?? call.nodes ?? fatesIn(call).map(([node]) => node);
    const fates = new Map(asked.map(node => [node, this.#fateOf(node, key, question)]));
    return callResult(call, fates, this.clock.now());
  }

  #fateOf(node: string, key: string, question: string): Fate {
    const played = this.#take<Fate>(nodeKey(key, node));
    if (!played) throw new NotRecorded(`${question} from ${node}`);
    return opened(played);
  }

  #keep(event: RecordedEvent, place: number): void {
    if (event.kind === 'late') this.#keepLate(discoveryKey(event.filter), place, event.nodes);
    else if (event.kind === 'fault')
      this.#add(askedKey(event.asked), { place, done: event.done, fault: reviveFault(event.fault) });
    else for (const [key, answer] of answersIn(event)) this.#add(key, { place, done: event.done, answer });
  }

  #keepLate(key: string, place: number, nodes: readonly string[]): void {
    this.#late.set(key, [...(this.#late.get(key) ?? []), { place, nodes }]);
  }

  #add(key: string, played: Played<unknown>): void {
    const list = this.#answers.get(key);
    if (list) list.push(played);
    else this.#answers.set(key, [played]);
  }

  #take<T>(key: string): Played<T> | undefined {
    const list = this.#answers.get(key);
    const next = list && list.length > 1 ? list.shift() : list?.[0];
    if (next) {
      this.clock.reach(next.done);
      this.#place = Math.max(this.#place, next.place);
    }
    return next as Played<T> | undefined;
  }
}

function opened<T>(played: Played<T>): T {
  if ('fault' in played) throw played.fault;
  return played.answer;
}

function askedKey(asked: Asked): string {
  if (asked.kind === 'connection') return 'connection';
  if (asked.kind === 'discovery') return discoveryKey(asked.filter);
  if (asked.kind === 'observation') return observationKey(asked.of);
  return callKey(asked.agent, asked.action, asked.args);
}

const callKey = (agent: string, action: string, args: unknown): string =>
  `call ${agent} ${action} ${canonical(args)}`;
const nodeKey = (key: string, node: string): string => `${key} of ${node}`;
const observationKey = ({ kind, question }: Observation): string =>
  `observation ${kind} ${canonical(question)}`;

// The order of the conditions does not count.
function discoveryKey({ fact, cf_class, agent, identity, compound }: RecordedFilter): string {
  const parts = [fact, cf_class, agent, identity, compound];
  return `discovery ${parts.map(part => [...part.map(canonical)].sort().join()).join(' ')}`;
}

/** The answers of an event, each with what it answers; those of a call also node by node. */
function answersIn(event: Exclude<RecordedEvent, { kind: 'late' | 'fault' }>): [string, unknown][] {
  if (event.kind === 'discovery') return [[discoveryKey(event.filter), event.found]];
  if (event.kind === 'observation') return [[observationKey(event.of), event.answer]];
  const key = callKey(event.agent, event.action, event.args);
  return [
    [key, event],
    ...fatesIn(event).map(([node, fate]): [string, unknown] => [nodeKey(key, node), fate]),
  ];
}

/** JSON with keys in order, so that equal questions are equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

const NOTHING_FOUND: RecordedDiscovery = {
  nodes: [],
  repeated: [],
  refused: 0,
  elapsedMs: 0,
  method: 'identities',
};

// Hosts named in a step are not discovered.
function namesOnly(filter: Filter): readonly string[] | undefined {
  const { identity } = filter;
  if (identity.length === 0 || identity.some(isRegex)) return undefined;
  return isEmpty({ ...filter, identity: [] }) ? identity : undefined;
}

function fatesIn(call: RecordedCall): [string, Fate][] {
  const unreadable = new Map(call.unreadable.map(({ sender, problem }) => [sender, problem]));
  const replies = call.replies.map(({ data, ...reply }): [string, Fate] => [
    reply.sender,
    { kind: 'reply', reply: { ...reply, data: (fromTagged(data) ?? {}) as Reply['data'] } },
  ]);
  const others = [...call.noResponse, ...call.notAsked].map((node): [string, Fate] => {
    const problem = unreadable.get(node);
    return [node, problem === undefined ? { kind: 'silent' } : { kind: 'unreadable', problem }];
  });
  return [...replies, ...others];
}

function callResult(call: RecordedCall, fates: ReadonlyMap<string, Fate>, startTime: number): CallResult {
  const replies = [...fates.values()].flatMap(fate => (fate.kind === 'reply' ? [fate.reply] : []));
  const missing = [...fates].filter(([, fate]) => fate.kind !== 'reply').map(([node]) => node);
  const slowest = Math.max(0, ...replies.map(reply => reply.elapsedMs));
  const { agent, action, requestid, repeated, discoveredLate, refused } = call;
  return {
    ...{ agent, action, requestid, replies, repeated, discoveredLate },
    ok: replies.filter(reply => reply.statuscode === 0),
    failed: replies.filter(reply => reply.statuscode !== 0),
    noResponse: missing.sort(),
    notAsked: [],
    unexpected: [],
    unreadable: [...fates].flatMap(([sender, fate]) =>
      fate.kind === 'unreadable' ? [{ sender, problem: fate.problem }] : [],
    ),
    stats: {
      ...{ startTime, discoveryMs: 0, agentMs: slowest, totalMs: slowest, discovered: fates.size },
      ...{ responses: replies.length, duplicates: 0, late: 0, refused, refusals: {} },
    },
  };
}

function discoveryResult({
  nodes,
  repeated,
  refused,
  elapsedMs,
  method,
}: RecordedDiscovery): DiscoveryResult {
  return { nodes, repeated, refused, elapsedMs, method, refusals: {} };
}
