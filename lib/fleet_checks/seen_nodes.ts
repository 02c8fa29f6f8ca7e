// Which nodes answered a check in the last days, kept in a state file: one that is no longer heard of is missing.
import { createHash } from 'node:crypto';
import type { PluginRun } from '../nagios/plugin';
import { StateFile } from '../nagios/state_file';
import { NodeNotRemembered } from './errors';

const DAY_MS = 24 * 3600 * 1000;
const MAX_NODES = 50_000;

export class SeenNodes {
  readonly #file: StateFile;
  // Epoch ms of the last time.
  #seen = new Map<string, number>();

  /** `subject` tells checks apart that use the usual place. */
  constructor(
    private readonly run: PluginRun,
    private readonly days: number,
    subject: unknown,
  ) {
    const { values, environment } = run;
    const digest = createHash('sha256').update(JSON.stringify(subject)).digest('hex').slice(0, 16);
    const usual = `/var/tmp/fleetspec-${environment.uid}/check_fleet-${digest}.json`;
    this.#file = new StateFile((values['state-file'] as string | undefined) ?? usual, environment.uid);
  }

  /** Throws StateUnusable. */
  async load(): Promise<void> {
    const kept = (await this.#file.read()) as { nodes?: unknown } | undefined;
    const nodes = typeof kept?.nodes === 'object' && kept.nodes !== null ? Object.entries(kept.nodes) : [];
    const since = this.run.clock.now() - this.days * DAY_MS;
    this.#seen = new Map(nodes.filter(([, time]) => typeof time === 'number' && time >= since));
  }

  /** Seen in the last days. */
  get names(): readonly string[] {
    return [...this.#seen.keys()];
  }

  /** Seconds since a node was seen before this run. */
  age(name: string): number | undefined {
    const time = this.#seen.get(name);
    return time === undefined ? undefined : Math.max(0, this.run.clock.now() - time) / 1000;
  }

  /** Throws NodeNotRemembered for the first that is not. */
  forget(names: readonly string[]): void {
    for (const name of names) {
      if (!this.#seen.delete(name)) throw new NodeNotRemembered(name, this.names, this.#file.path);
    }
  }

  /** These were seen now. Throws StateUnusable. */
  async save(names: readonly string[]): Promise<void> {
    const now = this.run.clock.now();
    const nodes = [...new Map([...this.#seen, ...names.map((name): [string, number] => [name, now])])];
    // The youngest, if there is no room for all.
    const kept = nodes.sort(([, a], [, b]) => b - a).slice(0, MAX_NODES);
    await this.#file.write({ nodes: Object.fromEntries(kept) });
  }
}
