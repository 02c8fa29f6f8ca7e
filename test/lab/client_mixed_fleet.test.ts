// Our client discovers and calls both kinds of daemon in one collective, and selects the nodes that mco selects.
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { normaliseJson } from './normalise';
import { type LabBroker, labBroker } from './peers/activemq';
import { runFleetspec } from './peers/fleetspec';
import { startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { startMcollectiveds } from './peers/mcollectived';
import type { NodeSpec } from './peers/node_spec';
import { describeOutcome, type Outcome } from './peers/outcome';

const RUBY_NODES: readonly NodeSpec[] = [
  {
    identity: 'ruby-web.lab',
    facts: { country: 'uk', cpus: 4, list: ['a', 'b'], version: '10.5', empty: '' },
    classes: ['role::web', 'common'],
  },
  { identity: 'ruby-db.lab', facts: { country: 'de', cpus: 16, version: '9.5' }, classes: ['role::db'] },
];
const OUR_NODES: readonly NodeSpec[] = [
  {
    identity: 'node-web.lab',
    facts: { country: 'uk', cpus: 8, list: ['b', 'c'], version: '9.75', empty: '' },
    classes: ['role::web', 'common'],
  },
  { identity: 'node-db.lab', facts: { country: 'fr', cpus: 32, version: '10.25' }, classes: ['role::db'] },
];
const ALL = ['node-db.lab', 'node-web.lab', 'ruby-db.lab', 'ruby-web.lab'];
const WEB = ['node-web.lab', 'ruby-web.lab'];
const DB = ['node-db.lab', 'ruby-db.lab'];

const FILTERS: readonly (readonly [readonly string[], readonly string[]])[] = [
  [[], ALL],
  [['-F', 'country=uk'], WEB],
  [['-F', 'country=/^(de|fr)$/'], DB],
  [['-F', 'country!=uk'], DB],
  [['-F', 'country=~r'], ['node-db.lab']],
  [['-F', 'cpus>=16'], DB],
  [['-F', 'cpus<16'], WEB],
  [['-F', 'cpus>9'], DB],
  [
    ['-F', 'version>9.6'],
    ['node-db.lab', 'node-web.lab', 'ruby-web.lab'],
  ],
  [['-F', 'list=b'], WEB],
  [['-F', 'list=a'], ['ruby-web.lab']],
  [['-F', 'nosuch=x'], []],
  [['-F', 'nosuch!=x'], []],
  [['-F', 'country=uk', '-F', 'cpus=8'], ['node-web.lab']],
  [['-C', 'role::web'], WEB],
  [['-C', '/^role::/'], ALL],
  [['-C', '/role/', '-C', 'common'], WEB],
  [['-C', 'role'], []],
  [
    ['-I', '/^ruby/'],
    ['ruby-db.lab', 'ruby-web.lab'],
  ],
  [
    ['-I', 'ruby-web.lab', '-I', 'node-db.lab'],
    ['node-db.lab', 'ruby-web.lab'],
  ],
  [['-A', 'rpcutil'], ALL],
  [
    ['-A', '/^labe/'],
    ['ruby-db.lab', 'ruby-web.lab'],
  ],
  [['-W', 'country=uk role::web cpus=4'], ['ruby-web.lab']],
  [['-W', '/web/'], WEB],
];

/** mco mostly sits out its two seconds of discovery. */
const AT_ONCE = 6;

describe('our client with mcollectived and fleetspecd in one collective', () => {
  const lab = useLab('mixed');
  let broker: LabBroker;
  let client: string;
  const mcoFinds = new Map<readonly string[], Promise<Outcome>>();

  const fleetspec = (...args: string[]): Promise<Outcome> => runFleetspec(lab, [...args, '--config', client]);

  before(async () => {
    broker = await labBroker(lab);
    client = writeClient(lab, broker);
    await Promise.all([
      startMcollectiveds(lab, broker, RUBY_NODES),
      startFleetspecd(lab, broker, OUR_NODES[0]!),
      // Its own format of configuration makes the same node.
      startFleetspecd(lab, broker, OUR_NODES[1]!, { yaml: true }),
    ]);
    let lanes: Promise<unknown>[] = [];
    for (const [args] of FILTERS) {
      const previous = lanes.length === AT_ONCE ? lanes.shift()! : Promise.resolve();
      const outcome = previous.then(() => runMco(lab, client, ['find', ...args]));
      mcoFinds.set(args, outcome);
      lanes = [...lanes, outcome];
    }
    await Promise.all(mcoFinds.values());
  });

  describe('selects what mco selects', { concurrency: AT_ONCE }, () => {
    for (const [args, expected] of FILTERS) {
      it(`find ${args.join(' ')}`, async () => {
        const theirs = await mcoFinds.get(args)!;
        expect(theirs.stdout.split('\n').filter(Boolean).sort(), describeOutcome(theirs)).to.deep.equal(
          expected,
        );
        const ours = await fleetspec('find', '--json', ...args);
        expect(JSON.parse(ours.stdout || 'null'), describeOutcome(ours)).to.deep.equal(expected);
        expect(ours.code, describeOutcome(ours)).to.equal(expected.length > 0 ? 0 : 1);
      });
    }
  });

  it('find prints one identity a line', async () => {
    const found = await fleetspec('find');
    expect(found.stdout, describeOutcome(found)).to.equal(`${ALL.join('\n')}\n`);
  });

  it('ping hears every node and ends before mco would', async () => {
    const ping = await fleetspec('ping', '--json');
    expect(ping.code, describeOutcome(ping)).to.equal(0);
    const answers = JSON.parse(ping.stdout) as { sender: string }[];
    expect(answers.map(answer => answer.sender).sort()).to.deep.equal(ALL);
    expect(ping.elapsedMs).to.be.below(5_000);
  });

  it('rpc returns what mco rpc returns, from both kinds', async () => {
    const args = ['rpc', 'rpcutil', 'get_facts', 'facts=country,cpus,list,nosuch', '--json'];
    const [ours, theirs] = await Promise.all([fleetspec(...args), runMco(lab, client, args)]);
    expect(ours.code, describeOutcome(ours)).to.equal(0);
    expect(theirs.code, describeOutcome(theirs)).to.equal(0);
    expect(normaliseJson(ours.stdout)).to.deep.equal(normaliseJson(theirs.stdout));
    expect((JSON.parse(ours.stdout) as unknown[]).length).to.equal(4);
  });

  it('rpc with a list of nodes asks exactly those', async () => {
    lab.write('two', 'ruby-web.lab\n# a comment\nnode-db.lab\n');
    const outcome = await fleetspec('rpc', 'rpcutil', 'ping', '--nodes', 'two', '--json');
    expect(outcome.code, describeOutcome(outcome)).to.equal(0);
    const replies = JSON.parse(outcome.stdout) as { sender: string }[];
    expect(replies.map(reply => reply.sender).sort()).to.deep.equal(['node-db.lab', 'ruby-web.lab']);
  });

  it('more nodes than the direct addressing threshold are asked by broadcast', async () => {
    const threshold = writeClient(lab, broker, {
      file: 'broadcast.cfg',
      settings: { direct_addressing_threshold: 1 },
    });
    const outcome = await runFleetspec(lab, ['rpc', 'rpcutil', 'ping', '--json', '--config', threshold]);
    expect(outcome.code, describeOutcome(outcome)).to.equal(0);
    expect(JSON.parse(outcome.stdout)).to.have.length(4);
  });

  it('a refusal of a real agent reaches the person: label, message, exit 2', async () => {
    const outcome = await fleetspec('rpc', 'labecho', 'status', 'code:=1');
    expect(outcome.code, describeOutcome(outcome)).to.equal(2);
    expect(outcome.stdout).to.contain('failed with 1').and.to.contain('ruby-web.lab');
  });

  it('an agent nobody has: one sentence, exit 1', async () => {
    const outcome = await fleetspec('rpc', 'nosuchagent', 'ping');
    expect(outcome.code, describeOutcome(outcome)).to.equal(1);
    expect(outcome.stdout).to.equal('');
    expect(outcome.stderr.trim()).to.match(/^[^\n]*nosuchagent[^\n]*$/);
  });

  it('an action nobody has is answered by every node with statuscode 4, as to mco', async () => {
    const outcome = await fleetspec('rpc', 'rpcutil', 'nosuch', '--json', '--no-ddl');
    expect(outcome.code, describeOutcome(outcome)).to.equal(2);
    const replies = JSON.parse(outcome.stdout) as { sender: string; statuscode: number; statusmsg: string }[];
    expect(replies.map(reply => reply.sender).sort()).to.deep.equal(ALL);
    for (const reply of replies) {
      expect(reply.statuscode).to.equal(4);
      expect(reply.statusmsg).to.equal(
        "Attempted to call action nosuch for rpcutil but it's not declared in the DDL",
      );
    }
  });

  it('a named node that is not there: exit 4 and its name', async () => {
    const outcome = await fleetspec('rpc', 'rpcutil', 'ping', '-I', 'ghost.lab', '-t', '1');
    expect(outcome.code, describeOutcome(outcome)).to.equal(4);
    expect(outcome.stdout + outcome.stderr).to.contain('ghost.lab');
  });
});
