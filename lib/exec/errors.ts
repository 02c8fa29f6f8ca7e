// What can go wrong before a program runs; what it does after that is its result.
import { FleetspecError } from '../errors';

/** There is no such program. */
export class ProgramNotFound extends FleetspecError {
  readonly code = 'E_PROGRAM_NOT_FOUND';
  readonly kind = 'local';

  constructor(
    readonly program: string,
    cause?: unknown,
  ) {
    super(`the program ${program} is not installed`, {
      remedy: 'install it, or configure its full path',
      cause,
    });
  }
}

/** The program exists but the system would not start it. */
export class ProgramNotStarted extends FleetspecError {
  readonly code = 'E_PROGRAM_NOT_STARTED';
  readonly kind = 'local';

  constructor(
    readonly program: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`the program ${program} could not be started: ${reason}`, {
      remedy: 'check its permissions and the limits of this process',
      cause,
    });
  }
}
