// Echo requests from the machine fleetspec runs on.
import { StepMissing } from '../lib/checks/errors';
import type { ComparisonText } from '../lib/checks/language/comparison';
import type { ModalText } from '../lib/checks/language/modality';
import type { TimingText } from '../lib/checks/language/timing';
import { perScenario } from '../lib/checks/network/per_scenario';
import {
  expectPing,
  expectPingNumber,
  PACKET_LOSS,
  PingedHost,
  ROUND_TRIP,
} from '../lib/checks/network/ping';
import { Then, When } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

const pinged = perScenario(() => new PingedHost());

// At least one of three echo requests is answered.
Then<FleetWorld>(
  '{timing}{string} {modal} answer ping(s)',
  async function (timing: TimingText, host: string, modal: ModalText) {
    await expectPing({ timing, host, modal }, this.run);
  },
);

// Percent of five echo requests that are not answered.
Then<FleetWorld>(
  '{timing}the packet loss to {string} {modal} be {comparison}',
  async function (timing: TimingText, host: string, modal: ModalText, limit: ComparisonText) {
    await expectPingNumber(PACKET_LOSS, { timing, host, modal, limit }, this.run);
  },
);

// Mean time of the answers to five echo requests.
Then<FleetWorld>(
  '{timing}the round trip time to {string} {modal} be {comparison}',
  async function (timing: TimingText, host: string, modal: ModalText, limit: ComparisonText) {
    await expectPingNumber(ROUND_TRIP, { timing, host, modal, limit }, this.run);
  },
);

// Sends three echo requests; `it should respond` judges.
When<FleetWorld>('I ping {string}', async function (host: string) {
  await pinged(this).ping(host, this.run);
});

// The host pinged before answers.
Then<FleetWorld>('{timing}it {modal} respond', async function (timing: TimingText, modal: ModalText) {
  const { host } = pinged(this);
  if (host === undefined) throw new StepMissing('what should respond', 'When I ping "…"');
  await expectPing({ timing, host, modal }, this.run, () => pinged(this).look(this.run));
});
