// The same filters, by the real mco and by our client, choose the same nodes: mcollectived, and fleetspecd with strict
// filters, always; fleetspecd as it is unless told, but for what is plainly wrong. And data functions of real things.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { type LabBroker, labBroker } from './peers/activemq';
import { runFleetspec } from './peers/fleetspec';
import { ROOT, startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { startMcollectived } from './peers/mcollectived';
import type { NodeSpec } from './peers/node_spec';
import { describeOutcome, type Outcome } from './peers/outcome';
import { WITHOUT_PUPPET } from './peers/puppet_node';
import { writeDataDdls } from './peers/ruby_data_ddl';
import { RUBY_CLIENT_LIBDIR, RUBY_LIBDIR } from './peers/ruby_environment';

const NODE: Omit<NodeSpec, 'identity'> = {
  facts: {
    ...{ country: 'uk', cpus: 10, ratio: 9.5, clock: '12:30', octal: '010', pair: 'a=b', empty: '' },
    ...{ roles: ['web', 'cache'], os: { family: 'Debian' }, nested: [['x'], 'y'], offset: '-5' },
  },
  classes: ['role::web', 'common'],
};
const RUBY = 'ruby.lab';
const STRICT = 'strict.lab';
const FREE = 'free.lab';
const ALL = [FREE, RUBY, STRICT];
const NOBODY: string[] = [];
const ONLY_FREE = [FREE];

type Case = readonly [args: readonly string[], byMco: readonly string[], byUs: readonly string[]];

const same = (args: readonly string[], nodes: readonly string[]): Case => [args, nodes, nodes];
const f = (test: string): string[] => ['-F', test];
const s = (text: string): string[] => ['-S', text];

const CASES: readonly Case[] = [
  same(f('country!=de'), ALL),
  same(f('missing!=x'), NOBODY),
  same(f('roles!=web'), ALL),
  same(f('os=family'), ALL),
  same(f('cpus>9.5'), ONLY_FREE),
  same(f('ratio<10'), ONLY_FREE),
  same(f('offset>-6'), ONLY_FREE),
  same(f('clock>=12:30'), ONLY_FREE),
  same(f('nested=~y'), ONLY_FREE),
  // Our client writes these so that no node fits twice.
  [['-I', '/^ruby/', '-I', '/lab$/'], [FREE, STRICT], ALL],
  [['-I', STRICT, '-I', '/^strict/', '-I', '/^free/'], ONLY_FREE, [FREE, STRICT]],
  same(s('country=uk and not (role::db or roles=db)'), ALL),
  same(s('not missing=x'), ALL),
  same(s('cpus>9.5'), ONLY_FREE),
  // And these as statements that all nodes understand.
  [s('country!=de'), ONLY_FREE, ALL],
  [s('roles!=db'), ONLY_FREE, ALL],
  [s('country==uk'), ONLY_FREE, ALL],
  [s('country=~^u and cpus=>10'), ONLY_FREE, ALL],
  [s('pair=a=b'), ONLY_FREE, ALL],
  same(s("fact('os.family').value=Debian and fact('os.nosuch').exists=false"), ALL),
  same(s("agent('rpcutil').timeout>=10.0 and collective('mcollective').member=true"), ALL),
  same(s("fstat('/etc/passwd').mode=/^1006/ and not fstat('/nosuch').present=1"), ALL),
];

/** mco mostly sits out its discovery. */
const AT_ONCE = 6;

describe('the same filters on mcollectived and on both modes of fleetspecd', () => {
  const lab = useLab('filters');
  const nrpe = 'nrpe.d';
  let broker: LabBroker;
  let client: string;
  let next: Promise<unknown>[] = [];
  const outcomes = new Map<Case, Promise<Outcome>>();

  const limited = (work: () => Promise<Outcome>): Promise<Outcome> => {
    const previous = next.length === AT_ONCE ? next.shift()! : Promise.resolve();
    const outcome = previous.then(work);
    next = [...next, outcome.catch(() => undefined)];
    return outcome;
  };
  const mcoFind = (args: readonly string[]): Promise<Outcome> =>
    limited(() => runMco(lab, client, ['find', ...args]));
  const ourFind = (args: readonly string[]): Promise<Outcome> =>
    runFleetspec(lab, ['find', '--json', '--config', client, ...args]);

  before(async () => {
    broker = await labBroker(lab);
    const dataDir = writeDataDdls(lab, 'libdir');
    const libdir = [RUBY_LIBDIR, RUBY_CLIENT_LIBDIR, dataDir].join(':');
    client = writeClient(lab, broker, { settings: { libdir } });
    writeNrpeConfig();
    const settings = { 'plugin.nrpe.conf_dir': lab.path(nrpe), 'plugin.puppet.statedir': writePuppetState() };
    const strict = { 'plugin.fleetspec.node.strict_filters': '1' };
    await Promise.all([
      startMcollectived(lab, broker, { ...NODE, identity: RUBY }),
      startFleetspecd(
        lab,
        broker,
        { ...NODE, identity: STRICT, settings: strict },
        { through: WITHOUT_PUPPET },
      ),
      startFleetspecd(lab, broker, { ...NODE, identity: FREE, settings }),
    ]);
    for (const one of CASES) outcomes.set(one, mcoFind(one[0]));
    await Promise.all(outcomes.values());
  });

  describe('find', { concurrency: AT_ONCE }, () => {
    for (const one of CASES) {
      const [args, byMco, byUs] = one;
      it(args.join(' '), async () => {
        const theirs = await outcomes.get(one)!;
        expect(lines(theirs), describeOutcome(theirs)).to.deep.equal(byMco);
        const ours = await ourFind(args);
        expect(JSON.parse(ours.stdout || 'null'), describeOutcome(ours)).to.deep.equal(byUs);
      });
    }
  });

  describe('data functions of ours look at the real host', { concurrency: AT_ONCE }, () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own.
    const version = spawnSync('dpkg-query', ['-W', '-f=${Version}', 'bash'], { encoding: 'utf8' }).stdout;
    const dbus = spawnSync('service', ['dbus', 'status']).status === 0 ? 'running' : 'stopped';
    const TRUE: Readonly<Record<string, readonly string[]>> = {
      [`package('bash').status=${version} and not package('no-such').installed=true`]: [FREE, STRICT],
      [`service('dbus').status=${dbus} and service('no-such').status=stopped`]: [FREE, STRICT],
      "process('^[^ ]*ruby.*mcollectived').exists=true and process('[n]o such').exists=false": [FREE, STRICT],
      "sysctl('kernel.ostype').value=Linux and sysctl('kernel.pid_max').value>=32768": [FREE, STRICT],
      "nrpe('dummy').exitcode=2": ONLY_FREE,
      // A node that lacks Puppet is no match, whatever is negated.
      'puppet().enabled=true and not puppet().applying=true': ONLY_FREE,
      "resource().total_resources>0 and resource('File[/etc/motd]').managed=true": ONLY_FREE,
    };
    for (const [text, nodes] of Object.entries(TRUE)) {
      it(text, async () => {
        const ours = await ourFind(s(text));
        expect(JSON.parse(ours.stdout || 'null'), describeOutcome(ours)).to.deep.equal(nodes);
      });
    }

    const CHECKS = { dummy: 2, quoted: 1, shell: 3, missing: 3, nosuch: 3 };
    for (const [check, exitcode] of Object.entries(CHECKS)) {
      it(`nrpe ${check} ends with ${exitcode}`, async () => {
        const asked = ['rpc', 'rpcutil', 'get_data', 'source=nrpe', `query=${check}`];
        const ours = await runFleetspec(lab, [...asked, '-I', FREE, '--json', '--config', client]);
        expect(JSON.parse(ours.stdout)[0].data, describeOutcome(ours)).to.deep.equal({ exitcode });
      });
    }

    it('asked by mco, too', async () => {
      const text = `package('bash').status=${version} and nrpe('dummy').exitcode=2`;
      const theirs = await runMco(lab, client, ['find', ...s(text)]);
      expect(lines(theirs), describeOutcome(theirs)).to.deep.equal(ONLY_FREE);
    });

    it('rpcutil get_data and inventory show them', async () => {
      const data = await runMco(lab, client, [
        ...['rpc', 'rpcutil', 'get_data', 'source=package', 'query=bash', '--json', '-I', FREE],
      ]);
      expect(JSON.parse(data.stdout)[0].data, describeOutcome(data)).to.deep.equal({
        installed: true,
        status: version,
      });
      const inventory = await runMco(lab, client, ['inventory', FREE]);
      expect(inventory.stdout, describeOutcome(inventory)).to.match(/Data Plugins:[^:]*\bsysctl\b/);
    });
  });

  function writeNrpeConfig(): void {
    const dummy = '/usr/lib/nagios/plugins/check_dummy';
    const program = existsSync(dummy)
      ? dummy
      : lab.write('check_dummy', '#!/bin/sh\necho "$2"\nexit "$1"\n', 0o755);
    lab.write(
      `${nrpe}/lab.cfg`,
      [
        `command[dummy]=${program} 2 text`,
        `command[quoted]=${program} 1 'two; words'`,
        `command[shell]=${program} 0 text | cat`,
        'command[missing]=/no/such/check',
      ].join('\n'),
    );
  }

  // Files of a real Puppet 7.
  function writePuppetState(): string {
    const puppet = lab.path('puppet');
    mkdirSync(puppet, { recursive: true });
    const golden = join(ROOT, 'test/unit/probes/golden/puppet7/last_run_summary.yaml');
    copyFileSync(golden, join(puppet, 'last_run_summary.yaml'));
    lab.write('puppet/resources.txt', 'file[/etc/motd]\n');
    return puppet;
  }
});

function lines({ stdout }: Outcome): string[] {
  return stdout.split('\n').filter(Boolean).sort();
}
