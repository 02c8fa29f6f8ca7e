// Blocking a device on many hosts, and seeing whether it is.
import { block, expectTraffic, unblock } from '../lib/checks/firewall/firewall';
import { expectBlocked, FIREWALL_AGENT, type Traffic } from '../lib/checks/firewall/traffic';
import type { ClaimText } from '../lib/checks/language/claim';
import { acts } from '../support/acting';
import { arranges } from '../support/arrangement';
import { Given, Then, When } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// Gives a device a name and an address for this scenario; checks.devices of the configuration does so for all.
Given<FleetWorld>(
  'the {device} has ip address {address}',
  arranges(function (this: FleetWorld, device: string, address: string) {
    this.devices.define(device, address);
  }),
);

// Adds a firewall rule on every chosen host at once; undone when the scenario fails.
When<FleetWorld>(
  'I block the {device}',
  acts(async function (this: FleetWorld, device: string) {
    const address = this.devices.addressOf(device);
    await block(await this.hosts.hosts(FIREWALL_AGENT, this.run), address, this.run);
  }),
);

// Removes the rules again on every chosen host.
When<FleetWorld>(
  'I unblock the {device}',
  acts(async function (this: FleetWorld, device: string) {
    const address = this.devices.addressOf(device);
    await unblock(await this.hosts.hosts(FIREWALL_AGENT, this.run), address, this.run);
  }),
);

// Asks every chosen host whether it blocks the device, and names those that are not as they should be.
Then<FleetWorld>(
  'traffic from the {device} should be {traffic}',
  async function (device: string, traffic: Traffic) {
    const address = this.devices.addressOf(device);
    await expectTraffic(await this.hosts.hosts(FIREWALL_AGENT, this.run), address, traffic, this.run);
  },
);

// The same of any hosts, in any number: every host with class role::web should.
Then<FleetWorld>(
  '{claim} block traffic from the {device}',
  async function (claim: ClaimText, device: string) {
    await expectBlocked(claim, this.devices.addressOf(device), this);
  },
);
