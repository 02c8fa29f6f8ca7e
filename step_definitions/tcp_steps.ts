// TCP ports, as this machine reaches them.
import type { ComparisonText } from '../lib/checks/language/comparison';
import type { ModalText } from '../lib/checks/language/modality';
import type { TimingText } from '../lib/checks/language/timing';
import { expectConnectTime, expectPortOpen } from '../lib/checks/network/port';
import { Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// The port takes connections from the machine fleetspec runs on.
Then<FleetWorld>(
  '{timing}port {word} of {string} {modal} be open',
  async function (timing: TimingText, port: string, host: string, modal: ModalText) {
    await expectPortOpen({ timing, port, host, modal }, this.run);
  },
);

// The time until the port has taken a connection.
Then<FleetWorld>(
  '{timing}connecting to port {word} of {string} {modal} take {comparison}',
  async function (timing: TimingText, port: string, host: string, modal: ModalText, limit: ComparisonText) {
    await expectConnectTime({ timing, port, host, modal, limit }, this.run);
  },
);
