// What lies around a run: the fleet, everything else it asks, and time. The real ones, or those of a recording.
import type { Json, Observation } from '../checks/check_context';
import type { FleetPort } from '../checks/fleet_port';
import type { Clock } from '../util/clock';

export interface Surroundings {
  /** `open` connects to the real fleet; called at most once. */
  fleet(open: () => Promise<FleetPort>): Promise<FleetPort>;
  observe<Answer extends Json>(observation: Observation, ask: () => Promise<Answer>): Promise<Answer>;
  /** Undefined: the real one. */
  readonly clock?: Clock;
  /** Lets time pass on `clock`; undefined: it passes by itself. */
  pass?(ms: number): void;
}
