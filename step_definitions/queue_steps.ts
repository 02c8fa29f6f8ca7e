// Queues and topics of an ActiveMQ broker. Names may hold its wildcards: of all that match, each must be as it should.
import type { BrokerScene } from '../lib/checks/broker/ask_statistics';
import { brokersOf } from '../lib/checks/broker/brokers';
import type { DestinationText } from '../lib/checks/broker/destination_phrase';
import { expectDrained, expectDraining } from '../lib/checks/broker/draining';
import {
  AGE,
  CONSUMERS,
  expectQueueExists,
  expectQueueNumber,
  IN_FLIGHT,
  MEMORY,
  MESSAGES,
  PER_CONSUMER,
  PRODUCERS,
} from '../lib/checks/broker/queues';
import type { ToldMeasure } from '../lib/checks/broker/told_measure';
import { StepMissing } from '../lib/checks/errors';
import type { ComparisonText } from '../lib/checks/language/comparison';
import type { ModalText } from '../lib/checks/language/modality';
import type { TimingText } from '../lib/checks/language/timing';
import { perScenario } from '../lib/checks/network/per_scenario';
import { arranges } from '../support/arrangement';
import { Given, Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

const scene = (world: FleetWorld): BrokerScene => ({ run: world.run, brokers: brokersOf(world) });

const chosen = perScenario<{ queue?: string }>(() => ({}));

function expectOfChosen(
  world: FleetWorld,
  measure: ToldMeasure,
  sentence: { timing: TimingText; modal: ModalText; limit: ComparisonText },
): Promise<void> {
  const { queue } = chosen(world);
  if (queue === undefined) throw new StepMissing('which queue', 'Given I want to check on the … queue');
  return expectQueueNumber(measure, { ...sentence, destination: `queue "${queue}"` }, scene(world));
}

// The queue is there; a queue is there once something was sent to it or somebody subscribed.
Then<FleetWorld>(
  '{timing}the {destination} {modal} exist',
  async function (timing: TimingText, destination: DestinationText, modal: ModalText) {
    await expectQueueExists({ timing, modal, destination }, scene(this));
  },
);

// Messages in the queue, those under way to consumers included.
Then<FleetWorld>(
  '{timing}the {destination} {modal} hold {comparison} message(s)',
  async function (timing: TimingText, destination: DestinationText, modal: ModalText, limit: ComparisonText) {
    await expectQueueNumber(MESSAGES, { timing, modal, limit, destination }, scene(this));
  },
);

// Messages that consumers were given and have not acknowledged.
Then<FleetWorld>(
  '{timing}the {destination} {modal} have {comparison} message(s) in flight',
  async function (timing: TimingText, destination: DestinationText, modal: ModalText, limit: ComparisonText) {
    await expectQueueNumber(IN_FLIGHT, { timing, modal, limit, destination }, scene(this));
  },
);

// Messages in the queue for each of its consumers; without a consumer there are too many.
Then<FleetWorld>(
  '{timing}the {destination} {modal} have {comparison} message(s) per consumer',
  async function (timing: TimingText, destination: DestinationText, modal: ModalText, limit: ComparisonText) {
    await expectQueueNumber(PER_CONSUMER, { timing, modal, limit, destination }, scene(this));
  },
);

// Consumers of the queue.
Then<FleetWorld>(
  '{timing}the {destination} {modal} have {comparison} consumer(s)',
  async function (timing: TimingText, destination: DestinationText, modal: ModalText, limit: ComparisonText) {
    await expectQueueNumber(CONSUMERS, { timing, modal, limit, destination }, scene(this));
  },
);

// Producers that hold the queue open; those of STOMP do not.
Then<FleetWorld>(
  '{timing}the {destination} {modal} have {comparison} producer(s)',
  async function (timing: TimingText, destination: DestinationText, modal: ModalText, limit: ComparisonText) {
    await expectQueueNumber(PRODUCERS, { timing, modal, limit, destination }, scene(this));
  },
);

// The time since the first message in the queue came; an empty queue has age 0. Known from
// ActiveMQ 5.16.4 on, and not while consumers hold all of the messages.
Then<FleetWorld>(
  '{timing}the oldest message of the {destination} {modal} be {comparison} old',
  async function (timing: TimingText, destination: DestinationText, modal: ModalText, limit: ComparisonText) {
    await expectQueueNumber(AGE, { timing, modal, limit, destination }, scene(this));
  },
);

// Percent of the memory the queue may use.
Then<FleetWorld>(
  '{timing}the {destination} {modal} use {comparison} of its memory',
  async function (timing: TimingText, destination: DestinationText, modal: ModalText, limit: ComparisonText) {
    await expectQueueNumber(MEMORY, { timing, modal, limit, destination }, scene(this));
  },
);

// Somebody empties it: it is empty, or gets shorter within two seconds, or as much goes as was in it.
Then<FleetWorld>(
  '{timing}the {destination} {modal} be draining',
  async function (timing: TimingText, destination: DestinationText, modal: ModalText) {
    await expectDraining({ timing, modal, destination }, scene(this));
  },
);

// It is empty.
Then<FleetWorld>(
  '{timing}the {destination} {modal} be drained',
  async function (timing: TimingText, destination: DestinationText, modal: ModalText) {
    await expectDrained({ timing, modal, destination }, scene(this));
  },
);

// It is empty at some time within this while; the same as "within 5 minutes the queue … should be drained".
Then<FleetWorld>(
  'the {destination} {modal} be drained within {int} {word}',
  async function (destination: DestinationText, modal: ModalText, count: number, unit: string) {
    await expectDrained({ timing: `within ${count} ${unit} `, modal, destination }, scene(this));
  },
);

// The queue that `it` is in the sentences below.
Given<FleetWorld>(
  'I want to check on the {word} queue',
  arranges(function (this: FleetWorld, queue: string) {
    chosen(this).queue = queue;
  }),
);

// Messages in the queue that was chosen.
Then<FleetWorld>(
  '{timing}it/It {modal} have {comparison} message(s)',
  async function (timing: TimingText, modal: ModalText, limit: ComparisonText) {
    await expectOfChosen(this, MESSAGES, { timing, modal, limit });
  },
);

// Messages for each consumer of the queue that was chosen.
Then<FleetWorld>(
  '{timing}it/It {modal} have {comparison} message(s) per consumer',
  async function (timing: TimingText, modal: ModalText, limit: ComparisonText) {
    await expectOfChosen(this, PER_CONSUMER, { timing, modal, limit });
  },
);

// Consumers of the queue that was chosen.
Then<FleetWorld>(
  '{timing}it/It {modal} have {comparison} consumer(s)',
  async function (timing: TimingText, modal: ModalText, limit: ComparisonText) {
    await expectOfChosen(this, CONSUMERS, { timing, modal, limit });
  },
);
