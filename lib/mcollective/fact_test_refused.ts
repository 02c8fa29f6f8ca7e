// A fact test that MCollective cannot evaluate; with strict filters such a request is dropped here, too.
import { FleetspecError } from '../errors';

/** What is compared looks like a number to MCollective and is none, or is no text at all. */
export class FactTestRefused extends FleetspecError {
  readonly code = 'E_FACT_TEST_REFUSED';
  readonly kind = 'protocol';

  constructor(readonly text: string) {
    super(`fact test refused: MCollective cannot compare ${JSON.stringify(text.slice(0, 80))}`, {
      remedy: 'set node.strict_filters: false to have such tests evaluated',
    });
  }
}
