// Checks that are configured for NRPE, on many hosts at once.
import type { ClaimText } from '../lib/checks/language/claim';
import type { StatesText } from '../lib/checks/nrpe/nagios_states';
import { expectNrpe } from '../lib/checks/nrpe/nrpe_command';
import { Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// Runs the command on every host; offenders show what their plugin said. A plugin that ends with UNKNOWN says nothing.
Then<FleetWorld>(
  '{claim} answer the NRPE command {word} with {states}',
  async function (claim: ClaimText, command: string, states: StatesText) {
    await expectNrpe(claim, command, states, this);
  },
);
