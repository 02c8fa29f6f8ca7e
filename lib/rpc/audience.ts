// Who is going to be asked, and how that is known.
import type { Filter } from '../mcollective/filter';
import { type DiscoverOptions, Discovery } from './discovery';
import { ASKING, type MethodChoice } from './discovery_methods/discovery_method';
import { isRegex } from './names';
import { chooseNodes } from './node_limit';
import type { DiscoveryResult } from './reply';
import type { RpcContext } from './rpc_context';

export interface Audience {
  readonly discovery: DiscoveryResult;
  /** In the order in which they are asked: as they answered, or as their list has them. */
  readonly nodes: readonly string[];
  /** The nodes were named, or only some of those that match are meant: address them one by one and nobody else. */
  readonly chosen: boolean;
  /** Nodes that matched too late to be asked, as known by now. */
  late(): readonly string[];
}

/**
 * Finds the nodes of a filter. Of `list`, when given, those that match; without network when the list, or a filter of
 * plain identities (and at most the agent `ownAgent`), says it all, or when another method knows. Throws the errors of
 * discovery methods, and BadNodeCount.
 */
export async function findAudience(
  context: RpcContext,
  filter: Filter,
  options: DiscoverOptions,
  list?: readonly string[],
  ownAgent?: string,
): Promise<Audience> {
  const { method } = options;
  if (method && method.name !== ASKING) {
    const audience = await lookUp(context, filter, { ...options, method }, ownAgent);
    return limited(list ? among(list, audience) : audience, options);
  }
  const named = namedNodes(filter, list);
  if (named && !options.verify && hasOnlyNames(filter, ownAgent)) {
    return limited(given(named, list ? 'list' : 'identities'), options);
  }
  const discovery = startDiscovery(context, filter, options, list, ownAgent);
  const result = await discovery.result();
  const late = (): readonly string[] => discovery.late;
  return limited({ discovery: result, nodes: discovery.found, chosen: list !== undefined, late }, options);
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

// From what is written somewhere; loaded only by those who want it.
async function lookUp(
  context: RpcContext,
  filter: Filter,
  options: DiscoverOptions & { readonly method: MethodChoice },
  ownAgent: string | undefined,
): Promise<Audience> {
  const { loadDiscoveryMethod } = await import('./discovery_methods');
  const { name, options: words = [], input } = options.method;
  const method = await loadDiscoveryMethod(name, filter, ownAgent);
  const began = context.clock.monotonic();
  const { capMs: timeoutMs, signal } = options;
  const query = { options: words, ownAgent, timeoutMs, signal, input, context };
  const { nodes, remarks } = await method.find(filter, query);
  const elapsedMs = context.clock.monotonic() - began;
  const audience = given(nodes, name);
  return { ...audience, discovery: { ...audience.discovery, elapsedMs, remarks } };
}

function given(nodes: readonly string[], method: string): Audience {
  const discovery = {
    nodes: [...nodes].sort(),
    elapsedMs: 0,
    method,
    repeated: [],
    refused: 0,
    refusals: {},
  };
  return { discovery, nodes, chosen: true, late: () => [] };
}

function among(list: readonly string[], audience: Audience): Audience {
  return withNodes(
    audience,
    audience.nodes.filter(node => list.includes(node)),
  );
}

// Those left out are not missed.
function limited(audience: Audience, options: DiscoverOptions): Audience {
  if (options.limit === undefined) return audience;
  const nodes = chooseNodes(audience.nodes, options);
  return { ...withNodes(audience, nodes), chosen: true, late: () => [] };
}

function withNodes(audience: Audience, nodes: readonly string[]): Audience {
  return { ...audience, nodes, discovery: { ...audience.discovery, nodes: [...nodes].sort() } };
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
