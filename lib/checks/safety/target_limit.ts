// How many hosts a run may change: all of its calls together, each host counted once.
import { EMPTY_FILTER } from '../../mcollective/filter';
import type { DiscoverOptions } from '../../rpc/discovery';
import type { FleetPort } from '../fleet_port';
import { TooManyTargets } from './errors';

export class TargetLimit {
  readonly #touched = new Set<string>();
  #everybody: Promise<number> | undefined;
  #last: Promise<void> = Promise.resolve();

  /** `limit` is `10`, `10%` or undefined: any number. */
  constructor(private readonly limit: string | undefined) {}

  /** Hosts that were changed, or may have been, sorted. */
  get touched(): readonly string[] {
    return [...this.#touched].sort();
  }

  /**
   * Takes these hosts for touched. Throws TooManyTargets when they would be too many, and then takes none of them.
   * A percentage is one of all hosts that answer discovery, asked once, rounded down.
   */
  take(hosts: Iterable<string>, fleet: Pick<FleetPort, 'ping'>, options: DiscoverOptions): Promise<void> {
    // One after the other: two at once would each not see the other.
    const taken = this.#last.then(() => this.#take(hosts, fleet, options));
    this.#last = taken.catch(() => {});
    return taken;
  }

  async #take(
    hosts: Iterable<string>,
    fleet: Pick<FleetPort, 'ping'>,
    options: DiscoverOptions,
  ): Promise<void> {
    const all = new Set([...this.#touched, ...hosts]);
    if (this.limit !== undefined && all.size > this.#touched.size) {
      const { allowed, everybody } = await this.#allowed(this.limit, fleet, options);
      if (all.size > allowed) throw new TooManyTargets([...all].sort(), this.limit, allowed, everybody);
    }
    for (const host of all) this.#touched.add(host);
  }

  async #allowed(limit: string, fleet: Pick<FleetPort, 'ping'>, options: DiscoverOptions) {
    if (!limit.endsWith('%')) return { allowed: Number(limit) };
    this.#everybody ??= fleet
      .ping(EMPTY_FILTER, options)
      .result()
      .then(({ nodes }) => nodes.length);
    const everybody = await this.#everybody;
    return { allowed: Math.floor((everybody * Number.parseInt(limit, 10)) / 100), everybody };
  }
}
