// Which hosts a scenario is about.

import { FIREWALL_AGENT } from '../lib/checks/firewall';
import { Given } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

Given<FleetWorld>('I want to update hosts with fact {fact}', function (expression: string) {
  this.hosts.withFact(expression);
});

Given<FleetWorld>('I want to update hosts with class {pattern}', function (nameOrRegex: string) {
  this.hosts.withClass(nameOrRegex);
});

// Hosts that are named need not be discovered, and are missed when they are silent.
Given<FleetWorld>('I want to update host(s) named {pattern}', function (names: string) {
  this.hosts.withNames(names);
});

Given<FleetWorld>('I want to update hosts with agent {pattern}', function (agent: string) {
  this.hosts.withAgent(agent);
});

Given<FleetWorld>('I want to pre-discover the nodes to manage', async function () {
  await this.hosts.discover(FIREWALL_AGENT, this.run);
});
