// Whether the Puppet master copes with the clients that run.
import { Given, Then, When } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

Given<FleetWorld>('we know we can run {int} concurrent Puppet client(s)', function (clients: number) {
  this.capacity.usualClients = clients;
});

Given<FleetWorld>('the Puppet Master load average should be below {float}', function (limit: number) {
  this.capacity.loadLimit = limit;
});

// Instead of checks.puppet_master of the configuration.
Given<FleetWorld>('the Puppet Master is found by {fact}', function (tokens: string) {
  this.capacity.findMasterBy(tokens);
});

Given<FleetWorld>('the Puppet Master is {word}', function (identity: string) {
  this.capacity.nameMaster(identity);
});

When<FleetWorld>('there are more than usual Puppet clients running', async function () {
  await this.capacity.expectMoreClientsThanUsual(this.run);
});

Then<FleetWorld>('the Puppet Master should have an acceptable load average', async function () {
  await this.capacity.expectAcceptableLoad(this.run.config.checks.puppetMaster, this.run);
});
