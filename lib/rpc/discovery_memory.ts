// Which nodes matched a filter last time: the next discovery does not stop listening before they have answered.
import type { Filter } from '../mcollective/filter';

// Filters remembered, oldest forgotten first.
const MAX_FILTERS = 64;

export class DiscoveryMemory {
  readonly #nodes = new Map<string, Set<string>>();

  /** Nodes of last time; a copy. */
  recall(filter: Filter): Set<string> {
    return new Set(this.#nodes.get(keyOf(filter)));
  }

  /** Replaces what was known: a node that is gone costs one full wait, not every one from then on. */
  remember(filter: Filter, nodes: Iterable<string>): void {
    // Compound filters hold values that have no plain text form.
    if (filter.compound.length > 0) return;
    this.#nodes.delete(keyOf(filter));
    this.#nodes.set(keyOf(filter), new Set(nodes));
    if (this.#nodes.size > MAX_FILTERS) this.#nodes.delete(this.#nodes.keys().next().value!);
  }

  /** One more, who answered late. */
  add(filter: Filter, node: string): void {
    this.#nodes.get(keyOf(filter))?.add(node);
  }
}

function keyOf({ fact, cf_class, agent, identity }: Filter): string {
  return JSON.stringify([fact, cf_class, agent, identity]);
}
