// The broker contract against the embedded broker.
import { after, before } from 'node:test';
import { Broker } from '../../../lib/broker/broker';
import { testBrokerContract } from './contract';

const login = 'mcollective';
const passcode = 'marionette';
let broker: Broker;

before(async () => {
  broker = await Broker.start({ users: { [login]: passcode, other: 'secret' } });
});
after(() => broker.stop());

testBrokerContract(() => ({ host: broker.address, port: broker.port, login, passcode }));
