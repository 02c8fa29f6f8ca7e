// Which hosts a scenario is about.
import { FIREWALL_AGENT } from '../lib/checks/firewall';
import { arranges } from '../support/arrangement';
import { Given } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// Hosts with this fact. Several such steps: hosts for which all of them hold.
Given<FleetWorld>(
  'I want to update hosts with fact {fact}',
  arranges(function (this: FleetWorld, expression: string) {
    this.hosts.withFact(expression);
  }),
);

// Hosts with this class.
Given<FleetWorld>(
  'I want to update hosts with class {pattern}',
  arranges(function (this: FleetWorld, nameOrRegex: string) {
    this.hosts.withClass(nameOrRegex);
  }),
);

// Just these hosts. They need not be discovered, and are missed when they are silent.
Given<FleetWorld>(
  'I want to update host(s) named {pattern}',
  arranges(function (this: FleetWorld, names: string) {
    this.hosts.withNames(names);
  }),
);

// Hosts with this agent.
Given<FleetWorld>(
  'I want to update hosts with agent {pattern}',
  arranges(function (this: FleetWorld, agent: string) {
    this.hosts.withAgent(agent);
  }),
);

// Finds the hosts now, so that the steps after it are about the same ones; alone, every host with a firewall.
Given<FleetWorld>('I want to pre-discover the nodes to manage', async function () {
  await this.hosts.discover(FIREWALL_AGENT, this.run);
});
