// A regex from the network that will not be run.
import { FleetspecError } from '../errors';

/** The pattern is no Ruby regexp, needs what our matcher does not do, or would take too long. */
export class RegexRefused extends FleetspecError {
  readonly code = 'E_REGEX_REFUSED';
  readonly kind = 'security';

  constructor(
    readonly pattern: string,
    readonly problem: string,
  ) {
    super(`regex ${JSON.stringify(pattern.slice(0, 80))} refused: ${problem}`, {
      remedy: 'write it without look-around, back-references and atomic groups, or shorter',
    });
  }
}
