// Why a sentence about the network cannot be checked.
import { CannotTell } from '../verdicts';

/** Something on the network could not be asked, or what it answered says nothing of what the sentence is about. */
export class NothingLearned extends CannotTell {
  readonly code = 'E_NOTHING_LEARNED';
  readonly kind = 'fleet';

  /** `why` in words: `connection refused`. */
  constructor(
    readonly thing: string,
    why: string,
    remedy = 'check that it runs, and that this machine may reach it',
  ) {
    super(`${thing} could not be looked at: ${why}`, { remedy });
  }
}
