// What checks need of a fleet, and no more: the real one, one that is recorded, one that is played back, one that only
// plans. lib/rpc's Fleet fits as it is.
import type { RubyValue } from '../marshal/values';
import type { Filter } from '../mcollective/filter';
import type { CallOptions } from '../rpc/call';
import type { DiscoverOptions } from '../rpc/discovery';
import type { CallResult, DiscoveryResult } from '../rpc/reply';

export interface FleetPort {
  agent(name: string): AgentPort;
  /** Which nodes match. */
  discover(filter: Filter, options?: DiscoverOptions): Promise<DiscoveryResult>;
  /** The same, and who answers after its end. */
  ping(filter: Filter, options?: DiscoverOptions): DiscoveryPort;
}

export interface AgentPort {
  readonly name: string;
  /** Exactly these nodes. */
  on(nodes: Iterable<string>): AgentPort;
  /** Whoever has the agent. */
  discover(options?: DiscoverOptions): Promise<DiscoveryResult>;
  call(action: string, args?: Record<string, RubyValue>, options?: CallOptions): CallPort;
}

export interface CallPort {
  result(): Promise<CallResult>;
}

export interface DiscoveryPort {
  result(): Promise<DiscoveryResult>;
  /** Nodes that answered after discovery had ended. */
  readonly late: readonly string[];
}
