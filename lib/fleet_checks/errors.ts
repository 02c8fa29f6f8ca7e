// Faults of the fleet plugins.
import { FleetspecError } from '../errors';
import { didYouMean } from '../util/did_you_mean';

/** A node to be forgotten that nobody remembers. */
export class NodeNotRemembered extends FleetspecError {
  override readonly code = 'E_NOT_REMEMBERED';
  override readonly kind = 'usage';

  constructor(name: string, known: readonly string[], file: string) {
    const near = didYouMean(name, known);
    super(
      `the node ${JSON.stringify(name.slice(0, 80))} is not remembered in ${file}${near ? `, did you mean ${near}?` : ''}`,
      { remedy: 'run it as the user, and with the options, of the check that remembers' },
    );
  }
}
