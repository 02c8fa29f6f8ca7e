// The registry of discovery methods. Every loader is a literal import: bundlers see it, and a method costs nothing until
// it is used.
import type { Filter } from '../../mcollective/filter';
import { ASKING, type DiscoveryMethod, type FilterKind } from './discovery_method';
import { FilterNotSupported, UnknownDiscoveryMethod } from './errors';

const METHODS: Readonly<Record<string, () => Promise<DiscoveryMethod>>> = {
  flatfile: async () => (await import('./flatfile')).flatfile,
  stdin: async () => (await import('./stdin')).stdin,
  external: async () => (await import('./external')).external,
  registration: async () => (await import('./registration')).registration,
};

export const DISCOVERY_METHOD_NAMES: readonly string[] = [ASKING, ...Object.keys(METHODS)];

/** Throws UnknownDiscoveryMethod. */
export function checkMethodName(name: string): void {
  if (!DISCOVERY_METHOD_NAMES.includes(name)) throw new UnknownDiscoveryMethod(name, DISCOVERY_METHOD_NAMES);
}

/** A method other than `mc` that can use this filter. Throws UnknownDiscoveryMethod and FilterNotSupported. */
export async function loadDiscoveryMethod(
  name: string,
  filter: Filter,
  ownAgent: string | undefined,
): Promise<DiscoveryMethod> {
  const load = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (!load) throw new UnknownDiscoveryMethod(name, DISCOVERY_METHOD_NAMES);
  const method = await load();
  const known: readonly string[] = method.capabilities;
  const foreign = kindsOf(filter, ownAgent).find(kind => !known.includes(kind));
  if (foreign) throw new FilterNotSupported(name, foreign, method.capabilities);
  return method;
}

function kindsOf(filter: Filter, ownAgent: string | undefined): (FilterKind | 'compound (-S)')[] {
  const { fact, cf_class, agent, identity, compound } = filter;
  return [
    ...(compound.length > 0 ? (['compound (-S)'] as const) : []),
    ...(fact.length > 0 ? (['fact'] as const) : []),
    ...(cf_class.length > 0 ? (['class'] as const) : []),
    ...(agent.some(name => name !== ownAgent) ? (['agent'] as const) : []),
    ...(identity.length > 0 ? (['identity'] as const) : []),
  ];
}
