// What a check is given to work with: the fleet, the rest of the world, its limits in time, and where to note what must be
// undone. Whatever a check learns comes through here, so that a run can be planned, recorded and played back.
import type { PerfdataUnit } from '../nagios/perfdata';
import type { Range } from '../nagios/range';
import type { CallOptions } from '../rpc/call';
import type { DiscoverOptions } from '../rpc/fleet';
import type { FleetPort } from './fleet_port';
import type { HostMemory } from './host_memory';
import type { UndoRegistry } from './undo_registry';

/** A number worth graphing, with the limits it was held against. */
export interface Metric {
  readonly label: string;
  readonly value: number;
  readonly unit?: PerfdataUnit;
  /** Things become interesting above it, or outside of it. */
  readonly warn?: number | Range;
  /** The check fails above it, or outside of it. */
  readonly crit?: number | Range;
}

/** A question to something that is no node: a web page, a name server, a broker. */
export interface Observation {
  /** Which kind of question: `http`, `dns`, `ping`, `tcp`, `smtp`, `tls`, `queue` … */
  readonly kind: string;
  /** What is asked, as JSON; no secrets. Equal questions are equal texts. */
  readonly question: Readonly<Record<string, Json>>;
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** How long one question may take. */
export interface AskLimits {
  readonly timeoutMs: number;
  /** Aborted when the run's steps must end. */
  readonly signal: AbortSignal;
}

export interface CheckContext {
  /** Connected on first use; the same for the whole run. */
  fleet(): Promise<FleetPort>;
  /**
   * Asks something that is no node. What `ask` answers is recorded, or comes from a recording without asking: it must be
   * JSON, with instants and elapsed times in it if steps speak of them. Throws what `ask` throws.
   */
  observe<Answer extends Json>(
    observation: Observation,
    ask: (limits: AskLimits) => Promise<Answer>,
  ): Promise<Answer>;
  /** Limits of one call from now on, so that its answer comes before the run's deadline. */
  callOptions(): CallOptions;
  /** The same for discovery. */
  discoverOptions(): DiscoverOptions;
  /** Milliseconds that steps may still take. */
  readonly remainingMs: number;
  /** Milliseconds on a clock that only goes forward; in a recording that is played, the recording's. */
  now(): number;
  /** The time of day, epoch milliseconds; in a recording that is played, the recording's. */
  wallClock(): number;
  /** Rejects when the run's steps must end. */
  sleep(ms: number): Promise<void>;
  readonly undo: UndoRegistry;
  readonly hosts: HostMemory;
  measure(metric: Metric): void;
  /** One sentence for the report that changes no verdict: who was silent although it did not matter. */
  remark(sentence: string): void;
  /** Learns a secret: it is taken out of whatever is told, reported and recorded from now on. */
  hide(secret: string): void;
}
