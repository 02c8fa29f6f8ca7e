// Which nodes have MCollective's agent `puppet`, and which only the older `puppetd`.
import type { DiscoverOptions } from '../rpc/discovery';
import { chooseNodes } from '../rpc/node_limit';
import type { DiscoveryResult } from '../rpc/reply';

/** A way to look for nodes, such as `discover` of lib/rpc's AgentClient. */
export type LookForNodes = (options: DiscoverOptions) => Promise<DiscoveryResult>;

export interface WaysToFind {
  /** Nodes with `puppet`, as filter and lists have it. */
  readonly modern: LookForNodes;
  /** Nodes with the older agent, and perhaps the newer one, too. */
  readonly older: LookForNodes;
  /** Which of these nodes have the agent; they are asked. */
  readonly among: (
    agent: 'puppet' | 'puppetd',
    nodes: readonly string[],
    options: DiscoverOptions,
  ) => Promise<DiscoveryResult>;
}

export interface FoundPuppets {
  /** Of both. */
  readonly found: DiscoveryResult;
  /** Those of them that have only `puppetd`. */
  readonly legacy: ReadonlySet<string>;
}

/** Nodes that are named are all meant, whatever they have; who has neither is taken to have `puppet`, and is missed. */
export async function findPuppets(ways: WaysToFind, options: DiscoverOptions): Promise<FoundPuppets> {
  const { limit, ...how } = options;
  const asking = how.method === undefined || how.method.name === 'mc';
  const [modern, older] = await Promise.all([ways.modern(how), asking ? ways.older(how) : undefined]);
  const all = modern.method === 'mc' && older ? together(modern, older) : await named(ways, modern, how);
  if (limit === undefined) return all;
  const nodes = [...chooseNodes(all.found.nodes, options)].sort();
  return { ...all, found: { ...all.found, nodes } };
}

function together(modern: DiscoveryResult, older: DiscoveryResult): FoundPuppets {
  const having = new Set(modern.nodes);
  const legacy = new Set(older.nodes.filter(node => !having.has(node)));
  const found = {
    ...modern,
    nodes: [...having, ...legacy].sort(),
    elapsedMs: Math.max(modern.elapsedMs, older.elapsedMs),
    repeated: [...new Set([...modern.repeated, ...older.repeated])].sort(),
  };
  return { found, legacy };
}

async function named(
  { among }: WaysToFind,
  found: DiscoveryResult,
  { signal }: DiscoverOptions,
): Promise<FoundPuppets> {
  const how = { verify: true, ...(signal && { signal }) };
  if (found.nodes.length === 0) return { found, legacy: new Set() };
  const modern = new Set((await among('puppet', found.nodes, how)).nodes);
  const others = found.nodes.filter(node => !modern.has(node));
  const older = others.length > 0 ? (await among('puppetd', others, how)).nodes : [];
  return { found, legacy: new Set(older) };
}
