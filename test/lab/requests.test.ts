// Ways of asking, with both kinds of daemon and mco beside: limits, batches, compound filters, replies that go elsewhere,
// and nodes known from lists, programs and registrations.
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { loadConfig } from '../../lib/config/load_config';
import { processEnvironment } from '../../lib/environment';
import { Fleet } from '../../lib/rpc/fleet';
import type { CollectedReply } from '../../lib/rpc/reply_inbox';
import { type LabBroker, labBroker } from './peers/activemq';
import { CLIENT, runFleetspec } from './peers/fleetspec';
import { startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { type LabNode, startMcollectiveds } from './peers/mcollectived';
import type { NodeSpec } from './peers/node_spec';
import { describeOutcome, type Outcome, type RunOptions, runProgram } from './peers/outcome';
import { waitFor } from './peers/wait_for';

const BOTH = ['mcollective', 'uk'];
const RUBY: readonly NodeSpec[] = [
  {
    identity: 'ruby-web.lab',
    facts: { country: 'uk', os: { family: 'Debian' } },
    classes: ['role::web'],
    collectives: BOTH,
  },
  { identity: 'ruby-db.lab', facts: { country: 'de' }, classes: ['role::db'] },
];
const OURS: readonly NodeSpec[] = [
  {
    identity: 'node-web.lab',
    facts: { country: 'uk', os: { family: 'Debian' } },
    classes: ['role::web'],
    collectives: BOTH,
  },
  { identity: 'node-db.lab', facts: { country: 'fr' }, classes: ['role::db'] },
];
const ALL = ['node-db.lab', 'node-web.lab', 'ruby-db.lab', 'ruby-web.lab'];
const PING = ['rpc', 'rpcutil', 'ping'];

// A data function mostly, and what it should select.
const EXPRESSIONS: readonly (readonly [string, readonly string[]])[] = [
  ["fstat('{lab}/sample').size=6", ALL],
  ["country=uk and fstat('{lab}/sample').md5=/^b194/", ['node-web.lab', 'ruby-web.lab']],
  ["fstat('{lab}/sample').size>6", []],
  ["fact('os.family').value=Debian", ['node-web.lab', 'ruby-web.lab']],
  ["not collective('uk').member=true", ['node-db.lab', 'ruby-db.lab']],
  ["agent('rpcutil').timeout>=1 and not (country=de or role::web)", ['node-db.lab']],
  ["agent('labecho').timeout>=1", ['ruby-db.lab', 'ruby-web.lab']],
  ['country=uk or /db$/', ALL],
];

describe('ways of asking a fleet of mcollectived and fleetspecd', () => {
  const lab = useLab('requests');
  let broker: LabBroker;
  let client: string;
  let ruby: readonly LabNode[];

  const fleetspec = (args: readonly string[], options: RunOptions = {}): Promise<Outcome> =>
    runFleetspec(lab, [...args, '--config', client], options);
  const mco = (args: readonly string[], config = client): Promise<Outcome> => runMco(lab, config, args);
  const senders = ({ stdout }: Outcome): string[] =>
    (JSON.parse(stdout || '[]') as { sender: string }[]).map(({ sender }) => sender).sort();
  const lines = ({ stdout }: Outcome): string[] => stdout.split('\n').filter(Boolean).sort();

  before(async () => {
    lab.write('sample', 'hello\n');
    lab.write('nodes', 'ruby-db.lab\nnode-web.lab\n# gone\nruby-web.lab\nnode-db.lab\n');
    broker = await labBroker(lab);
    client = writeClient(lab, broker, { collectives: BOTH });
    [ruby] = await Promise.all([
      startMcollectiveds(lab, broker, RUBY),
      ...OURS.map(spec => startFleetspecd(lab, broker, spec)),
    ]);
  });

  describe('chooses the nodes mco chooses', { concurrency: 4 }, () => {
    for (const args of [
      ['--limit', '2', '--limit-seed', '1'],
      ['--limit', '1', '--limit-seed', '-12'],
      ['--limit', '75%', '--limit-seed', '99999999999'],
      ['--limit', '50%', '--dm', 'flatfile', '--do', 'nodes', '--limit-seed', '3'],
    ]) {
      it(`at random: ${args.join(' ')}`, async () => {
        const settings = { rpclimitmethod: 'random' };
        const config = writeClient(lab, broker, { collectives: BOTH, file: 'random.cfg', settings });
        const call = [...PING, ...args, '--json'];
        const [ours, theirs] = await Promise.all([
          runFleetspec(lab, [...call, '--config', config]),
          mco(call, config),
        ]);
        expect(senders(theirs), describeOutcome(theirs)).to.have.length.within(1, 3);
        expect(senders(ours), describeOutcome(ours)).to.deep.equal(senders(theirs));
      });
    }

    it('the first of a list', async () => {
      const call = [...PING, '--nodes', 'nodes', '--limit', '50%', '--json'];
      const [ours, theirs] = await Promise.all([fleetspec(call), mco(call)]);
      expect(senders(theirs), describeOutcome(theirs)).to.deep.equal(['node-web.lab', 'ruby-db.lab']);
      expect(senders(ours), describeOutcome(ours)).to.deep.equal(senders(theirs));
    });

    it('of a sub-collective, and of no other', async () => {
      const call = [...PING, '-T', 'uk', '--json'];
      const [ours, theirs] = await Promise.all([fleetspec(call), mco(call)]);
      expect(senders(theirs), describeOutcome(theirs)).to.deep.equal(['node-web.lab', 'ruby-web.lab']);
      expect(senders(ours), describeOutcome(ours)).to.deep.equal(senders(theirs));
      const unknown = await fleetspec([...PING, '-T', 'us']);
      expect(unknown.stderr).to.contain('there is no collective "us" in the configuration');
    });

    for (const [expression, wanted] of EXPRESSIONS) {
      it(`find -S "${expression}"`, async () => {
        const args = ['find', '-S', expression.replace('{lab}', lab.dir)];
        const [ours, theirs] = await Promise.all([fleetspec(args), mco(args)]);
        expect(lines(theirs), describeOutcome(theirs)).to.deep.equal(wanted);
        expect(lines(ours), describeOutcome(ours)).to.deep.equal(wanted);
      });
    }
  });

  it('calls what -S selects: the nodes look again', async () => {
    const args = [...PING, '-S', `fstat('${lab.dir}/sample').size=6 and role::web`, '--json'];
    const ours = await fleetspec(args);
    expect(senders(ours), describeOutcome(ours)).to.deep.equal(['node-web.lab', 'ruby-web.lab']);
    expect(ours.code).to.equal(0);
  });

  it('asks in batches under one request id', async () => {
    const call = [...PING, '--batch', '1', '--batch-sleep', '0.2', '--nodes', 'nodes', '--json'];
    const ours = await fleetspec(call);
    expect(senders(ours), describeOutcome(ours)).to.deep.equal(ALL);
    const ids = ruby.map(({ child }) =>
      [...child.output().matchAll(/Handling message ([0-9a-f]{32}) for agent 'rpcutil'/g)].map(
        ([, id]) => id,
      ),
    );
    expect(ids[0]!.at(-1)).to.be.a('string').and.to.equal(ids[1]!.at(-1));
    const halves = await fleetspec([...PING, '--batch', '50%', '--batch-sleep', '0', '-v']);
    expect(halves.stdout, describeOutcome(halves)).to.contain('Nodes: 4 / 4');
  });

  it('acts without answers', async () => {
    const handled = (): number => ruby[0]!.child.output().split("for agent 'rpcutil'").length;
    const stats = async (): Promise<number> => {
      const { stdout } = await fleetspec(['rpc', 'rpcutil', 'daemon_stats', '-I', 'node-web.lab', '--json']);
      return JSON.parse(stdout)[0].data.passed;
    };
    const [before, passed] = [handled(), await stats()];
    const sent = await fleetspec([...PING, '--nr', '-C', 'role::web']);
    expect(sent.stdout, describeOutcome(sent)).to.match(/^Sent request [0-9a-f]{32}\n$/);
    const id = sent.stdout.trim().split(' ').pop()!;
    await waitFor('the request', () => ruby[0]!.child.output().includes(`Handling message ${id}`));
    expect(handled()).to.be.above(before);
    await waitFor('our node', async () => (await stats()) >= passed + 2);
    expect(ruby[1]!.child.output()).not.to.contain(`Handling message ${id}`);
  });

  it('has replies sent elsewhere, and reads them there; mco’s as well', async () => {
    const environment = processEnvironment();
    const fleet = await Fleet.connect(loadConfig(environment, { file: client, role: 'client' }), {
      environment,
    });
    after(() => fleet.close());
    const queue = '/queue/mcollective.reply.collector';
    const [ours, theirs] = await Promise.all([
      fleetspec([...PING, '--reply-to', queue]),
      mco([...PING, '--reply-to', queue, '-I', 'node-db.lab']),
    ]);
    expect(ours.stdout, describeOutcome(ours)).to.match(
      /^Sent request ([0-9a-f]{32}), answers go to \/queue/,
    );
    expect(theirs.stdout, describeOutcome(theirs)).to.contain(`replies to ${queue}`);
    const replies: CollectedReply[] = [];
    const inbox = fleet.collectReplies(queue, { onReply: reply => replies.push(reply) });
    await waitFor('five replies', () => replies.length >= 5);
    inbox.close();
    const [, id] = /request (\w+)/.exec(ours.stdout)!;
    const ofOurs = replies.filter(({ requestid }) => requestid === id);
    expect(ofOurs.map(({ sender }) => sender).sort()).to.deep.equal(ALL);
    expect(replies.filter(({ requestid }) => requestid !== id).map(({ sender }) => sender)).to.deep.equal([
      'node-db.lab',
    ]);
    for (const { data, statuscode, agent } of replies) {
      expect({ statuscode, agent }).to.deep.equal({ statuscode: 0, agent: 'rpcutil' });
      expect(data.pong).to.be.a('number');
    }
  });

  it('takes nodes from standard input: text, JSON, and a real pipe', async () => {
    const text = await fleetspec([...PING, '--json'], { input: 'node-db.lab\nruby-web.lab\n' });
    expect(senders(text), describeOutcome(text)).to.deep.equal(['node-db.lab', 'ruby-web.lab']);
    const chained = await fleetspec([...PING, '--json'], { input: text.stdout });
    expect(senders(chained), describeOutcome(chained)).to.deep.equal(senders(text));
    const theirs = await mco(['find', '-C', 'role::db', '--json']);
    const program = `'${process.execPath}' '${CLIENT}'`;
    const first = `${program} rpc rpcutil get_fact fact=country -C role::db --json --config '${client}'`;
    const line = `${first} | ${program} rpc rpcutil ping --json --config '${client}'`;
    const piped = await runProgram('sh', ['-c', line], { cwd: lab.dir, env: { HOME: lab.dir } });
    expect(senders(piped), describeOutcome(piped)).to.deep.equal(['node-db.lab', 'ruby-db.lab']);
    expect(lines(theirs), describeOutcome(theirs)).to.deep.equal(['node-db.lab', 'ruby-db.lab']);
  });

  it('takes nodes from a file, as mco does', async () => {
    const args = ['--dm', 'flatfile', '--do', 'nodes', '-I', '/^ruby/'];
    const [ours, theirs] = await Promise.all([fleetspec(['find', ...args]), mco(['find', ...args])]);
    expect(lines(theirs), describeOutcome(theirs)).to.deep.equal(['ruby-db.lab', 'ruby-web.lab']);
    expect(lines(ours), describeOutcome(ours)).to.deep.equal(lines(theirs));
    const facts = [...PING, '--dm', 'flatfile', '--do', 'nodes', '-F', 'a=b'];
    const refused = await Promise.all([fleetspec(facts), mco(facts)]);
    for (const outcome of refused) {
      expect(outcome.code, describeOutcome(outcome)).to.equal(1);
      expect(outcome.stderr).to.match(/fact filters/);
    }
  });

  it('takes nodes from a program', async () => {
    const script = `#!/bin/sh
grep -q '"fact":"country"' "$CHORIA_EXTERNAL_REQUEST" || exit 1
echo '{"protocol":"io.choria.choria.discovery.v1.external_reply","nodes":["ruby-db.lab","node-web.lab"]}' > "$2"
`;
    const path = lab.write('bin/nodes', script, 0o755);
    const args = [...PING, '--dm', 'external', '--do', `command=${path}`, '--json'];
    const ours = await fleetspec([...args, '-F', 'country=de']);
    expect(senders(ours), describeOutcome(ours)).to.deep.equal(['node-web.lab', 'ruby-db.lab']);
    const failed = await fleetspec(args);
    expect(failed.stderr).to.equal(
      `fleetspec: the discovery program ${path} ended with exit code 1; run it by hand, or ask the nodes themselves with --dm mc\n`,
    );
  });

  it('takes nodes from registrations as Ruby writes them', async () => {
    lab.write('registered/.keep', '');
    for (const { identity, facts, classes, collectives = ['mcollective'] } of [...RUBY, ...OURS]) {
      const meta = JSON.stringify({ agentlist: ['rpcutil'], facts, classes, collectives, identity });
      const script = `require "json"; require "yaml"
        meta = JSON.parse(STDIN.read).map { |key, value| [key.to_sym, value] }.to_h
        File.write(ARGV[0], meta.to_yaml)`;
      const args = ['-e', script, lab.path('registered', identity)];
      expect((await runProgram('ruby', args, { input: meta })).code).to.equal(0);
    }
    const method = ['--dm', 'registration', '--do', 'directory=registered', '--json'];
    const uk = await fleetspec([...PING, ...method, '-F', 'country=uk', '-C', '/role/']);
    expect(senders(uk), describeOutcome(uk)).to.deep.equal(['node-web.lab', 'ruby-web.lab']);
  });

  it('tells at Ctrl-C who has answered and who may act', async () => {
    const args = [...PING, '-I', 'ruby-web.lab', '-I', 'ghost.lab', '-I', 'node-web.lab', '-t', '20'];
    const stop = (pid: number): void => void setTimeout(() => process.kill(pid, 'SIGINT'), 3000);
    const ours = await fleetspec(args, { onStart: stop });
    expect(ours.code, describeOutcome(ours)).to.equal(130);
    expect(ours.stdout).to.contain('ruby-web.lab').and.to.contain('node-web.lab');
    expect(ours.stderr).to.equal(
      `fleetspec: given up: 3 of 3 nodes were asked, 2 answered
fleetspec: ghost.lab had not answered and may have acted, or may act until the request expires
`,
    );
  });
});
