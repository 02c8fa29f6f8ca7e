// An ActiveMQ broker, by its Statistics plugin: that of the fleet unless another is chosen.
import type { BrokerScene } from '../lib/checks/broker/ask_statistics';
import {
  BROKER_CONSUMERS,
  BROKER_MEMORY,
  BROKER_MESSAGES,
  BROKER_PRODUCERS,
  BROKER_STORE,
  BROKER_TEMPORARY,
  BROKER_UPTIME,
  expectBrokerNumber,
  expectBrokerReachable,
} from '../lib/checks/broker/broker';
import { brokersOf } from '../lib/checks/broker/brokers';
import type { ComparisonText } from '../lib/checks/language/comparison';
import type { ModalText } from '../lib/checks/language/modality';
import type { TimingText } from '../lib/checks/language/timing';
import { arranges } from '../support/arrangement';
import { Given, Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

const scene = (world: FleetWorld): BrokerScene => ({ run: world.run, brokers: brokersOf(world) });

// Asks this broker from here on: a name of checks.brokers, or a host with or without its STOMP port.
Given<FleetWorld>(
  'I ask the broker {string}',
  arranges(function (this: FleetWorld, broker: string) {
    brokersOf(this).choose(broker);
  }),
);

// The same.
Given<FleetWorld>(
  'I have a/an AMQP server on {word}',
  arranges(function (this: FleetWorld, broker: string) {
    brokersOf(this).choose(broker);
  }),
);

// It takes connections and our login; that nobody answers is a failure.
Then<FleetWorld>(
  '{timing}the broker {modal} be reachable',
  async function (timing: TimingText, modal: ModalText) {
    await expectBrokerReachable({ timing, modal }, scene(this));
  },
);

// Percent of the memory it may use for messages.
Then<FleetWorld>(
  '{timing}the broker {modal} use {comparison} of its memory',
  async function (timing: TimingText, modal: ModalText, limit: ComparisonText) {
    await expectBrokerNumber(BROKER_MEMORY, { timing, modal, limit }, scene(this));
  },
);

// Percent of its store for persistent messages.
Then<FleetWorld>(
  '{timing}the broker {modal} use {comparison} of its store',
  async function (timing: TimingText, modal: ModalText, limit: ComparisonText) {
    await expectBrokerNumber(BROKER_STORE, { timing, modal, limit }, scene(this));
  },
);

// Percent of its store for messages that need not outlive it.
Then<FleetWorld>(
  '{timing}the broker {modal} use {comparison} of its temporary store',
  async function (timing: TimingText, modal: ModalText, limit: ComparisonText) {
    await expectBrokerNumber(BROKER_TEMPORARY, { timing, modal, limit }, scene(this));
  },
);

// Messages in all of its queues.
Then<FleetWorld>(
  '{timing}the broker {modal} hold {comparison} message(s)',
  async function (timing: TimingText, modal: ModalText, limit: ComparisonText) {
    await expectBrokerNumber(BROKER_MESSAGES, { timing, modal, limit }, scene(this));
  },
);

// Consumers of all of its queues and topics.
Then<FleetWorld>(
  '{timing}the broker {modal} have {comparison} consumer(s)',
  async function (timing: TimingText, modal: ModalText, limit: ComparisonText) {
    await expectBrokerNumber(BROKER_CONSUMERS, { timing, modal, limit }, scene(this));
  },
);

// Producers to all of its queues and topics.
Then<FleetWorld>(
  '{timing}the broker {modal} have {comparison} producer(s)',
  async function (timing: TimingText, modal: ModalText, limit: ComparisonText) {
    await expectBrokerNumber(BROKER_PRODUCERS, { timing, modal, limit }, scene(this));
  },
);

// The time since it was started.
Then<FleetWorld>(
  '{timing}the broker {modal} have been up for {comparison}',
  async function (timing: TimingText, modal: ModalText, limit: ComparisonText) {
    await expectBrokerNumber(BROKER_UPTIME, { timing, modal, limit }, scene(this));
  },
);
