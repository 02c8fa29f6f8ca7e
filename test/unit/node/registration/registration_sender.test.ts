// A node tells that it is there: what it sends, when, and when not.
import { beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { RegistrationConfig } from '../../../../lib/config/config';
import { toPlain } from '../../../../lib/marshal/plain';
import { symbolHash } from '../../../../lib/marshal/values';
import { ActiveMqConnector } from '../../../../lib/mcollective/activemq_connector';
import { PskSecurity } from '../../../../lib/mcollective/security/psk';
import type { Agent, FactTree } from '../../../../lib/node/agent';
import { registrationBody } from '../../../../lib/node/registration/registration_body';
import { RegistrationSender } from '../../../../lib/node/registration/registration_sender';
import { FakeClock, settle } from '../../rpc/fake_clock';
import { FakeConnection, MemoryLogger, makeTestConfig } from '../fakes';

const CONFIG: RegistrationConfig = {
  intervalMs: 300_000,
  method: 'agentlist',
  collective: undefined,
  splay: false,
};

const facts: FactTree = new Map<string, never>([
  ['z', '1' as never],
  ['a', new Map([['b', ['x']]]) as never],
]);
const node = {
  identity: 'node1.example.net',
  mainCollective: 'mcollective',
  collectives: ['mcollective', 'eu', 'de'],
  agents: new Map<string, Agent>([
    ['discovery', {} as Agent],
    ['rpcutil', {} as Agent],
  ]),
  factTree: (): Promise<FactTree> => Promise.resolve(facts),
  classes: (): Promise<readonly string[]> => Promise.resolve(['role::web']),
};

let clock: FakeClock;
let logger: MemoryLogger;
let connection: FakeConnection;
beforeEach(() => {
  clock = new FakeClock();
  logger = new MemoryLogger();
  connection = new FakeConnection();
});

const security = new PskSecurity('s3cret', 'uid=0');

function sender(config: Partial<RegistrationConfig> = {}, more: object = {}): RegistrationSender {
  const connector = new ActiveMqConnector(makeTestConfig().broker, node.identity, 4242, clock);
  const parts = { node, connection, connector, security, clock, logger, ttl: 60, random: () => 0.5 };
  return new RegistrationSender({ ...CONFIG, ...config }, { ...parts, ...more });
}

describe('registrationBody', () => {
  it('is a list of agents, or all that clients filter by under Symbol keys', async () => {
    expect(await registrationBody('agentlist', node)).to.deep.equal(['discovery', 'rpcutil']);
    const meta = await registrationBody('meta', node);
    expect(meta).to.deep.equal(
      symbolHash({
        agentlist: ['discovery', 'rpcutil'],
        facts,
        classes: ['role::web'],
        collectives: ['de', 'eu', 'mcollective'],
        identity: 'node1.example.net',
      }),
    );
    expect([...(meta as Map<unknown, unknown>).keys()].map(String)).to.deep.equal([
      ':agentlist',
      ':facts',
      ':classes',
      ':collectives',
      ':identity',
    ]);
  });
});

describe('RegistrationSender', () => {
  it('sends a request to the agent registration at once, then after each interval', async () => {
    sender().start();
    await settle();
    expect(connection.sent).to.have.length(1);
    const [frame] = connection.sent;
    expect(frame!.destination).to.equal('/topic/mcollective.registration.agent');
    expect(frame!.headers['reply-to']).to.match(/^\/queue\/mcollective\.reply\.node1\.example\.net_4242/);
    const request = security.decodeRequest(frame!.body);
    expect(request).to.deep.include({
      agent: 'registration',
      collective: 'mcollective',
      senderid: 'node1.example.net',
      ttl: 60,
      msgtime: 1_700_000_000,
      filter: { fact: [], cf_class: [], agent: ['registration'], identity: [], compound: [] },
    });
    expect(toPlain(request.body)).to.deep.equal(['discovery', 'rpcutil']);
    await clock.advance(299_999);
    expect(connection.sent).to.have.length(1);
    await clock.advance(1);
    expect(connection.sent).to.have.length(2);
    const again = security.decodeRequest(connection.sent[1]!.body);
    expect(again.requestid).to.not.equal(request.requestid);
    expect(again.msgtime).to.equal(1_700_000_300);
    expect(connection.sent[1]!.headers['reply-to']).to.equal(frame!.headers['reply-to']);
  });

  it('waits a random part of the interval first when told to', async () => {
    sender({ splay: true }).start();
    await clock.advance(149_999);
    expect(connection.sent).to.have.length(0);
    await clock.advance(1);
    expect(connection.sent).to.have.length(1);
    await clock.advance(300_000);
    expect(connection.sent).to.have.length(2);
  });

  it('sends to the collective of the configuration, or to the main one when the node is not in it', async () => {
    sender({ collective: 'eu' }).start();
    sender({ collective: 'us' }).start();
    await settle();
    expect(connection.sent.map(frame => frame.destination)).to.deep.equal([
      '/topic/eu.registration.agent',
      '/topic/mcollective.registration.agent',
    ]);
    expect(logger.at('warn')).to.deep.equal([
      'registration goes to mcollective: this node is not in the collective us',
    ]);
  });

  it('leaves out what falls into the time without a broker, and what cannot be made', async () => {
    const down = { send: () => {}, broker: undefined as string | undefined };
    const link = sender({}, { connection: down });
    link.start();
    await settle();
    expect(logger.at('debug')).to.deep.equal(['no registration now: the broker is down']);
    down.broker = 'b:1';
    down.send = () => {
      throw new Error('lost');
    };
    await clock.advance(300_000);
    expect(logger.at('warn')).to.deep.equal(['registration could not be sent: lost']);
    let sent = 0;
    down.send = () => void sent++;
    await clock.advance(300_000);
    expect(sent).to.equal(1);
    link.stop();
  });

  it('stops, also while it reads the facts', async () => {
    const first = sender();
    first.start();
    await settle();
    first.stop();
    await clock.advance(900_000);
    expect(connection.sent).to.have.length(1);
    expect(clock.pending).to.equal(0);
    const slow = sender({ method: 'meta' });
    slow.start();
    slow.stop();
    await settle();
    expect(connection.sent).to.have.length(1);
    expect(clock.pending).to.equal(0);
  });
});
