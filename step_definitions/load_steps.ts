// How busy hosts are.
import { expectLoad } from '../lib/checks/host/load';
import type { ClaimText } from '../lib/checks/language/claim';
import type { ComparisonText } from '../lib/checks/language/comparison';
import { Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// The load average over one minute.
Then<FleetWorld>(
  '{claim} have a load average {comparison}',
  async function (claim: ClaimText, limit: ComparisonText) {
    await expectLoad(claim, limit, this);
  },
);
