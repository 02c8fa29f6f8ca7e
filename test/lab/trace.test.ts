// `fleetspec trace` against both kinds of daemon: what it says is what the daemons and mco say.
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { makeRpcReply } from '../../lib/mcollective/rpc_body';
import { PskSecurity } from '../../lib/mcollective/security/psk';
import { StompSession } from '../../lib/stomp/session';
import { type LabBroker, labBroker } from './peers/activemq';
import { runFleetspec } from './peers/fleetspec';
import { startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { writeClient } from './peers/mco';
import { type LabNode, startMcollectived } from './peers/mcollectived';
import { LAB_PSK } from './peers/node_spec';
import { describeOutcome, type Outcome } from './peers/outcome';

type Event = Record<string, unknown> & { event: string };

const events = (outcome: Outcome): Event[] =>
  outcome.stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Event);

describe('fleetspec trace', () => {
  const lab = useLab('trace');
  let broker: LabBroker;
  let client: string;
  let ruby: LabNode;
  let ours: LabNode;
  let wrongKey: LabNode;

  const trace = (...args: string[]): Promise<Outcome> =>
    runFleetspec(lab, ['trace', ...args, '--config', client]);

  before(async () => {
    broker = await labBroker(lab);
    client = writeClient(lab, broker);
    const settings = { loglevel: 'debug' };
    [ruby, ours, wrongKey] = await Promise.all([
      startMcollectived(lab, broker, { identity: 'ruby.lab' }),
      startFleetspecd(lab, broker, { identity: 'node.lab', settings }),
      startFleetspecd(lab, broker, { identity: 'wrong-key.lab', psk: 'another', settings }),
    ]);
    await answerWithAnotherKey('liar.lab');
  });

  // Understands requests, and signs its answers with a key of its own.
  async function answerWithAnotherKey(identity: string): Promise<void> {
    const { host, port, user, password } = broker;
    const session = await StompSession.connect({ pool: [{ host, port, user, password }], reconnect: false });
    const [key, other] = [new PskSecurity(LAB_PSK, 'uid=0'), new PskSecurity('another', 'uid=0')];
    session.subscribe(
      '/queue/mcollective.nodes',
      message => {
        const { requestid, agent, callerid } = key.decodeRequest(message.body);
        const reply = { senderid: identity, senderagent: agent, requestid, msgtime: 1_700_000_000 };
        const body = makeRpcReply(0, 'OK', {});
        session.send(message.headers['reply-to']!, {}, other.encodeReply({ ...reply, body }, callerid));
      },
      { selector: `mc_identity = '${identity}'` },
    );
    await session.flush(5_000);
    lab.atEnd({ end: () => session.close(), endNow: () => undefined });
  }

  it('tells of the request what the daemons log of it', async () => {
    const outcome = await trace(
      'rpcutil',
      'get_fact',
      'fact=nosuch',
      '--json',
      '-I',
      'ruby.lab',
      '-I',
      'node.lab',
    );
    expect(outcome.code, describeOutcome(outcome)).to.equal(0);
    const all = events(outcome);
    const request = all.find(({ event, agent }) => event === 'request' && agent === 'rpcutil')!;
    expect(request).to.include({
      senderid: 'client.lab',
      collective: 'mcollective',
      action: 'get_fact',
      ttl: 60,
    });
    expect(request.callerid).to.equal(`uid=${process.getuid?.()}`);
    expect(request.requestid).to.match(/^[0-9a-f]{32}$/);
    const requestid = String(request.requestid);
    await ruby.child.untilPrinted(new RegExp(`rpcutil.*${requestid}|${requestid}.*rpcutil`));
    await ours.child.untilPrinted(new RegExp(`running rpcutil#get_fact.*${requestid}`));
    expect(ours.child.output()).to.contain(String(request.callerid));
    const nodes = all.filter(({ event }) => event === 'node');
    expect(nodes.map(({ node, outcome: how }) => [node, how]).sort()).to.deep.equal([
      ['node.lab', 'ok'],
      ['ruby.lab', 'ok'],
    ]);
    expect(all.map(({ event }) => event)).to.include.members(['socket', 'connected', 'subscribe', 'receipt']);
    expect(all.find(({ event }) => event === 'connected')).to.include({ version: '1.2', login: broker.user });
  });

  it('names silent nodes, and says why an answer was refused', async () => {
    const named = ['ruby.lab', 'wrong-key.lab', 'liar.lab', 'ghost.lab'].flatMap(name => ['-I', name]);
    const outcome = await trace('rpcutil', 'ping', '-t', '2', ...named);
    expect(outcome.code, describeOutcome(outcome)).to.equal(0);
    expect(outcome.stdout).to.match(/REFUSED reply of liar\.lab after/);
    expect(outcome.stdout).to.match(/because +its hash was not made with our key \(signature\)/);
    expect(outcome.stdout).to.match(/ruby\.lab +\d+\.\d ms +\d+ B +clock [+-]\d+ s +0 OK/);
    expect(outcome.stdout).to.match(/Silent \(2\)[^\n]*\n +ghost\.lab +wrong-key\.lab/);
    // Its own log has the reason, which a trace at the client cannot know.
    await wrongKey.child.untilPrinted(/signature/);
  });

  it('fits 80 columns and shows no secret', async () => {
    const args = ['rpcutil', 'get_fact', 'fact=x', 'db_password=hush-hush', '--frames', '--no-ddl'];
    for (const more of [[], ['--json']]) {
      const outcome = await trace(...args, ...more, '-I', 'ruby.lab', '-I', 'node.lab');
      expect(outcome.code, describeOutcome(outcome)).to.equal(0);
      expect(outcome.stdout).to.contain('(hidden)');
      for (const secret of [
        LAB_PSK,
        broker.password,
        'hush-hush',
        Buffer.from('hush-hush').toString('base64'),
      ])
        expect(outcome.stdout + outcome.stderr).to.not.contain(secret);
      if (more.length > 0) continue;
      expect(outcome.stdout.split('\n').filter(line => line.length > 80)).to.deep.equal([]);
      expect(outcome.stdout)
        .to.match(/>>> CONNECT, body/)
        .and.match(/<<< MESSAGE, body/);
    }
  });
});
