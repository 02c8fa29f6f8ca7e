// Blocking a device on many hosts, and seeing whether it is.
import { block, expectTraffic, FIREWALL_AGENT, type Traffic, unblock } from '../lib/checks/firewall';
import { Given, Then, When } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

Given<FleetWorld>('the {device} has ip address {address}', function (device: string, address: string) {
  this.devices.define(device, address);
});

When<FleetWorld>('I block the {device}', async function (device: string) {
  const address = this.devices.addressOf(device);
  await block(await this.hosts.hosts(FIREWALL_AGENT, this.run), address, this.run);
});

When<FleetWorld>('I unblock the {device}', async function (device: string) {
  const address = this.devices.addressOf(device);
  await unblock(await this.hosts.hosts(FIREWALL_AGENT, this.run), address, this.run);
});

Then<FleetWorld>(
  'traffic from the {device} should be {traffic}',
  async function (device: string, traffic: Traffic) {
    const address = this.devices.addressOf(device);
    await expectTraffic(await this.hosts.hosts(FIREWALL_AGENT, this.run), address, traffic, this.run);
  },
);
