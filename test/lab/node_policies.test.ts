// What a node refuses and writes down, seen by the real mco: policies of a real server.cfg, the audit log beside that of
// mcollectived, a captured request sent again.
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import type { StompMessage } from '../../lib/stomp/connection';
import { StompSession } from '../../lib/stomp/session';
import { type LabBroker, labBroker } from './peers/activemq';
import { runFleetspec } from './peers/fleetspec';
import { ROOT, startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { type LabNode, startMcollectived } from './peers/mcollectived';
import { describeOutcome, type Outcome, runProgram } from './peers/outcome';
import { waitFor } from './peers/wait_for';

const OURS = 'node1.lab';
const RUBY = 'ruby1.lab';

/** As they are in the field: TABs, groups, a compound expression. The rule for uid=50 must not mean others. */
const RPCUTIL_POLICY = `# who may look
policy default deny
allow\tops\tping get_fact get_data daemon_stats\t*\t*
deny\tops\tinventory\t*\t*
allow\tuid=0\tget_config_item\tcustomer=acme and not (role::db or customer=other)
allow\tidentity=client.lab2\t*\t*\t*
`;

describe('policies, audit and replays on a node', () => {
  const lab = useLab('node-policies');
  let broker: LabBroker;
  let node: LabNode;
  let session: StompSession;
  let root: string;
  let nobody: string;
  let broadcaster: string;
  const log = (name: string): string => lab.path(`${name}-audit.log`);

  before(async () => {
    broker = await labBroker(lab);
    const audited = (name: string) => ({
      rpcaudit: '1',
      rpcauditprovider: 'logfile',
      'plugin.rpcaudit.logfile': log(name),
    });
    const collectives = ['mcollective', 'uk'];
    const state = { facts: { customer: 'acme' }, classes: ['role::web'], collectives };
    lab.write(`fleetspecd/${OURS}/policies/rpcutil.policy`, RPCUTIL_POLICY);
    lab.write(`fleetspecd/${OURS}/policies/groups`, 'ops uid=0 uid=7\n');
    const authorization = { rpcauthorization: '1', rpcauthprovider: 'action_policy' };
    [node] = await Promise.all([
      startFleetspecd(lab, broker, {
        identity: OURS,
        ...state,
        settings: { ...audited(OURS), ...authorization },
      }),
      startMcollectived(lab, broker, { identity: RUBY, ...state, settings: audited(RUBY) }),
    ]);
    root = writeClient(lab, broker);
    nobody = writeClient(lab, broker, {
      file: 'nobody.cfg',
      settings: { 'plugin.psk.callertype': 'identity' },
    });
    const both = { collectives: ['mcollective', 'uk'] };
    broadcaster = writeClient(lab, broker, {
      ...both,
      file: 'broadcast.cfg',
      settings: { direct_addressing: 0 },
    });
    const { host, port, user, password } = broker;
    session = await StompSession.connect({ pool: [{ host, port, user, password }], reconnect: false });
  });
  after(() => session?.close());

  async function ask(config: string, args: readonly string[], identity = OURS): Promise<Answer> {
    const outcome = await runMco(lab, config, ['rpc', ...args, '-I', identity, '--json']);
    const [answer] = JSON.parse(outcome.stdout || '[]') as Answer[];
    if (!answer) throw new Error(describeOutcome(outcome));
    return answer;
  }

  const lines = (name: string): string[] =>
    existsSync(log(name)) ? readFileSync(log(name), 'utf8').trimEnd().split('\n') : [];

  // mco has no DDL of it.
  async function askUptime(): Promise<Answer> {
    const outcome = await runFleetspec(lab, [
      'rpc',
      'host',
      'uptime',
      '-I',
      OURS,
      '--json',
      '--config',
      root,
    ]);
    const [answer] = JSON.parse(outcome.stdout || '[]') as Answer[];
    if (!answer) throw new Error(describeOutcome(outcome));
    return answer;
  }

  it('policies allow and deny as they say, with the words of MCollective', async () => {
    const denied = { statuscode: 1, statusmsg: 'You are not authorized to call this agent or action.' };
    expect(await ask(root, ['rpcutil', 'get_fact', 'fact=customer'])).to.include({ statuscode: 0 });
    expect(await ask(root, ['rpcutil', 'get_config_item', 'item=identity'])).to.include({ statuscode: 0 });
    expect(await ask(root, ['rpcutil', 'inventory'])).to.include(denied);
    expect(await ask(nobody, ['rpcutil', 'get_fact', 'fact=customer'])).to.include(denied);
    expect(await askUptime()).to.include(denied);
    expect(node.child.output())
      .to.match(
        /request refused \(denied\): rpcutil#inventory: deny in rpcutil\.policy line 4 .*callerid=uid=0/,
      )
      .and.match(/rpcutil#get_fact: no rule of rpcutil\.policy fits.*callerid=identity=client\.lab/)
      .and.match(/host#uptime: there is no policy for host/);
  });

  it('discovery needs no permission', async () => {
    const found = await runMco(lab, nobody, ['find']);
    expect(found.stdout.trim().split('\n').sort()).to.deep.equal([OURS, RUBY]);
  });

  it('a changed policy holds for the next request', async () => {
    lab.write(`fleetspecd/${OURS}/policies/host.policy`, 'allow\tuid=0\tuptime\t*\t*\n');
    expect(await askUptime()).to.include({ statuscode: 0 });
    lab.write(`fleetspecd/${OURS}/policies/host.policy`, 'policy default allow\nallow uid=0 uptime * *\n');
    expect(await askUptime()).to.include({ statuscode: 1 });
    expect(node.child.output()).to.match(
      /error policy: .*host\.policy line 2: .*allows nothing until mended/,
    );
  });

  it('the audit log has the lines of mcollectived, byte for byte but for the time of writing', async () => {
    const questions = [
      ['rpcutil', 'ping'],
      ['rpcutil', 'get_fact', 'fact=customer'],
      ['rpcutil', 'get_data', 'source=fstat', 'query=/tmp/a "b" #{c} \\d ö $e #f'],
    ];
    const seen = [OURS, RUBY].map(name => ({ name, from: lines(name).length }));
    for (const question of questions) {
      const outcome = await runMco(lab, root, ['rpc', ...question, '--no-progress']);
      expect(outcome.code, describeOutcome(outcome)).to.equal(0);
    }
    const untimed = ({ name, from }: { name: string; from: number }): string[] =>
      lines(name)
        .slice(from)
        .map(line => line.replace(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\] /, ''));
    const [ours, ruby] = seen.map(untimed);
    expect(ruby).to.have.length(questions.length);
    expect(ours).to.deep.equal(ruby);
  });

  it('what was denied or invalid is in the audit log, too', async () => {
    await ask(root, ['rpcutil', 'inventory']);
    expect(lines(OURS).at(-1)).to.match(
      /caller=uid=0@client\.lab agent=rpcutil action=inventory data={:process_results=>true} verdict=denied statuscode=1$/,
    );
  });

  it('a request that was captured and is sent again is refused, counted and logged', async () => {
    const captured: StompMessage[] = [];
    const topic = '/topic/mcollective.rpcutil.agent';
    const subscription = session.subscribe(topic, message => void captured.push(message));
    await session.flush(5000);
    const asked = await runMco(lab, broadcaster, ['rpc', 'rpcutil', 'ping']);
    expect(asked.code, describeOutcome(asked)).to.equal(0);
    const [request] = await waitFor('the request', () => captured.length > 0 && captured);
    subscription.unsubscribe();
    const before = await dropped();
    const answers: string[] = [];
    session.subscribe(
      '/queue/mcollective.reply.thief',
      ({ headers }) => void answers.push(headers.mc_sender ?? ''),
    );
    session.send(topic, { 'reply-to': '/queue/mcollective.reply.thief' }, request!.body);
    await session.flush(5000);
    // mcollectived answers it, which shows that it was a good copy.
    await waitFor('the answer of mcollectived', () => answers.includes(RUBY));
    expect((await dropped()).replay ?? 0).to.equal((before.replay ?? 0) + 1);
    expect(answers).to.deep.equal([RUBY]);
    expect(node.child.output()).to.match(
      /warn {2}request dropped \(replay\): this node has seen it before agent=rpcutil callerid=uid=0 senderid=client\.lab/,
    );
  });

  it('what mco sends is never taken for a replay: batches, broadcasts, nodes in two collectives', async () => {
    const replays = (await dropped()).replay;
    const calls = [
      [root, '--batch', '1', '--batch-sleep', '0.1'],
      [root, '-I', OURS, '-I', RUBY],
      [broadcaster],
      [broadcaster, '-T', 'uk'],
      [broadcaster, '-T', 'mcollective', '-F', 'customer=acme'],
    ];
    for (const [config = '', ...more] of calls) {
      const outcome = await runMco(lab, config, ['rpc', 'rpcutil', 'ping', ...more, '--json']);
      const senders = (JSON.parse(outcome.stdout) as Answer[]).map(({ sender }) => sender).sort();
      expect(senders, describeOutcome(outcome)).to.deep.equal([OURS, RUBY]);
    }
    expect((await dropped()).replay).to.equal(replays);
  });

  async function dropped(): Promise<Record<string, number>> {
    const args = ['rpc', 'rpcutil', 'daemon_stats', '-I', OURS, '--json', '--config', root];
    const outcome = await runFleetspec(lab, args);
    expect(outcome.code, describeOutcome(outcome)).to.equal(0);
    return JSON.parse(outcome.stdout)[0].data.dropped;
  }

  it('the audit log goes on in a new file after a signal', async () => {
    renameSync(log(OURS), `${log(OURS)}.1`);
    node.child.signal('SIGUSR1');
    await waitFor('the new audit log', () => {
      try {
        return readFileSync(log(OURS), 'utf8') === '';
      } catch {
        return false;
      }
    });
    await ask(root, ['rpcutil', 'ping']);
    expect(lines(OURS)).to.have.length(1);
  });

  it('a daemon does not start with a plugin it has not, nor with an audit log it cannot write', async () => {
    const started = async (...more: string[]): Promise<Outcome> => {
      const config = `${readFileSync(node.configFile, 'utf8')}${more.join('\n')}\n`;
      const file = lab.write('broken/server.cfg', config, 0o600);
      return runProgram(process.execPath, [`${ROOT}/dist/bin/fleetspecd.js`, '--config', file]);
    };
    const plugin = await started('rpcauthprovider = site_policy');
    expect(plugin.code, describeOutcome(plugin)).to.equal(1);
    expect(plugin.stderr).to.include(
      'rpcauthprovider asks for "site_policy", fleetspecd has action_policy only',
    );
    const audit = await started(`plugin.rpcaudit.logfile = ${lab.path('nowhere/audit.log')}`);
    expect(audit.code, describeOutcome(audit)).to.equal(1);
    expect(audit.stderr).to.match(/cannot write the audit log .*nowhere\/audit\.log: ENOENT/);
  });

  it('--check tells which policies hold', async () => {
    const args = [`${ROOT}/dist/bin/fleetspecd.js`, '--check', '--config', node.configFile];
    const { stdout } = await runProgram(process.execPath, args);
    expect(stdout)
      .to.match(/^policy of rpcutil: rpcutil\.policy, 4 rules, default deny$/m)
      .and.match(/^policy of host: host\.policy is faulty, every request is denied$/m)
      .and.match(/^fault: .*host\.policy line 2: /m);
  });

  it('the counters are summed up when the daemon stops', async () => {
    await node.child.stop();
    expect(node.child.output()).to.match(
      /info {2}requests so far total=\d+ replies=\d+ .*replay=1 .*denied=\d+/,
    );
  });
});

interface Answer {
  readonly sender: string;
  readonly statuscode: number;
  readonly statusmsg: string;
}
