// Whether the Puppet master copes with the clients that run.
import { PUPPET_MASTER } from '../lib/checks/language/host_phrase';
import { arranges } from '../support/arrangement';
import { Given, Then, When } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// How many clients at once are usual.
Given<FleetWorld>(
  'we know we can run {int} concurrent Puppet client(s)',
  arranges(function (this: FleetWorld, clients: number) {
    this.capacity.usualClients = clients;
  }),
);

// The load average over one minute that the master must stay below.
Given<FleetWorld>(
  'the Puppet Master load average should be below {float}',
  arranges(function (this: FleetWorld, limit: number) {
    this.capacity.loadLimit = limit;
  }),
);

// The facts and classes of the master, instead of checks.puppet_master of the configuration.
Given<FleetWorld>(
  'the Puppet Master is found by {fact}',
  arranges(function (this: FleetWorld, tokens: string) {
    this.capacity.findMasterBy(tokens);
    this.groups.findPuppetMasterBy(tokens);
  }),
);

// The name of the master, instead of checks.puppet_master of the configuration.
Given<FleetWorld>(
  'the Puppet Master is {word}',
  arranges(function (this: FleetWorld, identity: string) {
    this.capacity.nameMaster(identity);
    this.groups.define(PUPPET_MASTER, `hosts named ${identity}`);
  }),
);

// Counts the clients that apply a catalog now. Not more than usual: the scenario is fine and not applicable.
When<FleetWorld>('there are more than usual Puppet clients running', async function () {
  await this.capacity.expectMoreClientsThanUsual(this.run);
});

// Asks the master for its load average.
Then<FleetWorld>('the Puppet Master should have an acceptable load average', async function () {
  await this.capacity.expectAcceptableLoad(this.run.config.checks.puppetMaster, this.run);
});
