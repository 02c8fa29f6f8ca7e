// The fleet plugins on real mcollectived and fleetspecd side by side, with real checks of Monitoring Plugins.
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { lintOutput } from '../../lib/nagios/lint/lint_output';
import { normalise, normaliseJson } from './normalise';
import { type LabBroker, labBroker } from './peers/activemq';
import { writeFleetspecYaml } from './peers/fleetspec';
import { startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { type LabNode, startMcollectived } from './peers/mcollectived';
import type { NodeSpec } from './peers/node_spec';
import { describeOutcome, type Outcome } from './peers/outcome';
import { runPlugin } from './peers/plugins';
import { RUBY_CLIENT_LIBDIR, RUBY_LIBDIR, RUBY_NRPE_LIBDIR } from './peers/ruby_environment';

const PLUGINS = '/usr/lib/nagios/plugins';

/** What a node is like; its name says it. */
interface Host {
  readonly name: string;
  /** Of its check_state. */
  readonly state: number;
  readonly ruby?: true;
  readonly psk?: string;
  /** Seconds since Puppet's last run, 0 for never. */
  readonly ran?: number;
  readonly summary?: string;
  readonly disabled?: string;
  /** Only the older agent. */
  readonly puppetd?: true;
}

const FINE = 'resources: { failed: 0, total: 10 }';
const HOSTS: readonly Host[] = [
  { name: 'ruby-ok.lab', state: 0, ruby: true },
  { name: 'ruby-critical.lab', state: 2, ruby: true },
  { name: 'node-ok.lab', state: 0, ran: 600, summary: FINE },
  { name: 'node-warning.lab', state: 1, ran: 600, summary: 'resources: { failed: 2, total: 10 }' },
  // As Puppet leaves it when the catalog cannot be compiled.
  { name: 'node-critical.lab', state: 2, ran: 600, summary: 'application: { run_mode: agent }' },
  { name: 'node-unknown.lab', state: 3, ran: 90_000, summary: FINE, disabled: 'kernel upgrade' },
  { name: 'node-stale.lab', state: 0, ran: 90_000, summary: FINE, puppetd: true },
  { name: 'node-new.lab', state: 0, ran: 0 },
  { name: 'node-locked.lab', state: 0, psk: 'another' },
];
const HEARD = HOSTS.filter(({ psk }) => psk === undefined);

describe('plugins about a fleet', () => {
  const lab = useLab('fleet_plugins');
  const nodes = new Map<string, LabNode>();
  let broker: LabBroker;
  let yaml: string;
  let client: string;

  before(async () => {
    broker = await labBroker(lab);
    yaml = writeFleetspecYaml(lab, broker, { rpc: { timeout: '2s' } });
    client = writeClient(lab, broker, {
      settings: { libdir: [RUBY_LIBDIR, RUBY_CLIENT_LIBDIR, RUBY_NRPE_LIBDIR].join(':') },
    });
    await Promise.all(
      HOSTS.map(async host => {
        nodes.set(
          host.name,
          await (host.ruby ? startMcollectived : startFleetspecd)(lab, broker, spec(host)),
        );
      }),
    );
  });

  // The same files for both kinds of daemon.
  function spec(host: Host): NodeSpec {
    const { name, psk, ruby } = host;
    return {
      identity: name,
      facts: { kind: ruby ? 'ruby' : 'node', name },
      ...(psk === undefined ? {} : { psk }),
      settings: {
        'plugin.nrpe.conf_dir': nrpeFolder(host),
        ...(ruby ? { libdir: `${RUBY_LIBDIR}:${RUBY_NRPE_LIBDIR}` } : puppetSettings(host)),
      },
    };
  }

  function nrpeFolder({ name, state }: Host): string {
    lab.write(
      `nrpe/${name}/checks.cfg`,
      [
        '# checks of the lab',
        `command[check_state]=${PLUGINS}/check_dummy ${state} "as told"`,
        `command[check_load]=${PLUGINS}/check_load -w 1000,1000,1000 -c 2000,2000,2000`,
        '',
      ].join('\n'),
    );
    const procs = `command[check_procs]=${PLUGINS}/check_procs -w $ARG1$ -c $ARG2$\n`;
    if (name.endsWith('-ok.lab')) lab.write(`nrpe/${name}/more.cfg`, procs);
    const slow = 'command[check_slow]=/bin/sleep 30\n';
    if (name === 'node-unknown.lab') lab.write(`nrpe/${name}/more.cfg`, slow);
    return lab.path('nrpe', name);
  }

  function puppetSettings({ name, ran, summary, disabled, puppetd }: Host): Record<string, string> {
    if (ran === undefined) return {};
    const folder = lab.path('puppet', name);
    lab.write(`puppet/${name}/.keep`, '');
    const lastRun = Math.floor(Date.now() / 1000) - ran;
    if (summary) {
      lab.write(`puppet/${name}/last_run_summary.yaml`, `---\n${summary}\ntime: { last_run: ${lastRun} }\n`);
    }
    if (disabled) {
      lab.write(`puppet/${name}/agent_disabled.lock`, JSON.stringify({ disabled_message: disabled }));
    }
    return {
      'plugin.puppet.statedir': folder,
      'plugin.puppet.publicdir': folder,
      'plugin.puppet.rundir': folder,
      ...(puppetd ? { 'plugin.puppet.activate_agent': '0' } : {}),
    };
  }

  const run = async (plugin: string, ...args: string[]): Promise<Outcome> => {
    const outcome = await runPlugin(lab, plugin, [...args, '--config', yaml]);
    expect(outcome.stderr, describeOutcome(outcome)).to.equal('');
    expectReadable(outcome);
    return outcome;
  };
  const nrpe = (...args: string[]): Promise<Outcome> => run('check_fleet_nrpe', ...args);
  const listFile = (...names: string[]): string => lab.write('listed', names.join('\n'));

  describe('check_fleet_nrpe', () => {
    it('one node: the line of check-mc-nrpe', async () => {
      for (const name of ['ruby-ok.lab', 'node-ok.lab']) {
        const outcome = await nrpe('check_load', '-I', name);
        expect(outcome.stdout, describeOutcome(outcome)).to.match(
          /^check_load: OK: 1 WARNING: 0 CRITICAL: 0 UNKNOWN: 0\|total=1 ok=1 warn=0 crit=0 unknown=0 checktime=\d+\.\d+\n$/,
        );
        expect(outcome.code).to.equal(0);
      }
    });

    it('hosts in every state, by both kinds of daemon', async () => {
      const outcome = await nrpe('check_state');
      expect(outcome.code, describeOutcome(outcome)).to.equal(2);
      const [first, ...details] = outcome.stdout.trimEnd().split('\n');
      expect(first).to.match(
        /^check_state: OK: 4 WARNING: 1 CRITICAL: 2 UNKNOWN: 1\|total=8 ok=4 warn=1 crit=2 unknown=1 checktime=/,
      );
      expect(details).to.deep.equal([
        'CRITICAL:',
        '   node-critical.lab ruby-critical.lab',
        'WARNING:',
        '   node-warning.lab',
        'UNKNOWN:',
        '   node-unknown.lab',
        'node-critical.lab: CRITICAL: CRITICAL: as told',
        'ruby-critical.lab: CRITICAL: CRITICAL: as told',
        'node-warning.lab: WARNING: WARNING: as told',
        'node-unknown.lab: UNKNOWN: UNKNOWN: as told',
      ]);
    });

    for (const [args, code, says] of [
      [['-F', 'kind=node', '-I', '/ok|warning/'], 1, 'OK: 1 WARNING: 1 CRITICAL: 0 UNKNOWN: 0'],
      [['-I', '/unknown|warning/'], 3, 'OK: 0 WARNING: 1 CRITICAL: 0 UNKNOWN: 1'],
      [
        ['-S', 'kind=node and not name=/ok|new|stale/', '-c', '80%'],
        2,
        '3 of 3 hosts bad, expected below 80 %',
      ],
      [['-w', '40%', '-c', '60%'], 1, '4 of 8 hosts bad, expected below 40 %'],
      [['-c', '5'], 0, '4 of 8 hosts bad|'],
      [['-c', '5', '--min-nodes', '9'], 3, '8 hosts answered, expected at least 9'],
    ] as const) {
      it(`${args.join(' ')} exits with ${code}`, async () => {
        const outcome = await nrpe('check_state', ...args);
        expect(outcome.code, describeOutcome(outcome)).to.equal(code);
        expect(outcome.stdout).to.contain(says);
      });
    }

    it('passes arguments on', async () => {
      const pair = ['-I', 'ruby-ok.lab', '-I', 'node-ok.lab'];
      const [many, none] = await Promise.all([
        nrpe('check_procs', '--args', '90000!99000', ...pair),
        nrpe('check_procs', '--args', '0!0', ...pair),
      ]);
      expect(many.code, describeOutcome(many)).to.equal(0);
      expect(none.code, describeOutcome(none)).to.equal(2);
      expect(none.stdout).to.contain('node-ok.lab: CRITICAL: PROCS CRITICAL: ');
      expect(none.stdout).to.contain('ruby-ok.lab: CRITICAL: PROCS CRITICAL: ');
    });

    it('a check that no host has, and one that does not end', async () => {
      const [none, slow] = await Promise.all([
        nrpe('check_nosuch', '-I', 'ruby-ok.lab', '-I', 'node-ok.lab'),
        nrpe('check_slow', '-I', 'node-unknown.lab'),
      ]);
      expect(none.code, describeOutcome(none)).to.equal(3);
      expect(none.stdout).to.contain('node-ok.lab: UNKNOWN: No such command: check_nosuch');
      expect(none.stdout).to.contain('ruby-ok.lab: UNKNOWN: No such command: check_nosuch');
      expect(slow.code, describeOutcome(slow)).to.equal(3);
      expect(slow.stdout).to.contain('node-unknown.lab: UNKNOWN: check_slow did not end within 4.9 s');
    });

    it('a node with another key is silent, and known by its name only', async () => {
      const list = listFile('node-ok.lab', 'node-locked.lab');
      const outcome = await nrpe('check_state', '--nodes', list, '--reply-timeout', '2');
      expect(outcome.code, describeOutcome(outcome)).to.equal(3);
      expect(outcome.stdout).to.match(/^check_state: OK: 1 WARNING: 0 CRITICAL: 0 UNKNOWN: 1\|total=1 /);
      expect(outcome.stdout).to.contain('node-locked.lab: UNKNOWN: gave no answer');
    });

    it('nobody: no match, another key, no broker', async () => {
      const other = writeFleetspecYaml(lab, broker, { security: { psk: 'nobody has it' } }, 'other.yaml');
      const gone = writeFleetspecYaml(lab, { ...broker, port: 1 }, {}, 'gone.yaml');
      const [nobody, locked, none] = await Promise.all([
        nrpe('check_state', '-C', 'nosuch'),
        runPlugin(lab, 'check_fleet_nrpe', ['check_state', '--config', other]),
        runPlugin(lab, 'check_fleet_nrpe', ['check_state', '--config', gone]),
      ]);
      expect(nobody.stdout).to.match(/^check_state: UNKNOWN: no nodes discovered: .*class nosuch/);
      expect(locked.stdout).to.match(/^check_state: UNKNOWN: no nodes discovered: /);
      expect(none.stdout).to.match(/^check_state: UNKNOWN: .*127\.0\.0\.1:1\b/);
      expect([nobody.code, locked.code, none.code]).to.deep.equal([3, 3, 3]);
    });
  });

  describe('mco shows our agent nrpe as it shows that of Ruby', () => {
    for (const [of, pairs] of [
      [
        ['runcommand', 'command=check_state'],
        ['ok', 'critical'],
      ],
      [['runcommand', 'command=check_procs', 'args=90000!99000'], ['ok']],
      [['runcommand', 'command=check_load'], ['ok']],
      [['runcommand', 'command=check_nosuch'], ['ok']],
      [['runallcommands'], ['critical']],
    ] as const) {
      for (const state of pairs) {
        it(`${of.join(' ')}, ${state}`, async () => {
          const mco = (kind: string, ...more: string[]): Promise<Outcome> =>
            runMco(lab, client, ['rpc', 'nrpe', ...of, '-I', `${kind}-${state}.lab`, ...more]);
          const [theirs, ours, theirJson, ourJson] = await Promise.all([
            mco('ruby', '-v'),
            mco('node', '-v'),
            mco('ruby', '--json'),
            mco('node', '--json'),
          ]);
          expect(theirs.stdout, describeOutcome(theirs)).to.contain('ruby-');
          expect(sameAgent(ours.stdout), describeOutcome(ours)).to.equal(sameAgent(theirs.stdout));
          expect(ours.code).to.equal(theirs.code);
          expect(normaliseJson(sameAgent(ourJson.stdout))).to.deep.equal(
            normaliseJson(sameAgent(theirJson.stdout)),
          );
        });
      }
    }
  });

  describe('check_fleet', () => {
    const fleet = (...args: string[]): Promise<Outcome> => run('check_fleet', ...args);
    const remembering = (...args: string[]): Promise<Outcome> =>
      fleet('--remember', '7', '--state-file', lab.path('seen.json'), ...args);

    it('all answer, both kinds of daemon', async () => {
      const outcome = await remembering();
      expect(outcome.code, describeOutcome(outcome)).to.equal(0);
      expect(outcome.stdout).to.match(/^OK: fleet - all 8 nodes answered; the clocks agree\|expected=8;;;0 /);
    });

    it('versions that differ', async () => {
      const outcome = await fleet('--versions-warn', '2', '-v');
      expect(outcome.code, describeOutcome(outcome)).to.equal(1);
      expect(outcome.stdout).to.match(
        /^WARNING: fleet - running \S+ \(6\), 2\.12\.5 \(2\), expected below 2/,
      );
    });

    it('a node that was seen, and stopped', async () => {
      const { child } = nodes.get('node-new.lab')!;
      child.signal('SIGSTOP');
      try {
        const outcome = await remembering();
        expect(outcome.code, describeOutcome(outcome)).to.equal(2);
        expect(outcome.stdout).to.match(
          /^CRITICAL: fleet - 1 of 8 nodes did not answer \(node-new\.lab\), expected below 10 %\|/,
        );
        expect(outcome.stdout).to.match(/\nnode-new\.lab gave no answer, last seen \d+ s ago\n/);
        const plain = await fleet();
        expect(plain.code, describeOutcome(plain)).to.equal(0);
        const list = listFile('node-ok.lab', 'node-new.lab');
        const listed = await nrpe('check_state', '--nodes', list, '--reply-timeout', '2');
        expect(listed.stdout, describeOutcome(listed)).to.contain('node-new.lab: UNKNOWN: gave no answer');
        const forgotten = await remembering('--forget', 'node-new.lab');
        expect(forgotten.code, describeOutcome(forgotten)).to.equal(0);
      } finally {
        child.signal('SIGCONT');
      }
    });

    it('who is expected by name', async () => {
      const outcome = await fleet(
        '--expected',
        listFile(...HEARD.map(({ name }) => name), 'node-locked.lab'),
      );
      expect(outcome.code, describeOutcome(outcome)).to.equal(2);
      expect(outcome.stdout).to.contain('1 of 9 nodes did not answer (node-locked.lab)');
    });
  });

  describe('check_puppet_fleet', () => {
    const puppet = (...args: string[]): Promise<Outcome> => run('check_puppet_fleet', ...args);

    it('every kind of host, by both agents', async () => {
      const outcome = await puppet();
      expect(outcome.code, describeOutcome(outcome)).to.equal(2);
      const [first, ...details] = outcome.stdout.trimEnd().split('\n');
      expect(first).to.match(
        /^CRITICAL: Puppet - 2 of 6 hosts failed their last run \(node-critical\.lab, node-warning\.lab\), expected below 10 %; /,
      );
      expect(first).to.match(
        /\|hosts=6;;;0 failed=2;1;0\.6;0;6 disabled=1;1;;0;6 stale=1;.* oldest=900\d\ds/,
      );
      expect(details.map(line => line.replace(/\d+ minutes/, 'N minutes'))).to.deep.equal([
        'node-critical.lab failed: the whole run failed: no catalog was applied; last run N minutes ago',
        'node-new.lab never; no run ever',
        'node-stale.lab stale; last run 25 hours ago',
        'node-unknown.lab disabled: "kernel upgrade"; last run 25 hours ago',
        'node-warning.lab failed: 2 resources failed; last run N minutes ago',
      ]);
    });

    it('those that are well, and those a list names', async () => {
      const well = await puppet('-I', 'node-ok.lab');
      expect(well.code, describeOutcome(well)).to.equal(0);
      expect(well.stdout).to.match(/^OK: Puppet - 1 host runs Puppet; the oldest run was \d+ minutes ago\|/);
      const list = listFile('node-ok.lab', 'node-stale.lab', 'ruby-ok.lab', 'node-locked.lab');
      const listed = await puppet('--nodes', list, '--stale-warn', '~:', '--stale-crit', '~:');
      expect(listed.code, describeOutcome(listed)).to.equal(3);
      expect(listed.stdout).to.match(
        /^UNKNOWN: Puppet - 2 of 4 hosts gave no usable answer \(node-locked\.lab, ruby-ok\.lab\)\|/,
      );
    });
  });
});

/** No consumer has anything to say against it. */
function expectReadable(outcome: Outcome): void {
  const { stdout, stderr, code } = outcome;
  for (const [consumer, { remarks }] of lintOutput({ stdout, stderr, exitCode: code ?? undefined })) {
    const errors = remarks.filter(({ weight }) => weight === 'error');
    if (consumer !== 'cacti') expect(errors, `${consumer}: ${describeOutcome(outcome)}`).to.deep.equal([]);
  }
}

// The two hosts of a pair differ in their names, and the load and the processes of the machine change.
function sameAgent(text: string): string {
  return normalise(text)
    .replace(/\b(?:ruby|node)-(\w+\.lab)/g, '$1')
    .replace(/(load average: |load\d+=|procs=|PROCS OK: )[\d.]+(?:, [\d.]+)*/g, '$1N')
    .replace(/\b(?:[0-9a-f]{32})\b/g, 'ID');
}
