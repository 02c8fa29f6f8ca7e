// The fleet as checks see it: what reads goes through, what may change something only where SafeHands permits it.
import type { RubyValue } from '../../marshal/values';
import type { Filter } from '../../mcollective/filter';
import type { CallOptions } from '../../rpc/call';
import type { DiscoverOptions } from '../../rpc/discovery';
import type { CallResult, DiscoveryResult } from '../../rpc/reply';
import type { AgentPort, CallPort, DiscoveryPort, FleetPort } from '../fleet_port';
import type { Change, FreshChange } from '../undo_registry';
import { askConsent } from './plan';
import type { SafeHands } from './safe_hands';
import { asked } from './step_scope';

type Args = Record<string, RubyValue>;

export class GuardedFleet implements FleetPort {
  constructor(
    private readonly fleet: FleetPort,
    private readonly hands: SafeHands,
  ) {}

  agent(name: string): AgentPort {
    return new GuardedAgent(this.fleet, this.fleet.agent(name), this.hands);
  }

  discover(filter: Filter, options?: DiscoverOptions): Promise<DiscoveryResult> {
    return asked(this.fleet.discover(filter, options));
  }

  ping(filter: Filter, options?: DiscoverOptions): DiscoveryPort {
    return this.fleet.ping(filter, options);
  }
}

class GuardedAgent implements AgentPort {
  constructor(
    private readonly fleet: FleetPort,
    private readonly agent: AgentPort,
    private readonly hands: SafeHands,
    private readonly nodes?: readonly string[],
  ) {}

  get name(): string {
    return this.agent.name;
  }

  on(nodes: Iterable<string>): AgentPort {
    const exact = [...nodes];
    return new GuardedAgent(this.fleet, this.agent.on(exact), this.hands, exact);
  }

  discover(options?: DiscoverOptions): Promise<DiscoveryResult> {
    return asked(this.agent.discover(options));
  }

  call(action: string, args: Args = {}, options: CallOptions = {}): CallPort {
    const { undo } = this.hands.options;
    const permission = this.#permit(action);
    if (permission === 'read') this.hands.expectAnswerable();
    if (permission === 'read' || permission === 'undo') return this.#read(action, args, options);
    // What was noted right before is what this call does.
    const changes = undo.takeFresh();
    const result = (async () => {
      try {
        const nodes = await this.#targets();
        if (permission === 'plan') return () => this.#plan(action, args, nodes, changes);
        return () => this.agent.on(nodes).call(action, args, options).result();
      } catch (fault) {
        undo.retract(changes);
        throw fault;
      }
    })().then(send => send());
    asked(result);
    return { result: () => result };
  }

  #read(action: string, args: Args, options: CallOptions): CallPort {
    const call = this.agent.call(action, args, options);
    return { result: () => asked(call.result()) };
  }

  #permit(action: string) {
    try {
      return this.hands.permit(this.name, action);
    } catch (fault) {
      const { undo } = this.hands.options;
      undo.retract(undo.takeFresh());
      throw fault;
    }
  }

  // Exactly the hosts that are counted are asked.
  async #targets(): Promise<readonly string[]> {
    const nodes = this.nodes ?? (await this.agent.discover(this.hands.options.discoverOptions())).nodes;
    await this.hands.take(nodes, this.fleet);
    return nodes;
  }

  async #plan(action: string, args: Args, nodes: readonly string[], changes: readonly FreshChange[]) {
    const { undo, callOptions } = this.hands.options;
    undo.retract(changes);
    const call = { agent: this.name, action, args };
    const hosts = await askConsent(this.fleet, call, nodes, callOptions());
    const undos = changes.map(({ entry }) => howUndone(entry.change.undo));
    this.hands.plan.add({ ...call, hosts, undo: undos.length > 0 ? undos.join('; ') : undefined });
    return asIfDone(this.name, action, nodes);
  }
}

function howUndone(undo: Change['undo']): string {
  if (typeof undo === 'function') return 'code of the step';
  const args = Object.entries(undo.args).map(([name, value]) => ` ${name}=${value}`);
  return `${undo.agent} ${undo.action}${args.join('')}`;
}

/** Every host says yes, and nothing else. */
function asIfDone(agent: string, action: string, nodes: readonly string[]): CallResult {
  const rest = { elapsedMs: 0, skewSeconds: 0, data: {} };
  const ok = nodes.map(sender => ({ sender, statuscode: 0, statusmsg: 'planned', ...rest }));
  const nothing = { requestid: '', failed: [], noResponse: [], notAsked: [], unexpected: [] };
  const counted = { discovered: nodes.length, responses: nodes.length, duplicates: 0, late: 0, refused: 0 };
  const stats = { startTime: 0, discoveryMs: 0, agentMs: 0, totalMs: 0, refusals: {}, ...counted };
  return {
    agent,
    action,
    replies: ok,
    ok,
    ...nothing,
    discoveredLate: [],
    unreadable: [],
    repeated: [],
    stats,
  };
}
