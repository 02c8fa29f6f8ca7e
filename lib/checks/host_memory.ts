// Which hosts matched a filter earlier in this run: one that is no longer heard of is missed, not forgotten; and who
// was found a moment ago need not be looked for again.
import type { Filter } from '../mcollective/filter';

/** Who was found a moment ago. */
export interface RecentHosts {
  /** Everybody who has matched in this run, sorted. */
  readonly nodes: readonly string[];
  /** Nodes that matched after discovery had ended. */
  late(): readonly string[];
}

interface Remembered {
  readonly hosts: Set<string>;
  /** Milliseconds of the context's clock. */
  foundAt: number;
  late(): readonly string[];
}

/** Whoever comes to life meanwhile is asked a little later; whoever dies meanwhile is asked, and missed. */
const FRESH_MS = 10_000;

export class HostMemory {
  readonly #filters = new Map<string, Remembered>();

  /** `nodes` and whoever matched before, sorted. */
  join(filter: Filter, nodes: readonly string[]): readonly string[] {
    const known = this.#filters.get(keyOf(filter));
    const hosts = new Set([...(known?.hosts ?? []), ...nodes]);
    this.#filters.set(keyOf(filter), { foundAt: Number.NEGATIVE_INFINITY, late: () => [], ...known, hosts });
    return [...hosts].sort();
  }

  /** Notes that discovery for the filter has just ended, without a doubt. */
  found(filter: Filter, late: () => readonly string[], now: number): void {
    const known = this.#filters.get(keyOf(filter));
    if (known) Object.assign(known, { foundAt: now, late });
  }

  /** Undefined when it was too long ago, or never. */
  recent(filter: Filter, now: number): RecentHosts | undefined {
    const known = this.#filters.get(keyOf(filter));
    if (!known || now - known.foundAt > FRESH_MS) return undefined;
    // Who came too late for the scenario before is in time for this one.
    const nodes = this.join(filter, known.late());
    return { nodes, late: () => known.late().filter(node => !nodes.includes(node)) };
  }
}

// All conditions must hold, so their order is none: two sentences that say the same speak of the same hosts.
const keyOf = ({ fact, cf_class, agent, identity, compound }: Filter): string =>
  JSON.stringify(
    [fact, cf_class, agent, identity, compound].map(part =>
      [...new Set(part.map(condition => JSON.stringify(condition)))].sort(),
    ),
  );
