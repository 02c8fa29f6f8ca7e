// Which hosts a scenario is about.
import { expectPresence, NONE } from '../lib/checks/assertion/expect_presence';
import { FIREWALL_AGENT } from '../lib/checks/firewall/traffic';
import { defineGroups } from '../lib/checks/host_groups';
import type { ComparisonText } from '../lib/checks/language/comparison';
import { parseHostPhrase } from '../lib/checks/language/host_phrase';
import type { ModalText } from '../lib/checks/language/modality';
import type { TimingText } from '../lib/checks/language/timing';
import { arranges } from '../support/arrangement';
import { type DataTable, Given, Then } from '../support/cucumber';
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

// Hosts that the sentences after it are about: every host should …. Several such steps: hosts for which all of them hold.
Given<FleetWorld>(
  'the {hosts}',
  arranges(function (this: FleetWorld, phrase: string) {
    this.groups.narrow(this.hosts, parseHostPhrase(phrase));
  }),
);

// Every host of the fleet.
Given<FleetWorld>(
  'all hosts',
  arranges(function (this: FleetWorld) {
    this.groups.narrow(this.hosts, 'everybody');
  }),
);

// Hosts for this scenario, by a name of their own; checks.groups of the configuration does so for all.
Given<FleetWorld>(
  '{string} are (the ){hosts}',
  arranges(function (this: FleetWorld, name: string, phrase: string) {
    this.groups.define(name, phrase);
  }),
);

// Several of them: columns name and hosts.
Given<FleetWorld>(
  'these groups of hosts:',
  arranges(function (this: FleetWorld, table: DataTable) {
    defineGroups(this.groups, table.raw());
  }),
);

// How many hosts there are now. Nobody among a fleet that answers is a number as any other.
Then<FleetWorld>(
  '{timing}there {modal} be {comparison} {hosts}',
  async function (timing: TimingText, modal: ModalText, limit: ComparisonText, which: string) {
    await expectPresence({ timing, modal }, limit, which, this);
  },
);

// There is none of them, among a fleet that answers.
Then<FleetWorld>(
  '{timing}there {modal} be no {hosts}',
  async function (timing: TimingText, modal: ModalText, which: string) {
    await expectPresence({ timing, modal }, NONE, which, this);
  },
);
