// What Puppet does on hosts, and what came of its last run.
import type { ClaimText } from '../lib/checks/language/claim';
import type { ComparisonText } from '../lib/checks/language/comparison';
import { parseSelection } from '../lib/checks/language/host_phrase';
import {
  expectAnyResource,
  expectLastRun,
  expectResources,
  type ResourceKind,
} from '../lib/checks/puppet/last_run';
import { expectPuppet, type PuppetState } from '../lib/checks/puppet/puppet_state';
import { disablePuppet, enablePuppet, runPuppet } from '../lib/checks/puppet/switch_puppet';
import { acts } from '../support/acting';
import { Then, When } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// What Puppet's agent does now; one that is disabled shows the message it was disabled with.
Then<FleetWorld>('{claim} have Puppet {puppet_state}', async function (claim: ClaimText, state: PuppetState) {
  await expectPuppet(claim, state, this);
});

// The last run, by the clock of the host. Where Puppet never ran, that is longer ago than anything.
Then<FleetWorld>(
  '{claim} have applied a catalog {comparison} ago',
  async function (claim: ClaimText, limit: ComparisonText) {
    await expectLastRun(claim, limit, this);
  },
);

// So many resources of the last run; UNKNOWN where Puppet never ran.
Then<FleetWorld>(
  '{claim} have {comparison} {outcome} resource(s)',
  async function (claim: ClaimText, limit: ComparisonText, kind: ResourceKind) {
    await expectResources(claim, limit, kind, this);
  },
);

// At least one such resource in the last run; for "no host should have".
Then<FleetWorld>('{claim} have {outcome} resources', async function (claim: ClaimText, kind: ResourceKind) {
  await expectAnyResource(claim, kind, this);
});

// Disables Puppet where it is enabled, with a message for others; enabled there again when the scenario fails.
When<FleetWorld>(
  'I disable Puppet with the message {string} on {selection}',
  acts(async function (this: FleetWorld, message: string, hosts: string) {
    await disablePuppet(message, await this.chooseHosts(parseSelection(hosts)), this.run);
  }),
);

// Enables Puppet where it is disabled; disabled there again, with the message it had, when the scenario fails.
When<FleetWorld>(
  'I enable Puppet on {selection}',
  acts(async function (this: FleetWorld, hosts: string) {
    await enablePuppet(await this.chooseHosts(parseSelection(hosts)), this.run);
  }),
);

// Starts a run of Puppet on all of the hosts, without splay; there is no undo. It does not wait for its end.
When<FleetWorld>(
  'I run Puppet on {selection}',
  acts(async function (this: FleetWorld, hosts: string) {
    await runPuppet(await this.chooseHosts(parseSelection(hosts)), this.run);
  }),
);
