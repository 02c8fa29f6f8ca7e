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
  const named = list ?? plainIdentities(filter);
  if (named && !options.verify && hasOnlyNames(filter, list, ownAgent)) {
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
  const nodes = list ?? plainIdentities(filter);
  const scope = nodes && { nodes, allExpected: hasOnlyNames(filter, list, ownAgent) };
  return new Discovery(context, filter, options, scope);
}

function given(nodes: readonly string[], method: 'list' | 'identities'): Audience {
  const discovery = { nodes: [...nodes].sort(), elapsedMs: 0, method, refused: 0, refusals: {} };
  return { discovery, chosen: true, late: () => [] };
}

/** The identities a filter names, once each; undefined when it names none or has regexes among them. */
function plainIdentities({ identity }: Filter): readonly string[] | undefined {
  if (identity.length === 0 || identity.some(isRegex)) return undefined;
  return [...new Set(identity)];
}

function hasOnlyNames(
  filter: Filter,
  list: readonly string[] | undefined,
  ownAgent: string | undefined,
): boolean {
  const others = filter.fact.length + filter.cf_class.length + filter.compound.length;
  const agents = filter.agent.filter(agent => agent !== ownAgent);
  // A list and identities together are two conditions; only nodes can tell who meets both.
  return others + agents.length === 0 && !(list && filter.identity.length > 0);
}
