// Who is going to be asked, and how that is known.
import type { Filter } from '../mcollective/filter';
import { type DiscoverOptions, Discovery } from './discovery';
import { isRegex } from './names';
import type { DiscoveryResult } from './reply';
import type { RpcContext } from './rpc_context';

export interface Audience {
  readonly discovery: DiscoveryResult;
  /** The nodes were named, or only some of those that match are meant: address them one by one and nobody else. */
  readonly chosen: boolean;
  /** Nodes that matched too late to be asked, as known by now. */
  late(): readonly string[];
}

/**
 * Finds the nodes of a filter. Of `list`, when given, those that match; without network when the list, or a filter of
 * plain identities (and at most the agent `ownAgent`), says it all.
 */
export async function findAudience(
  context: RpcContext,
  filter: Filter,
  options: DiscoverOptions,
  list?: readonly string[],
  ownAgent?: string,
): Promise<Audience> {
  const named = namedNodes(filter, list);
  if (named && !options.verify && hasOnlyNames(filter, ownAgent)) {
    return given(named.slice(0, options.limit), list ? 'list' : 'identities');
  }
  const discovery = startDiscovery(context, filter, options, list, ownAgent);
  const result = await discovery.result();
  const chosen = list !== undefined || options.limit !== undefined;
  return { discovery: result, chosen, late: () => discovery.late };
}

/** Asks the nodes themselves, whatever is known. */
export function startDiscovery(
  context: RpcContext,
  filter: Filter,
  options: DiscoverOptions,
  list?: readonly string[],
  ownAgent?: string,
): Discovery {
  const nodes = namedNodes(filter, list);
  const scope = nodes && { nodes, allExpected: hasOnlyNames(filter, ownAgent) };
  return new Discovery(context, filter, options, scope);
}

function given(nodes: readonly string[], method: 'list' | 'identities'): Audience {
  const discovery = {
    nodes: [...nodes].sort(),
    elapsedMs: 0,
    method,
    repeated: [],
    refused: 0,
    refusals: {},
  };
  return { discovery, chosen: true, late: () => [] };
}

/** Nobody else can be meant: the nodes of the list, of the filter, or of both; undefined when neither names any. */
function namedNodes(filter: Filter, list: readonly string[] | undefined): readonly string[] | undefined {
  const { identity } = filter;
  const plain = identity.length > 0 && !identity.some(isRegex);
  if (!list) return plain ? [...new Set(identity)] : undefined;
  return plain ? list.filter(name => identity.includes(name)) : list;
}

/** True when being one of the named nodes is all the filter asks for: no node has to be asked. */
function hasOnlyNames({ fact, cf_class, agent, identity, compound }: Filter, ownAgent?: string): boolean {
  const conditions = fact.length + cf_class.length + compound.length;
  const otherAgents = agent.filter(name => name !== ownAgent).length;
  return conditions + otherAgents === 0 && !identity.some(isRegex);
}
