// Writes down everything a run asks and is answered, as it happens: what was red at 3 a.m. can be looked at later.
import type { Json, Observation } from '../checks/check_context';
import type { AgentPort, CallPort, DiscoveryPort, FleetPort } from '../checks/fleet_port';
import { toPlain } from '../marshal/plain';
import type { RubyValue } from '../marshal/values';
import type { Filter } from '../mcollective/filter';
import type { CallResult, DiscoveryResult, Reply } from '../rpc/reply';
import type { Clock } from '../util/clock';
import { recordFault } from './recorded_fault';
import type { Asked, RecordedCall, RecordedEvent, RecordedFilter, RecordedReply } from './recording';
import type { Surroundings } from './surroundings';
import { type TaggedJson, toTagged } from './tagged_json';

export class Recorder implements Surroundings {
  readonly #startedAt: number;

  /** `write` gets the events in the order in which they ended. */
  constructor(
    private readonly write: (event: RecordedEvent) => void,
    private readonly real: Clock,
  ) {
    this.#startedAt = real.monotonic();
  }

  async fleet(open: () => Promise<FleetPort>): Promise<FleetPort> {
    const at = this.#now();
    try {
      return this.#watched(await open());
    } catch (fault) {
      throw this.#failed({ kind: 'connection' }, at, fault);
    }
  }

  async observe<Answer extends Json>(of: Observation, ask: () => Promise<Answer>): Promise<Answer> {
    const at = this.#now();
    try {
      const answer = await ask();
      this.write({ kind: 'observation', at, done: this.#now(), of, answer });
      return answer;
    } catch (fault) {
      throw this.#failed({ kind: 'observation', of }, at, fault);
    }
  }

  #watched(fleet: FleetPort): FleetPort {
    return {
      agent: name => this.#agent(fleet.agent(name)),
      discover: (filter, options) => this.#discovered(filter, () => fleet.discover(filter, options)),
      ping: (filter, options) => this.#ping(filter, fleet.ping(filter, options)),
    };
  }

  #agent(agent: AgentPort, nodes?: readonly string[]): AgentPort {
    return {
      name: agent.name,
      on: list => {
        const chosen = [...list];
        return this.#agent(agent.on(chosen), chosen);
      },
      discover: options => this.#discovered(agentFilter(agent.name), () => agent.discover(options)),
      call: (action, args = {}, options) => {
        const asked = { agent: agent.name, action, args: recordArguments(args) };
        const call = agent.call(action, args, options);
        const result = this.#called(asked, nodes, call);
        // Whoever does not look at the result must not be told of a fault of ours.
        result.catch(() => {});
        return { result: () => result };
      },
    };
  }

  async #called(asked: CallAsked, nodes: readonly string[] | undefined, call: CallPort): Promise<CallResult> {
    const at = this.#now();
    try {
      const result = await call.result();
      this.write({ ...recordCall(asked, nodes, result), at, done: this.#now() });
      return result;
    } catch (fault) {
      throw this.#failed({ kind: 'call', ...asked }, at, fault);
    }
  }

  // Who answers too late is not known yet when discovery ends, but when somebody asks for it.
  #ping(filter: Filter, discovery: DiscoveryPort): DiscoveryPort {
    const result = this.#discovered(filter, () => discovery.result());
    result.catch(() => {});
    const late = (): readonly string[] => this.#late(filter, discovery.late);
    return {
      result: () => result,
      get late() {
        return late();
      },
    };
  }

  #late(filter: Filter, nodes: readonly string[]): readonly string[] {
    const at = this.#now();
    if (nodes.length > 0) this.write({ kind: 'late', at, done: at, filter: recordFilter(filter), nodes });
    return nodes;
  }

  async #discovered(filter: Filter, ask: () => Promise<DiscoveryResult>): Promise<DiscoveryResult> {
    const at = this.#now();
    const asked = recordFilter(filter);
    try {
      const found = await ask();
      const { nodes, repeated, refused, elapsedMs, method } = found;
      const kept = { nodes, repeated, refused, elapsedMs, method };
      this.write({ kind: 'discovery', at, done: this.#now(), filter: asked, found: kept });
      return found;
    } catch (fault) {
      throw this.#failed({ kind: 'discovery', filter: asked }, at, fault);
    }
  }

  #failed(asked: Asked, at: number, fault: unknown): unknown {
    this.write({ kind: 'fault', at, done: this.#now(), asked, fault: recordFault(fault) });
    return fault;
  }

  #now(): number {
    return Math.round(this.real.monotonic() - this.#startedAt);
  }
}

type CallAsked = Pick<RecordedCall, 'agent' | 'action' | 'args'>;

/** The filter of everybody who has an agent. */
export function agentFilter(name: string): Filter {
  return { fact: [], cf_class: [], agent: [name], identity: [], compound: [] };
}

export function recordFilter({ fact, cf_class, agent, identity, compound }: Filter): RecordedFilter {
  return { fact, cf_class, agent, identity, compound: compound.map(stack => toTagged(toPlain(stack))) };
}

/** Arguments as a recording keeps them. */
export function recordArguments(args: Record<string, RubyValue>): TaggedJson {
  return toTagged(toPlain(hashOf(args)));
}

const hashOf = (args: Record<string, RubyValue>): RubyValue => new Map(Object.entries(args)) as RubyValue;

function recordCall(
  asked: CallAsked,
  nodes: readonly string[] | undefined,
  result: CallResult,
): RecordedCall {
  const { replies, noResponse, notAsked, unreadable, repeated, discoveredLate, requestid, stats } = result;
  return {
    kind: 'call',
    ...asked,
    requestid,
    ...(nodes && { nodes }),
    replies: replies.map(recordReply),
    ...{ noResponse, notAsked, unreadable, repeated, discoveredLate },
    refused: stats.refused,
  };
}

function recordReply({ sender, statuscode, statusmsg, data, elapsedMs, skewSeconds }: Reply): RecordedReply {
  return { sender, statuscode, statusmsg, data: toTagged(data), elapsedMs, skewSeconds };
}
