// The ActiveMQ plugins against a real ActiveMQ: every case that the embedded broker passes, and what only a real one does.

import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { sleep } from '../../lib/util/clock';
import { testPluginContract } from '../conformance/activemq_plugins/contract';
import { runCheck } from '../conformance/activemq_plugins/plugin_run';
import { RawClient } from '../conformance/broker/raw_client';
import { ActiveMq, LAB_LOGIN } from './peers/activemq';
import { useLab } from './peers/lab';
import { waitFor } from './peers/wait_for';

const CERTIFICATES = join(__dirname, '../unit/stomp/certificates');
const certificate = (name: string): string => join(CERTIFICATES, name);
const LOGIN = ['--user', LAB_LOGIN.user, '--password', LAB_LOGIN.password];

describe('the ActiveMQ plugins and a real ActiveMQ', () => {
  const lab = useLab('activemq-plugins');
  let broker: ActiveMq;

  before(async () => {
    const tls = { certFile: certificate('server.crt'), keyFile: certificate('server.key') };
    broker = await ActiveMq.start(lab, 'activemq', 0, { queueMemory: 1024 * 1024, tls });
  });

  testPluginContract(() => ({
    host: broker.host,
    port: broker.port,
    login: broker.user,
    passcode: broker.password,
    real: true,
    parallel: 200,
  }));

  it('a message that a consumer refuses is a dead letter, and the check of dead letters tells it', async () => {
    const client = await RawClient.connect({ ...target(broker) }, '1.1');
    const asked = ['-H', `${broker.host}:${broker.port}`, ...LOGIN, '-q', 'ActiveMQ.DLQ', '--missing', 'ok'];
    const check = () =>
      runCheck('check_activemq_queue', [
        ...asked,
        '--growth-crit',
        '1',
        '--state-file',
        lab.path('dlq.json'),
      ]);
    expect((await check()).status).to.equal('OK');
    await sleep(1_100);
    await client.processed('SUBSCRIBE', { id: 's', destination: '/queue/orders', ack: 'client-individual' });
    await client.processed(
      'SEND',
      { destination: '/queue/orders', persistent: 'true' },
      'cannot be processed',
    );
    const message = await client.next('MESSAGE');
    await client.processed('NACK', { subscription: 's', 'message-id': message.headers['message-id']! });
    const dead = await waitFor('the dead letter', async () => {
      const answer = await runCheck('check_activemq_queue', [...asked, '-c', '1']);
      return answer.status === 'CRITICAL' && answer;
    });
    expect(dead.text).to.equal('ActiveMQ ActiveMQ.DLQ has 1 messages, expected below 1');
    const grown = await check();
    expect(grown.text, grown.stdout).to.equal('ActiveMQ ActiveMQ.DLQ grew by 1 messages, expected below 1');
    client.destroy();
  });

  it('by TLS it is asked as well, when its authority is known', async () => {
    const tls = (ca: string, ...more: string[]) =>
      runCheck('check_activemq_broker', [
        ...['-H', 'localhost', '-P', String(broker.tlsPort), ...LOGIN, '--tls-ca', certificate(ca)],
        ...['--store-warn', '99', ...more],
      ]);
    const known = await tls('ca.crt');
    expect(known.status, known.stdout).to.equal('OK');
    const unknown = await tls('other_ca.crt', '--unreachable', 'ok');
    expect(unknown.status, unknown.stdout).to.equal('UNKNOWN');
    expect(unknown.text).to.match(/TLS with the broker localhost:\d+ failed/);
    const plain = ['-H', `localhost:${broker.tlsPort}`, ...LOGIN, '-q', 'x', '-t', '5'];
    const mistaken = await runCheck('check_activemq_queue', plain);
    expect(mistaken.status, mistaken.stdout).to.equal('UNKNOWN');
    expect(mistaken.text).to.match(/TLS/);
  });

  it('a hanging broker costs the time that was given, and no more', async () => {
    broker.signal('SIGSTOP');
    try {
      const at = ['-H', `${broker.host}:${broker.port}`, ...LOGIN, '-q', 'x', '-t', '2.5'];
      const answer = await runCheck('check_activemq_queue', at);
      expect(answer.status, answer.stdout).to.equal('UNKNOWN');
      expect(answer.text).to.match(
        /did not answer within 2\.\d s \(connected, but no answer to the STOMP login\)/,
      );
      expect(answer.elapsedMs).to.be.within(2_000, 2_600);
      const chosen = await runCheck('check_activemq_queue', [...at, '--timeout-state', 'critical']);
      expect(chosen.status, chosen.stdout).to.equal('CRITICAL');
    } finally {
      broker.signal('SIGCONT');
    }
  });
});

describe('an ActiveMQ without the Statistics plugin', () => {
  const lab = useLab('activemq-plain');
  let broker: ActiveMq;

  before(async () => {
    broker = await ActiveMq.start(lab, 'activemq', 0, { statistics: false });
  });

  it('is found out in time, said in one sentence, and left with no questions', async () => {
    const at = ['-H', `${broker.host}:${broker.port}`, ...LOGIN, '-t', '1.5'];
    for (const [name, ...args] of [
      ['check_activemq_queue', '-q', 'exim.stats', '--missing', 'ok'],
      ['check_activemq_broker'],
    ] as const) {
      const answer = await runCheck(name, [...at, ...args]);
      expect(answer.status, answer.stdout).to.equal('UNKNOWN');
      expect(answer.text).to.match(/ did not answer within 1\.\d s when asked about /);
      expect(answer.text).to.include('<plugins><statisticsBrokerPlugin/></plugins>');
      expect(answer.elapsedMs).to.be.below(1_600);
    }
    const client = await RawClient.connect(target(broker), '1.1');
    await sleep(500);
    for (const [id, name] of [
      'Destination.exim.statsActiveMQ.Statistics.Destination.List.End.With.Null',
      'Broker',
    ].entries()) {
      const destination = `/queue/ActiveMQ.Statistics.${name}`;
      await client.processed('SUBSCRIBE', { id: `s${id}`, destination });
      await client.processed('SEND', { destination }, 'the only one');
    }
    const bodies = [await client.nextBody(), await client.nextBody()];
    expect(bodies).to.deep.equal(['the only one', 'the only one']);
    expect(client.waiting('MESSAGE')).to.equal(0);
    client.destroy();
  });
});

const target = ({ host, port, user, password }: ActiveMq) => ({
  host,
  port,
  login: user,
  passcode: password,
});
