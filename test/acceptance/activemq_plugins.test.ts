// The ActiveMQ plugins against the embedded broker: the same cases as against ActiveMQ in the lab.
import { after, before, describe } from 'node:test';
import { Broker } from '../../lib/broker/broker';
import { testPluginContract } from '../conformance/activemq_plugins/contract';

const login = 'nagios';
const passcode = 'marionette-of-nagios';
const MIB = 1024 * 1024;
let broker: Broker;

before(async () => {
  broker = await Broker.start({ users: { [login]: passcode }, limits: { maxQueueBytes: MIB } });
});
after(() => broker.stop());

// Each case has queues of its own, and many of them wait most of their time.
describe('the ActiveMQ plugins and the embedded broker', { concurrency: 4 }, () => {
  testPluginContract(() => ({
    host: broker.address,
    port: broker.port,
    login,
    passcode,
    real: false,
    parallel: 40,
  }));
});
