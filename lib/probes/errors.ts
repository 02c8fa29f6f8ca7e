// The state of the host could not be read: an error, never a made-up value.
import { FleetspecError } from '../errors';

/** The state of this host could not be read. `what` was asked and `reason` says why there is no answer. */
export class ProbeFailed extends FleetspecError {
  readonly code = 'E_PROBE';
  readonly kind = 'local';

  constructor(
    readonly what: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`cannot read ${what}: ${reason}`, { cause });
  }
}
