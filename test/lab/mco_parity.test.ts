// The real mco shows the same output of fleetspecd as of mcollectived, for the same state.
//
// Two fleets of equal identities, facts, classes and collectives, each with an ActiveMQ of its own: one of
// mcollectived, one of fleetspecd. Every command runs against both; what may differ is listed in normalise.ts.
import { symlinkSync, utimesSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { normalise, normaliseJson } from './normalise';
import { ActiveMq, labBroker } from './peers/activemq';
import { startFleetspecds } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { startMcollectiveds } from './peers/mcollectived';
import type { NodeSpec } from './peers/node_spec';
import { describeOutcome, type Outcome } from './peers/outcome';
import { RUBY_LOOSE_LIBDIR } from './peers/ruby_environment';
import { SAMPLE_FLEET, SAMPLE_IDENTITIES } from './peers/sample_fleet';

// Agents that mcollectived has not: off, by MCollective's own switch, so that both have the same list.
const ONLY_OURS = [
  ...['iptables', 'puppet', 'puppetd', 'host', 'nrpe'],
  ...['process', 'filemgr', 'nettest', 'package', 'service'],
];
// Data plugins of ours that Debian's mcollectived lacks, off likewise.
const ONLY_OUR_DATA = ['nrpe', 'package', 'process', 'puppet', 'resource', 'service', 'sysctl'];
// The lab's mcollectived carry one agent more than Debian's.
const ONLY_THEIRS = { 'plugin.labecho.activate_agent': '0' };

/** Stands for the lab's folder. */
const LAB = '{lab}';
const SAMPLE = 'hello\n';
const SAMPLE_MD5 = 'b1946ac92492d2347c6235b4d2611184';
const MD5_START = SAMPLE_MD5.slice(0, 4);

interface Case {
  readonly args: readonly string[];
  readonly exit: number;
  /** Something the output must hold, lest two empty outputs pass. */
  readonly says: string | RegExp;
  readonly json?: true;
  /** Run with DDLs on the client that let everything through. */
  readonly loose?: true;
}

const rpcutil = (...args: string[]): string[] => ['rpc', 'rpcutil', ...args];
const getData = (...args: string[]): string[] => rpcutil('get_data', ...args);
const FACT = ['get_fact', 'fact=country'];

const CASES: readonly Case[] = [
  { args: ['ping'], exit: 0, says: '3 replies' },
  { args: ['ping', '-F', 'country=uk'], exit: 0, says: '2 replies' },
  { args: ['ping', '-T', 'uk'], exit: 0, says: '2 replies' },
  { args: ['find'], exit: 0, says: 'web2.lab' },
  { args: ['find', '-v'], exit: 0, says: 'web2.lab' },
  { args: ['find', '-T', 'uk'], exit: 0, says: 'db1.lab' },
  { args: ['find', '-F', 'cpus>=8'], exit: 0, says: 'web2.lab' },
  { args: ['find', '-F', 'country=/^u/'], exit: 0, says: 'db1.lab' },
  { args: ['find', '-F', 'country!=uk'], exit: 0, says: 'web2.lab' },
  { args: ['find', '-F', 'list=b', '-F', 'country=de'], exit: 0, says: 'web2.lab' },
  { args: ['find', '-F', 'os=family'], exit: 0, says: 'web1.lab' },
  { args: ['find', '-F', 'umlaut=Zürich'], exit: 0, says: 'web1.lab' },
  { args: ['find', '-F', 'nosuch!=x'], exit: 1, says: '' },
  { args: ['find', '-C', 'role::db'], exit: 0, says: 'db1.lab' },
  { args: ['find', '-C', '/role/', '-C', 'common'], exit: 0, says: 'db1.lab' },
  { args: ['find', '-I', '/^web/'], exit: 0, says: 'web2.lab' },
  { args: ['find', '-A', 'rpcutil'], exit: 0, says: 'web2.lab' },
  { args: ['find', '-A', 'nosuch'], exit: 1, says: '' },
  { args: ['find', '-W', 'country=uk role::web'], exit: 0, says: 'web1.lab' },
  { args: ['find', '-S', 'country=uk and not role::web'], exit: 0, says: 'db1.lab' },
  { args: ['facts', 'country'], exit: 0, says: 'found 2 times' },
  { args: ['facts', 'country', '-v'], exit: 0, says: 'db1.lab' },
  { args: ['facts', 'nosuch'], exit: 0, says: 'No values found for fact nosuch' },
  { args: ['facts', 'os'], exit: 0, says: '"release"=>{"major"=>"12"}' },
  { args: ['facts', 'umlaut'], exit: 0, says: 'Zürich' },
  { args: rpcutil('ping'), exit: 0, says: /Timestamp: T/ },
  { args: rpcutil('ping', '-v'), exit: 0, says: 'Nodes: 3 / 3' },
  { args: rpcutil(...FACT), exit: 0, says: 'Summary of Value' },
  { args: rpcutil('get_fact', 'fact=nosuch'), exit: 0, says: 'nil' },
  { args: rpcutil('get_fact', 'fact=os', '-I', 'web1.lab'), exit: 0, says: '"family"=>"Debian"' },
  { args: rpcutil(...FACT, '-I', 'web1.lab', '-I', 'db1.lab', '-v'), exit: 0, says: 'Nodes: 2 / 2' },
  { args: rpcutil(...FACT, '-C', 'role::web'), exit: 0, says: 'processing 2 / 2' },
  { args: rpcutil(...FACT, '--nodes', 'nodes'), exit: 0, says: 'processing 3 / 3' },
  { args: rpcutil(...FACT, '--batch', '1', '--batch-sleep', '0'), exit: 0, says: 'processing 3 / 3' },
  { args: rpcutil(...FACT, '-C', 'nosuch'), exit: 1, says: '' },
  { args: rpcutil('get_facts', 'facts=country,cpus, os,list,nosuch'), exit: 0, says: '"cpus"=>"16"' },
  { args: rpcutil('get_facts', 'facts=country,ratio,yes,list', '--json'), exit: 0, says: '0.5', json: true },
  { args: rpcutil('collective_info'), exit: 0, says: 'uk = 2' },
  { args: rpcutil('collective_info', '-T', 'uk', '--json'), exit: 0, says: 'main_collective', json: true },
  { args: rpcutil('get_config_item', 'item=main_collective'), exit: 0, says: 'mcollective = 3' },
  { args: rpcutil('get_config_item', 'item=nosuch'), exit: 2, says: 'Unknown config property nosuch' },
  { args: rpcutil('inventory', '--json'), exit: 0, says: 'role::web', json: true },
  { args: rpcutil('nosuch'), exit: 2, says: 'Invalid Request Data', loose: true },
  { args: rpcutil('get_fact'), exit: 2, says: 'needs a fact argument', loose: true },
  { args: rpcutil('get_fact', 'fact=not a fact!'), exit: 2, says: 'should match', loose: true },
  { args: rpcutil('get_fact', `fact=${'x'.repeat(41)}`), exit: 2, says: 'Invalid Request Data', loose: true },
  { args: rpcutil(...FACT, 'extra=1'), exit: 0, says: 'uk = 2', loose: true },
  { args: getData('source=fstat', `query=${LAB}/sample`), exit: 0, says: SAMPLE_MD5 },
  { args: getData('source=fstat', `query=${LAB}/link`), exit: 0, says: 'type: symlink' },
  { args: getData('source=fstat_data', 'query=/dev/null'), exit: 0, says: 'type: chardev' },
  { args: getData('source=fstat', 'query=/nosuch'), exit: 0, says: 'mtime_age: nil' },
  { args: getData('source=fact', 'query=os.release.major', '--json'), exit: 0, says: '"12"', json: true },
  { args: getData('source=fact', 'query=os'), exit: 0, says: '"release":{"major":"12"}' },
  { args: getData('source=fact', 'query=list.-1'), exit: 0, says: 'text/plain' },
  { args: getData('source=fact', 'query=list.x', '-I', 'web1.lab'), exit: 2, says: 'Integer()' },
  { args: getData('source=collective', 'query=uk'), exit: 0, says: 'member: true' },
  { args: getData('source=agent', 'query=rpcutil'), exit: 0, says: 'timeout: 10' },
  { args: getData('source=agent', 'query=nosuch'), exit: 2, says: 'No agent called nosuch found' },
  { args: getData('source=agent', 'query=no agent'), exit: 2, says: 'should match (?-mix:' },
  { args: getData('source=fstat', `query=/${'x'.repeat(120)}`), exit: 2, says: 'longer than 120' },
  { args: getData('source=fact'), exit: 2, says: 'value should be a string' },
  { args: getData('source=nosuch'), exit: 2, says: 'No plugin nosuch_data defined' },
  { args: getData('source=nosuch', 'query=x'), exit: 2, says: "Can't find DDL" },
  { args: ['find', '-S', `country=uk and fstat('${LAB}/sample').md5=/^${MD5_START}/`], exit: 0, says: 'db1' },
  { args: ['find', '-S', `fstat('${LAB}/sample').size>6`], exit: 1, says: '' },
  { args: ['find', '-S', "fact('os').value=/family/ or fact('cpus').value=16"], exit: 0, says: 'web2.lab' },
  { args: ['find', '-S', "not collective('uk').member=true"], exit: 0, says: 'web2.lab' },
  { args: ['find', '-S', "agent('rpcutil').timeout>=0xa and country=de"], exit: 0, says: 'web2.lab' },
  { args: ['find', '-S', "not agent('not one').timeout=1"], exit: 1, says: '' },
];

// Last, in this order: they show how many messages the node has seen, which must be equal too.
const COUNTING_CASES: readonly Case[] = [
  { args: ['inventory', 'web1.lab'], exit: 0, says: /Messages Passed Filters: [1-9]/ },
  { args: ['inventory', 'db1.lab'], exit: 0, says: 'country => uk' },
  { args: ['inventory', '--list-collectives'], exit: 0, says: /uk +2/ },
];

// After those: mcollectived loses such a request by an exception and counts it nowhere, ours counts it as filtered.
const UNCOUNTED_CASES: readonly Case[] = [
  { args: ['find', '-S', "fact('os.release.major').value=12"], exit: 0, says: 'web1.lab' },
  { args: ['find', '-S', "not agent('nosuch').timeout=1"], exit: 1, says: '' },
  { args: ['find', '-S', "not agent('rpcutil').timeout=ten"], exit: 1, says: '' },
];

/** Commands of mco that run at a time per fleet; each mostly waits for discovery. */
const AT_ONCE = 6;

const nameOf = ({ args, loose }: Case): string =>
  `mco ${args.join(' ')}${loose ? ' (client without checks)' : ''}`;

describe('mco shows fleetspecd as it shows mcollectived', () => {
  const lab = useLab('parity');
  const outcomes = new Map<Case, Promise<readonly [Outcome, Outcome]>>();

  before(async () => {
    // Read last long after it was written: reading it does not touch its times.
    const sample = lab.write('sample', SAMPLE);
    utimesSync(sample, new Date(), new Date('2001-02-03T04:05:06Z'));
    symlinkSync('sample', lab.path('link'));
    lab.write('nodes', `${SAMPLE_IDENTITIES.join('\n')}\n`);
    const [theirs, ours] = await Promise.all([labBroker(lab), ActiveMq.start(lab, 'activemq-ours')]);
    const clients = [theirs, ours].map((broker, fleet) => {
      const options = { collectives: ['mcollective', 'uk'] };
      return {
        strict: writeClient(lab, broker, { ...options, file: `client${fleet}.cfg` }),
        loose: writeClient(lab, broker, {
          ...options,
          file: `loose${fleet}.cfg`,
          settings: { libdir: RUBY_LOOSE_LIBDIR },
        }),
      };
    });
    const off = Object.fromEntries([
      ...ONLY_OURS.map(agent => [`plugin.${agent}.activate_agent`, '0']),
      ...ONLY_OUR_DATA.map(plugin => [`plugin.${plugin}.activate_data`, '0']),
    ]);
    const without = (settings: NodeSpec['settings']): NodeSpec[] =>
      SAMPLE_FLEET.map(node => ({ ...node, ...(settings ? { settings } : {}) }));
    await Promise.all([
      startMcollectiveds(lab, theirs, without(ONLY_THEIRS)),
      startFleetspecds(lab, ours, without(off)),
    ]);
    const run = async (fleet: number, { args, loose }: Case): Promise<Outcome> => {
      const { strict, loose: lenient } = clients[fleet]!;
      const real = args.map(arg => arg.replace(LAB, lab.dir));
      return runMco(lab, loose ? lenient : strict, real);
    };
    const both = async (one: Case): Promise<readonly [Outcome, Outcome]> =>
      Promise.all([run(0, one), run(1, one)]);
    schedule(CASES, AT_ONCE, both, outcomes);
    await Promise.all(outcomes.values());
    schedule([...COUNTING_CASES, ...UNCOUNTED_CASES], 1, both, outcomes);
  });

  for (const one of [...CASES, ...COUNTING_CASES, ...UNCOUNTED_CASES]) {
    it(nameOf(one), async () => {
      const [theirs, ours] = await outcomes.get(one)!;
      expect(theirs.code, describeOutcome(theirs)).to.equal(one.exit);
      if (one.says instanceof RegExp) expect(normalise(theirs.stdout)).to.match(one.says);
      else expect(theirs.stdout, describeOutcome(theirs)).to.contain(one.says);
      if (one.json) expect(normaliseJson(ours.stdout)).to.deep.equal(normaliseJson(theirs.stdout));
      else expect(normalise(ours.stdout), describeOutcome(ours)).to.equal(normalise(theirs.stdout));
      expect(normalise(ours.stderr)).to.equal(normalise(theirs.stderr));
      expect(ours.code).to.equal(theirs.code);
    });
  }
});

// Starts `work` for each case, never more than `atOnce` at a time, and notes the promises.
function schedule<C, R>(
  cases: readonly C[],
  atOnce: number,
  work: (one: C) => Promise<R>,
  into: Map<C, Promise<R>>,
): void {
  const lanes: Promise<unknown>[] = Array.from({ length: atOnce }, () => Promise.resolve());
  cases.forEach((one, index) => {
    const result = lanes[index % atOnce]!.then(() => work(one));
    result.catch(() => undefined);
    lanes[index % atOnce] = result.catch(() => undefined);
    into.set(one, result);
  });
}
