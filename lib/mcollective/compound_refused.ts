// A compound filter (`-S`) that cannot be evaluated, and so matches no node.
import { FleetspecError } from '../errors';

/** A stack that is none, or one with a data function that has no answer or cannot be compared. */
export class CompoundRefused extends FleetspecError {
  readonly code = 'E_COMPOUND_REFUSED';
  readonly kind = 'protocol';

  constructor(problem: string) {
    super(`compound filter refused: ${problem}`);
  }
}
