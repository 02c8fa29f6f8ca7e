// Whom hosts reach: real traffic, sent by the hosts themselves.
import type { ClaimText } from '../lib/checks/language/claim';
import type { ComparisonText } from '../lib/checks/language/comparison';
import { expectPing, expectRoundTrip } from '../lib/checks/reach/ping';
import { expectConnection, expectConnectTime, expectNoConnection } from '../lib/checks/reach/tcp';
import { Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// The hosts ping the address, or name, and get an answer. With should not: none.
Then<FleetWorld>('{claim} reach {address} by ping', async function (claim: ClaimText, address: string) {
  await expectPing(claim, address, this);
});

// The same with the name of a device.
Then<FleetWorld>('{claim} reach the {device} by ping', async function (claim: ClaimText, device: string) {
  await expectPing(claim, this.devices.addressOf(device), this);
});

// The time until the answer to a ping of the hosts.
Then<FleetWorld>(
  '{claim} have a round-trip time to {address} {comparison}',
  async function (claim: ClaimText, address: string, limit: ComparisonText) {
    await expectRoundTrip(claim, address, limit, this);
  },
);

// The hosts can connect to the port. What happened instead is told apart: refused, timed out, no route.
Then<FleetWorld>(
  '{claim} reach {address} on TCP port {int}',
  async function (claim: ClaimText, address: string, port: number) {
    await expectConnection(claim, address, port, this);
  },
);

// The same with the name of a device.
Then<FleetWorld>(
  '{claim} reach the {device} on TCP port {int}',
  async function (claim: ClaimText, device: string, port: number) {
    await expectConnection(claim, this.devices.addressOf(device), port, this);
  },
);

// The hosts are told at once that nobody listens, or that they may not: a firewall that rejects.
Then<FleetWorld>(
  '{claim} be refused by {address} on TCP port {int}',
  async function (claim: ClaimText, address: string, port: number) {
    await expectNoConnection(claim, address, port, 'refused', this);
  },
);

// The hosts hear nothing: a firewall that drops, or nobody there.
Then<FleetWorld>(
  '{claim} get no answer from {address} on TCP port {int}',
  async function (claim: ClaimText, address: string, port: number) {
    await expectNoConnection(claim, address, port, 'timed out', this);
  },
);

// How long it takes the hosts to connect.
Then<FleetWorld>(
  '{claim} need {comparison} to connect to {address} on TCP port {int}',
  async function (claim: ClaimText, limit: ComparisonText, address: string, port: number) {
    await expectConnectTime(claim, address, port, limit, this);
  },
);
