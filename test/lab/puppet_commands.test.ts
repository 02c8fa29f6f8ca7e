// `fleetspec puppet` and `mco` of the same nodes: real daemons that start real processes, which lock, take their time and
// leave a summary as Puppet does. Debian has no `mco puppet`; its rpc and the DDL of the agent stand in for it.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { before, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { type LabBroker, labBroker } from './peers/activemq';
import { CLIENT, runFleetspec, writeFleetspecYaml } from './peers/fleetspec';
import { startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { startMcollectived } from './peers/mcollectived';
import { describeOutcome, type Outcome } from './peers/outcome';
import { waitFor } from './peers/wait_for';

const NODES = ['dev1.one.lab', 'dev2.one.lab', 'dev3.one.lab', 'dev4.one.lab'];
const RUN_SECONDS = 2;

/** Stands in for `puppet agent`: $1 is the folder of its state, $2 the list of runs; the words of the agent follow. */
const PUPPET = `#!/bin/sh
state=$1; journal=$2
echo $$ > "$state/agent_catalog_run.lock"
echo "start $state" >> "$journal"
sleep ${RUN_SECONDS}
while [ -e "$state/hold" ]; do sleep 0.1; done
failed=$(cat "$state/failed" 2>/dev/null || echo 0)
cat > "$state/last_run_summary.yaml.new" <<END
---
version: {config: 1, puppet: "7.23.0"}
resources: {total: 20, failed: $failed, changed: 3, out_of_sync: 3, corrective_change: 0, restarted: 0}
time: {config_retrieval: 0.5, total: ${RUN_SECONDS}.25, last_run: $(date +%s)}
END
mv "$state/last_run_summary.yaml.new" "$state/last_run_summary.yaml"
echo "end $state" >> "$journal"
rm "$state/agent_catalog_run.lock"
`;

const GATE = `Feature: nobody sweats
  Scenario: load
    Then every host with class role::dev should have a load average below <most>
`;

describe('fleetspec puppet beside mco', () => {
  const lab = useLab('puppet-commands');
  let yaml: string;
  let clientCfg: string;
  const state = (identity: string, file: string): string => lab.path('puppet', identity, file);
  const journal = (): string[] => readFileSync(lab.path('runs.txt'), 'utf8').split('\n').filter(Boolean);
  const puppet = (...args: string[]): Promise<Outcome> =>
    runFleetspec(lab, ['puppet', ...args, '--config', yaml]);

  const mostAtOnce = (): number => {
    let now = 0;
    let most = 0;
    for (const line of journal()) {
      now += line.startsWith('start') ? 1 : -1;
      most = Math.max(most, now);
    }
    return most;
  };

  before(async () => {
    const broker: LabBroker = await labBroker(lab);
    yaml = writeFleetspecYaml(lab, broker);
    clientCfg = writeClient(lab, broker);
    const program = lab.write('bin/puppet', PUPPET, 0o755);
    const start = (identity: string) => {
      const folder = lab.path('puppet', identity);
      const summary = `---\nresources: {total: 20, failed: 0, changed: 0, out_of_sync: 0}\ntime: {last_run: 1700000000}\n`;
      lab.write(`puppet/${identity}/last_run_summary.yaml`, summary);
      const settings = {
        'plugin.puppet.statedir': folder,
        'plugin.puppet.publicdir': folder,
        'plugin.puppet.rundir': folder,
        'plugin.puppet.command': `${program} ${folder} ${lab.path('runs.txt')}`,
      };
      return startFleetspecd(lab, broker, { identity, classes: ['role::dev'], settings });
    };
    // One without Puppet: it must not be run, nor be missed.
    await Promise.all([startMcollectived(lab, broker, { identity: 'ruby1.lab' }), ...NODES.map(start)]);
  });

  beforeEach(() => {
    lab.write('runs.txt', '');
    for (const identity of NODES) writeFileSync(state(identity, 'failed'), '0');
  });

  it('counts what mco counts', async () => {
    await runMco(lab, clientCfg, ['rpc', 'puppet', 'disable', 'message=x', '-I', NODES[3]!]);
    const [count, status] = await Promise.all([
      puppet('count'),
      runMco(lab, clientCfg, ['rpc', 'puppet', 'status', '--json']),
    ]);
    await runMco(lab, clientCfg, ['rpc', 'puppet', 'enable', '-I', NODES[3]!]);
    const replies = (JSON.parse(status.stdout) as { data: Record<string, unknown> }[]).map(
      ({ data }) => data,
    );
    const having = (name: string, value: unknown): number =>
      replies.filter(data => data[name] === value).length;
    expect(count.code, describeOutcome(count)).to.equal(0);
    expect(count.stdout.split('\n').map(line => line.trim())).to.deep.equal([
      `Total Puppet nodes: ${replies.length}`,
      '',
      `Nodes currently enabled: ${having('enabled', true)}`,
      `Nodes currently disabled: ${having('enabled', false)}`,
      '',
      `Nodes currently doing puppet runs: ${having('applying', true)}`,
      `Nodes currently stopped: ${having('applying', false)}`,
      '',
      `Nodes with daemons started: ${having('daemon_present', true)}`,
      `Nodes without daemons started: ${having('daemon_present', false)}`,
      `Daemons started but idling: ${having('idling', true)}`,
      '',
    ]);
    expect(having('enabled', false)).to.equal(1);
  });

  it('sums up status as mco does', async () => {
    const [ours, theirs] = await Promise.all([
      puppet('status'),
      runMco(lab, clientCfg, ['rpc', 'puppet', 'status', '--np']),
    ]);
    const summaries = (text: string): string =>
      text
        .slice(text.indexOf('Summary of'), text.indexOf('Finished processing'))
        .replace(/\x1b\[[\d;]*m/g, '');
    // Its DDL of the lab sums up less than the one that is built in.
    expect(summaries(theirs.stdout).trim()).to.not.equal('');
    expect(summaries(ours.stdout)).to.contain(summaries(theirs.stdout).trim());
    for (const identity of NODES)
      expect(ours.stdout).to.match(
        new RegExp(`^   ${identity}: Currently stopped; last completed run .* ago$`, 'm'),
      );
  });

  it('runs all of them, two at a time, while the gate is OK, and mco sees the runs', async () => {
    writeFileSync(state(NODES[1]!, 'failed'), '2');
    const gate = lab.write('gate.feature', GATE);
    for (const identity of NODES) writeFileSync(state(identity, 'hold'), '');
    const running = puppet(
      'runall',
      '2',
      '--yes',
      '--poll',
      '0.2',
      '--gate',
      gate,
      '--gate-param',
      'most=100000',
    );
    const seen = await waitFor('mco to see two runs', async () => {
      const { stdout } = await runMco(lab, clientCfg, ['rpc', 'puppet', 'status', '--json']);
      const replies = JSON.parse(stdout || '[]') as { data: { applying: boolean } }[];
      const applying = replies.filter(({ data }) => data.applying).length;
      return applying === 2 && applying;
    });
    for (const identity of NODES) rmSync(state(identity, 'hold'));
    const outcome = await running;
    expect(seen).to.equal(2);
    expect(outcome.code, describeOutcome(outcome)).to.equal(2);
    expect(mostAtOnce()).to.equal(2);
    expect(journal()).to.have.length(8);
    expect(outcome.stdout).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: Found 4 hosts$/m);
    expect(outcome.stdout).to.match(/: Running dev1\.one\.lab, concurrency is 0$/m);
    expect(outcome.stdout).to.match(/: dev1\.one\.lab schedule status: OK$/m);
    expect(outcome.stdout).to.match(/: Currently 2 nodes running, waiting$/m);
    expect(outcome.stdout).to.contain('Failed, 2 of 20 resources failed: dev2.one.lab');
  });

  it('a gate that is not OK lets nobody in', async () => {
    const gate = lab.write('gate.feature', GATE);
    const words = [
      '--gate',
      gate,
      '--gate-param',
      'most=0',
      '--gate-interval',
      '0.1',
      '--gate-timeout',
      '0.2',
    ];
    const outcome = await puppet('runall', '2', '--yes', '--poll', '0.1', ...words);
    expect(outcome.code, describeOutcome(outcome)).to.equal(3);
    expect(outcome.stdout).to.match(/: Gate: CRITICAL: nobody sweats - .*; holding$/m);
    expect(outcome.stdout).to.contain('Not run (4): dev[1-4].one.lab');
    expect(journal()).to.deep.equal([]);
  });

  it('Ctrl-C tells how to go on, and going on runs nobody twice', async () => {
    const words = ['puppet', 'runall', '1', '--yes', '--poll', '0.2', '--config', yaml];
    const argv = [...words, '--state', lab.path('roll.json')];
    const child = lab.start('runall', process.execPath, [CLIENT, ...argv], {
      cwd: lab.dir,
      env: { HOME: lab.dir, TZ: 'UTC' },
    });
    await waitFor('the second run', () => journal().filter(line => line.startsWith('start')).length === 2);
    child.signal('SIGINT');
    expect((await child.exited).code).to.equal(130);
    expect(child.output()).to.contain('Still running: dev2.one.lab');
    expect(child.output()).to.contain('Not run (2): dev[3-4].one.lab');
    const [, command = ''] = /^To go on: fleetspec (.*)$/m.exec(child.output()) ?? [];
    const resumed = await runFleetspec(lab, command.split(' '));
    expect(resumed.code, describeOutcome(resumed)).to.equal(0);
    const starts = journal().filter(line => line.startsWith('start'));
    expect(new Set(starts).size).to.equal(4);
    expect(starts).to.have.length(4);
    expect(mostAtOnce()).to.equal(1);
  });

  it('the commander ends on SIGTERM, and what it remembers is there', async () => {
    const child = lab.start(
      'commander',
      process.execPath,
      [
        CLIENT,
        'puppet',
        'commander',
        '--interval',
        '0.1',
        '--max-concurrent',
        '1',
        '--poll',
        '0.2',
        '--config',
        yaml,
      ],
      { cwd: lab.dir, env: { HOME: lab.dir, TZ: 'UTC' } },
    );
    await child.untilPrinted(/dev\d\.one\.lab finished after/);
    child.signal('SIGTERM');
    expect((await child.exited).code).to.equal(0);
    expect(child.output()).to.contain('Found 4 hosts, one each 1.5 seconds');
    const kept = JSON.parse(readFileSync(lab.path('state', 'puppet_commander.json'), 'utf8'));
    expect(Object.keys(kept.nodes).sort()).to.deep.equal(NODES);
    expect(mostAtOnce()).to.equal(1);
  });
});
