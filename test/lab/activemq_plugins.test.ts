// The ActiveMQ plugins against a real ActiveMQ: every case that the embedded broker passes, and what only a real one does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { sleep } from '../../lib/util/clock';
import { testPluginContract } from '../conformance/activemq_plugins/contract';
import { runCheck } from '../conformance/activemq_plugins/plugin_run';
import { RawClient } from '../conformance/broker/raw_client';
import { ActiveMq, LAB_LOGIN } from './peers/activemq';
import { runFleetspec, writeFleetspecYaml } from './peers/fleetspec';
import { useLab } from './peers/lab';
import { waitFor } from './peers/wait_for';

const CERTIFICATES = join(__dirname, '../unit/stomp/certificates');
const certificate = (name: string): string => join(CERTIFICATES, name);
const LOGIN = ['--user', LAB_LOGIN.user, '--password', LAB_LOGIN.password];

// Each case has queues of its own, and many of them wait most of their time.
describe('the ActiveMQ plugins and a real ActiveMQ', { concurrency: 4 }, () => {
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

  it('the rights that docs/plugins.md names are enough, and no more than that', async () => {
    const strict = await ActiveMq.start(lab, 'strict', 0, { authorization: authorizationOfPage() });
    const at = ['-H', `${strict.host}:${strict.port}`, '--user', 'watcher', '--password', 'few rights'];
    const client = await RawClient.connect({ ...target(strict) }, '1.1');
    await client.processed('SEND', { destination: '/queue/rights.queue' }, 'x');
    client.destroy();
    for (const [name, text, ...args] of [
      ['check_activemq_queue', 'ActiveMQ rights.queue has 1 messages', '-q', 'rights.queue'],
      ['check_activemq_queue', 'ActiveMQ rights.queue has 1 messages', '-q', 'rights.>'],
      [
        'check_activemq_queue',
        'ActiveMQ has no topic rights.none',
        '--topic',
        'rights.none',
        '--missing',
        'ok',
      ],
      ['check_activemq_broker', 'ActiveMQ lab uses 0 % of its store', '--store-warn', '99'],
    ] as const) {
      const answer = await runCheck(name, [...at, ...args]);
      expect(answer.status, answer.stdout).to.equal('OK');
      expect(answer.text).to.include(text);
    }
    const refused = await runCheck('check_activemq', at);
    expect(refused.status, refused.stdout).to.equal('UNKNOWN');
    expect(refused.text).to.include('User watcher is not authorized to read from: topic://nagios.monitor');
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

  it('by TLS fleetspec doctor says what is wrong with it', async () => {
    const doctor = async (name: string, ca: string): Promise<{ state: string; text: string }> => {
      const pool = [
        { ...LAB_LOGIN, host: 'localhost', port: broker.tlsPort, tls: { ca: [certificate(ca)] } },
      ];
      const file = writeFleetspecYaml(lab, broker, { broker: { pool } }, `${name}.yaml`);
      const { stdout } = await runFleetspec(lab, ['doctor', '--json', '--config', file]);
      const found = JSON.parse(stdout) as { check: string; state: string; text: string }[];
      return found.find(({ check }) => check === `broker localhost:${broker.tlsPort}`)!;
    };
    const [known, unknown] = await Promise.all([
      doctor('known', 'ca.crt'),
      doctor('unknown', 'other_ca.crt'),
    ]);
    expect(known.state, known.text).to.equal('ok');
    expect(known.text).to.match(/TLSv1\.[23], login .*, ActiveMQ\/5/);
    expect(unknown.state).to.equal('problem');
    expect(unknown.text).to.match(/^TLS with the broker localhost:\d+ failed/);
  });
});

// The entries of the page, and everything for the others.
function authorizationOfPage(): string {
  const page = readFileSync(join(__dirname, '../../docs/plugins.md'), 'utf8');
  const shown = /```xml\n( *<authorizationEntry .*?)```/s.exec(page)![1]!;
  const [entries = '', temporary = ''] = shown.replaceAll('="monitoring"', '="admins,monitoring"').split('…');
  const all = ['queue', 'topic'].map(
    kind => `<authorizationEntry ${kind}=">" read="admins" write="admins" admin="admins"/>`,
  );
  return `<authorizationEntries>${all.join('')}${entries}</authorizationEntries>${temporary}`;
}

const target = ({ host, port, user, password }: ActiveMq) => ({
  host,
  port,
  login: user,
  passcode: password,
});
