// What a check is given to work with: the fleet, its limits in time, and where to note what must be undone.
import type { CallOptions } from '../rpc/call';
import type { DiscoverOptions, Fleet } from '../rpc/fleet';
import type { HostMemory } from './host_memory';
import type { UndoRegistry } from './undo_registry';

/** A number worth graphing, with the limits it was held against. */
export interface Metric {
  readonly label: string;
  readonly value: number;
  /** Above it things become interesting. */
  readonly warn?: number;
  /** Above it the check fails. */
  readonly crit?: number;
}

export interface CheckContext {
  /** Connected on first use; the same for the whole run. */
  fleet(): Promise<Fleet>;
  /** Limits of one call from now on, so that its answer comes before the run's deadline. */
  callOptions(): CallOptions;
  /** The same for discovery. */
  discoverOptions(): DiscoverOptions;
  readonly undo: UndoRegistry;
  readonly hosts: HostMemory;
  measure(metric: Metric): void;
}
