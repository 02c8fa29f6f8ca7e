// The broker contract against a real ActiveMQ, at the address in FLEETSPEC_LAB_ACTIVEMQ (`host:port`).
import { test } from 'node:test';
import { processEnvironment } from '../../lib/environment';
import { testBrokerContract } from '../conformance/broker/contract';

const address = processEnvironment().env.FLEETSPEC_LAB_ACTIVEMQ;
const [, host, port] = /^(.+):(\d+)$/.exec(address ?? '') ?? [];

if (host && port) {
  const target = { host, port: Number(port), login: 'mcollective', passcode: 'marionette' };
  testBrokerContract(() => target);
} else {
  test('the broker contract against ActiveMQ', () => {
    throw new Error('FLEETSPEC_LAB_ACTIVEMQ must be host:port of an ActiveMQ to test (the lab ring sets it)');
  });
}
