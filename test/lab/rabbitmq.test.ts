// The same fleet over RabbitMQ: both clients, both kinds of daemon, both ways replies can come.
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { normaliseJson } from './normalise';
import { runFleetspec, writeFleetspecYaml } from './peers/fleetspec';
import { startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { startMcollectiveds } from './peers/mcollectived';
import type { NodeSpec, Settings } from './peers/node_spec';
import { describeOutcome, type Outcome } from './peers/outcome';
import { RabbitMq } from './peers/rabbitmq';
import { waitFor } from './peers/wait_for';

// The broker is started again, and must be found soon.
const settings = { 'plugin.rabbitmq.max_reconnect_delay': '1' };
const BOTH = ['mcollective', 'uk'];
const RUBY: readonly NodeSpec[] = [
  { identity: 'ruby.lab', settings },
  { identity: 'ruby-uk.lab', collectives: BOTH, settings },
];
const OURS: NodeSpec = { identity: 'node.lab' };
const OURS_UK: NodeSpec = { identity: 'node-uk.lab', collectives: BOTH, settings };
const ALL = ['node-uk.lab', 'node.lab', 'ruby-uk.lab', 'ruby.lab'];
const UK = ['node-uk.lab', 'ruby-uk.lab'];

const REPLIES: Readonly<Record<string, Settings>> = {
  'temporary queues': {},
  'the reply exchange': { 'plugin.rabbitmq.use_reply_exchange': 1 },
};
const REQUESTS: Readonly<Record<string, Settings>> = {
  broadcast: { direct_addressing_threshold: 0 },
  direct: { direct_addressing_threshold: 10 },
};

describe('RabbitMQ', () => {
  const lab = useLab('rabbitmq');
  let broker: RabbitMq;

  before(async () => {
    broker = await RabbitMq.start(lab, { collectives: BOTH });
    await Promise.all([
      startMcollectiveds(lab, broker, RUBY),
      startFleetspecd(lab, broker, OURS, { yaml: true }),
      startFleetspecd(lab, broker, OURS_UK),
    ]);
  });

  const client = (file: string, more: Settings = {}, collectives = BOTH): string =>
    writeClient(lab, broker, { file, collectives, settings: more });
  const facts = ['rpc', 'rpcutil', 'get_fact', 'fact=nosuch', '--json'];

  function expectReplies(outcome: Outcome, identities: readonly string[]): void {
    expect(outcome.code, describeOutcome(outcome)).to.equal(0);
    const replies = JSON.parse(outcome.stdout) as { sender: string; statuscode: number }[];
    expect(replies.map(reply => reply.sender).sort()).to.deep.equal(identities);
    for (const reply of replies) expect(reply.statuscode, reply.sender).to.equal(0);
  }

  describe('carries requests and replies', { concurrency: 4 }, () => {
    for (const [replies, ofReplies] of Object.entries(REPLIES)) {
      for (const [request, ofRequest] of Object.entries(REQUESTS)) {
        it(`${request}, replies through ${replies}: mco and fleetspec hear the same of all`, async () => {
          const file = client(`${request}-${replies.replaceAll(' ', '-')}.cfg`, {
            ...ofReplies,
            ...ofRequest,
          });
          const [ours, theirs] = await Promise.all([
            runFleetspec(lab, [...facts, '--config', file]),
            runMco(lab, file, facts),
          ]);
          expectReplies(ours, ALL);
          expectReplies(theirs, ALL);
          expect(normaliseJson(ours.stdout)).to.deep.equal(normaliseJson(theirs.stdout));
        });
      }
    }

    it('to nodes that are named, with settings from fleetspec.yaml', async () => {
      const yaml = writeFleetspecYaml(lab, broker);
      const named = ['-I', 'ruby.lab', '-I', 'node-uk.lab', '--config', yaml];
      expectReplies(await runFleetspec(lab, [...facts, ...named]), ['node-uk.lab', 'ruby.lab']);
    });

    it('within a sub-collective only', async () => {
      const file = client('uk.cfg');
      const [ours, theirs] = await Promise.all([
        runFleetspec(lab, [...facts, '-T', 'uk', '--config', file]),
        runMco(lab, file, [...facts, '-T', 'uk']),
      ]);
      expectReplies(ours, UK);
      expectReplies(theirs, UK);
    });

    it('in base64, to nobody who does not expect it', async () => {
      const file = client('base64.cfg', { 'plugin.rabbitmq.base64': 1 });
      const outcome = await runFleetspec(lab, ['find', '--config', file]);
      expect(outcome.stdout, describeOutcome(outcome)).to.equal('');
      expect(outcome.code).to.equal(1);
    });
  });

  it('lets everybody answer a ping', async () => {
    const outcome = await runFleetspec(lab, ['ping', '--json', '--config', client('ping.cfg')]);
    const answers = JSON.parse(outcome.stdout) as { sender: string }[];
    expect(answers.map(answer => answer.sender).sort(), describeOutcome(outcome)).to.deep.equal(ALL);
  });

  it('refuses a wrong login: one sentence, exit 1', async () => {
    const wrong = { broker: { pool: [{ host: broker.host, port: broker.port, user: 'x', password: 'y' }] } };
    const yaml = writeFleetspecYaml(
      lab,
      broker,
      { broker: { connector: 'rabbitmq', ...wrong.broker } },
      'login.yaml',
    );
    const outcome = await runFleetspec(lab, ['find', '--config', yaml]);
    expect(outcome.code, describeOutcome(outcome)).to.equal(1);
    expect(outcome.stderr).to.contain("Access refused for user 'x'").and.contain('check user and password');
  });

  it('refuses a virtual host it does not have, and the sentence says what to do', async () => {
    const yaml = writeFleetspecYaml(lab, broker, { broker: { vhost: 'mcollective' } }, 'vhost.yaml');
    const outcome = await runFleetspec(lab, ['find', '--config', yaml]);
    expect(outcome.code, describeOutcome(outcome)).to.equal(1);
    expect(outcome.stderr).to.contain('check broker.vhost').and.contain('broker.connector: rabbitmq');
  });

  it('without the exchanges of a collective: client and daemon name the exchange', async () => {
    const file = client('de.cfg', {}, ['de']);
    const [outcome, node] = await Promise.all([
      runFleetspec(lab, ['find', '--config', file]),
      startFleetspecd(lab, broker, { identity: 'node-de.lab', collectives: ['de'], settings }),
    ]);
    expect(outcome.code, describeOutcome(outcome)).to.equal(1);
    expect(outcome.stderr).to.contain('create the exchange "de_broadcast"');
    await node.child.untilPrinted(/no exchange 'de_directed'/);
    expect(node.child.running).to.equal(true);
    await node.child.stop();
  });

  it('comes back: both kinds of daemon find it again', async () => {
    const file = client('reborn.cfg');
    await broker.stop();
    const gone = await runFleetspec(lab, ['find', '--config', file]);
    expect(gone.code, describeOutcome(gone)).to.equal(1);
    expect(gone.stderr).to.contain(`127.0.0.1:${broker.port}`);
    await broker.restart();
    await waitFor(
      'all nodes to be back',
      async () => {
        const outcome = await runFleetspec(lab, ['find', '--json', '--config', file]);
        return outcome.code === 0 && JSON.parse(outcome.stdout).length === ALL.length;
      },
      20_000,
    );
    expectReplies(await runFleetspec(lab, [...facts, '--config', file]), ALL);
  });
});
