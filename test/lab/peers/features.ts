// The lab's feature files, and running one as a check.
import { join } from 'node:path';
import { runFleetspec } from './fleetspec';
import type { Lab } from './lab';
import type { Outcome, RunOptions } from './outcome';

const FEATURES = join(__dirname, '..', 'fixtures', 'features');

/** Path of a feature file of the lab by its name without `.feature`. */
export function feature(name: string): string {
  return join(FEATURES, `${name}.feature`);
}

/** `fleetspec check` of one of the lab's features. */
export function runCheck(
  lab: Lab,
  config: string,
  name: string,
  more: readonly string[] = [],
  options: RunOptions = {},
): Promise<Outcome> {
  return runFleetspec(lab, ['check', feature(name), '--config', config, ...more], options);
}
