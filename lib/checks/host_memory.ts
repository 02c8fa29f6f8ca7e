// Which hosts matched a filter earlier in this run: one that is no longer heard of is missed, not forgotten.
import type { Filter } from '../mcollective/filter';

export class HostMemory {
  readonly #hosts = new Map<string, Set<string>>();

  /** `nodes` and whoever matched before, sorted. */
  join(filter: Filter, nodes: readonly string[]): readonly string[] {
    const key = JSON.stringify([
      filter.fact,
      filter.cf_class,
      filter.agent,
      filter.identity,
      filter.compound,
    ]);
    const known = this.#hosts.get(key) ?? new Set();
    for (const node of nodes) known.add(node);
    this.#hosts.set(key, known);
    return [...known].sort();
  }
}
