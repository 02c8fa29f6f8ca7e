// Faults of roll-outs.
import { FleetspecError } from '../errors';

/** The state file is of another roll-out, so going on with it would run the wrong nodes, or leave some out. */
export class OtherRollout extends FleetspecError {
  override readonly code = 'E_OTHER_ROLLOUT';
  override readonly kind = 'usage';

  constructor(
    readonly file: string,
    what: string,
  ) {
    super(`${file} is the state of another roll-out: ${what}`, {
      remedy: 'give the options it was begun with, name another file, or begin anew with --new',
    });
  }
}

/** The state file is there, and is none. */
export class RolloutStateUnreadable extends FleetspecError {
  override readonly code = 'E_ROLLOUT_STATE';
  override readonly kind = 'local';

  constructor(file: string, problem: string) {
    super(`${file} is no state of a roll-out: ${problem}`, {
      remedy: 'name another file, or begin anew with --new',
    });
  }
}
