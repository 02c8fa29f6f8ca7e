// `fleetspec puppet` on a small site: the one question to many nodes, the roll-out with its gate and its state file, the
// commander; with a Puppet that takes a moment and leaves the files a real one leaves.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { Broker } from '../../lib/broker/broker';
import type { EmulatedHost } from '../../lib/emulator/emulated_host';
import { ToySite } from './toy_site';

const WEB = ['web1.toy', 'web2.toy', 'web3.toy', 'web4.toy'];
const OLD = 'old1.toy';
const SUMMARY = '/var/cache/puppet/state/last_run_summary.yaml';

interface Runs {
  /** ms a run takes. */
  ms: number;
  failed: number;
  /** Words of each run. */
  readonly calls: string[][];
}

/** As Puppet's agent: a lock while it applies, a summary when it has ended. */
function installPuppet(host: EmulatedHost, onRun: (change: number) => void): Runs {
  const runs: Runs = { ms: 1050, failed: 0, calls: [] };
  host.setPuppet('stopped');
  writeSummary(host, 1_700_000_000, 0);
  host.exec.install({
    puppet: args => {
      runs.calls.push([...args]);
      host.setPuppet('applying');
      onRun(1);
      setTimeout(() => {
        writeSummary(host, Math.floor(Date.now() / 1000), runs.failed);
        host.setPuppet('stopped');
        onRun(-1);
      }, runs.ms);
      return {};
    },
  });
  return runs;
}

function writeSummary(host: EmulatedHost, at: number, failed: number): void {
  host.writeFile(
    SUMMARY,
    `---
version: {config: 7, puppet: 7.23.0}
resources: {total: 40, failed: ${failed}, changed: 2, out_of_sync: 2, corrective_change: 0, skipped: 0}
time: {config_retrieval: 1.5, total: 3.25, last_run: ${at}}
changes: {total: 2}
events: {total: 2, failure: ${failed}, success: 2}
`,
  );
}

/** Runs a command, and sends it a signal once that is so; `held`: it would go on when the signal came again. */
async function until(
  site: ToySite,
  argv: readonly string[],
  signal: NodeJS.Signals,
  isSo: () => boolean,
): Promise<Awaited<ReturnType<ToySite['fleetspec']>> & { held: boolean | undefined }> {
  let held: boolean | undefined;
  const handlers = new Map<string, () => void>();
  const onSignal = (name: NodeJS.Signals, handler: () => void): (() => void) => {
    handlers.set(name, handler);
    return () => handlers.delete(name);
  };
  const look = setInterval(() => {
    if (!isSo()) return;
    clearInterval(look);
    handlers.get(signal)?.();
    held = handlers.has(signal);
  }, 20);
  try {
    return { ...(await site.fleetspec(argv, { onSignal })), held };
  } finally {
    clearInterval(look);
  }
}

const stampless = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map(line => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: /, ''));

describe('fleetspec puppet', () => {
  let site: ToySite;
  let config: string;
  let running = 0;
  let most = 0;
  const runs = new Map<string, Runs>();
  const run = (identity: string): Runs => runs.get(identity)!;
  const puppet = (...words: string[]) => site.fleetspec(['puppet', ...words, '--config', config]);
  const quiet = async (): Promise<void> => {
    while (running > 0) await new Promise(resolve => setTimeout(resolve, 20));
    most = 0;
    for (const one of runs.values()) {
      one.calls.length = 0;
      one.failed = 0;
    }
  };

  before(async () => {
    site = await ToySite.start([
      ...WEB.map(identity => ({ identity, classes: ['role::web'] })),
      { identity: OLD, agents: ['discovery', 'rpcutil', 'puppetd'], classes: ['role::old'] },
    ]);
    config = site.configFile();
    for (const identity of [...WEB, OLD])
      runs.set(
        identity,
        installPuppet(site.fleet.host(identity), change => {
          running += change;
          most = Math.max(most, running);
        }),
      );
  });
  after(() => site.stop());
  // A run that ends later would take away what the next test has set.
  beforeEach(quiet);

  it('status shows a line for each node, and sums up, the older agent in the words of the newer', async () => {
    site.fleet.host('web2.toy').setPuppet('disabled');
    site.fleet.host(OLD).setPuppet('idling');
    const { code, stdout } = await puppet('status');
    site.fleet.host('web2.toy').setPuppet('stopped');
    site.fleet.host(OLD).setPuppet('stopped');
    expect(code).to.equal(0);
    const lines = stdout.split('\n');
    expect(lines[1]).to.match(/^ {3}old1\.toy: Currently idling; last completed run \d+ seconds ago$/);
    expect(lines[2]).to.match(
      /^ {3}web1\.toy: Currently stopped; last completed run \d+ days .* seconds ago$/,
    );
    expect(lines[3]).to.match(/^ {3}web2\.toy: Currently disabled; /);
    expect(stdout).to.match(/Summary of Enabled:\n\n +enabled = 4\n +disabled = 1\n/);
    expect(stdout).to.match(/Summary of Status:\n\n +stopped = 3\n/);
    expect(stdout).to.match(/Finished processing 5 \/ 5 hosts in /);
  });

  it('count says how many are in which state', async () => {
    site.fleet.host('web1.toy').setPuppet('applying');
    site.fleet.host('web2.toy').setPuppet('disabled');
    site.fleet.host('web3.toy').setPuppet('idling');
    const { code, stdout } = await puppet('count');
    for (const name of ['web1.toy', 'web2.toy', 'web3.toy']) site.fleet.host(name).setPuppet('stopped');
    expect(code).to.equal(0);
    expect(stdout).to.equal(`Total Puppet nodes: 5

          Nodes currently enabled: 4
         Nodes currently disabled: 1

Nodes currently doing puppet runs: 1
          Nodes currently stopped: 4

       Nodes with daemons started: 2
    Nodes without daemons started: 3
       Daemons started but idling: 1
`);
  });

  it('summary draws eight rows of what the last runs were like', async () => {
    writeSummary(site.fleet.host('web1.toy'), Math.floor(Date.now() / 1000) - 120, 12);
    const { code, stdout } = await puppet('summary');
    writeSummary(site.fleet.host('web1.toy'), 1_700_000_000, 0);
    expect(code).to.equal(0);
    const lines = stdout.split('\n');
    expect(lines[0]).to.equal('Summary statistics for 5 nodes:');
    expect(lines[2]).to.equal(
      '                  Total resources: ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁  min: 40.0   avg: 40.0   max: 40.0',
    );
    expect(lines[4]).to.equal(
      '                 Failed resources: ▇▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▃  min: 0.0    avg: 2.4    max: 12.0',
    );
    expect(lines.filter(line => line.includes('min:'))).to.have.length(8);
  });

  it('runonce runs it, with what is asked for; nobody runs in earnest who cannot run dry', async () => {
    const { code, stdout } = await puppet('runonce', '--noop', '--tags', 'ntp', '--force', '--yes');
    expect(code).to.equal(2);
    expect(run('web1.toy').calls[0]!.join(' ')).to.contain('--tags ntp --no-splay --noop');
    expect(run(OLD).calls).to.deep.equal([]);
    expect(stdout).to.contain('the agent puppetd of this node knows no noop, no tags');
  });

  it('asks before a whole fleet is changed, which cannot be answered here', async () => {
    for (const words of [['runonce'], ['disable', 'why'], ['enable'], ['runall', '2']]) {
      const { code, stderr } = await puppet(...words);
      expect(code, words[0]).to.equal(1);
      expect(stderr).to.contain('nobody can be asked here').and.to.contain('--yes');
    }
  });

  it('disable and enable tell why, and on whom it failed', async () => {
    const off = await puppet('disable', 'kernel', 'upgrade', '-I', 'web1.toy');
    expect(off.code, off.stdout).to.equal(0);
    const again = await puppet('disable', '-I', 'web1.toy');
    expect(again.code).to.equal(2);
    expect(again.stdout).to.contain('Could not disable Puppet: Already disabled');
    expect((await puppet('enable', '-I', 'web1.toy')).code).to.equal(0);
    const status = await puppet('status', '-I', 'web1.toy', '--json');
    expect(JSON.parse(status.stdout)[0].data.enabled).to.equal(true);
  });

  it('refuses words and options that would be ignored, before anything is sent', async () => {
    const cases: [string[], string][] = [
      [['statsu'], 'did you mean status?'],
      [['status', 'web1.toy'], 'takes no words'],
      [['status', '--noop'], '--noop is no option of status'],
      [['runonce', '--force', '--splay'], '--force is at once'],
      [['runall'], 'how many nodes'],
      [['runall', '0'], 'a whole number from 1'],
      [['runall', '2', '--gate', 'no.feature'], 'a feature file that is there'],
      [['runall', '2', '--max-failures', 'some'], 'a percentage such as 5%'],
      [['runall', '2', '--new'], 'about a --state FILE'],
      [['commander', '--interval', '0'], 'a number of minutes'],
    ];
    for (const [words, text] of cases) {
      const { code, stderr } = await puppet(...words);
      expect(code, words.join(' ')).to.equal(1);
      expect(stderr).to.contain(text);
    }
  });

  it('runall runs every node, in the words of the origin, never more than so many at once', async () => {
    site.fleet.host('web4.toy').setPuppet('disabled');
    const { code, stdout } = await puppet('runall', '2', '--yes', '--poll', '0.1');
    site.fleet.host('web4.toy').setPuppet('stopped');
    expect(code, stdout).to.equal(0);
    const lines = stampless(stdout);
    expect(lines.slice(0, 4)).to.deep.equal([
      'Running all nodes with a concurrency of 2',
      'Found 5 hosts',
      'web4.toy is skipped: disabled: emulated',
      'Running old1.toy, concurrency is 0',
    ]);
    expect(lines).to.include('web1.toy schedule status: OK');
    expect(lines).to.include('Currently 2 nodes running, waiting');
    expect(lines).to.include('web1.toy finished: 2 of 40 resources changed, 3 s');
    expect(lines.at(-2)).to.match(/^Finished after .*: 5 hosts, 4 well, 1 skipped$/);
    expect(lines.at(-1)).to.equal('Skipped, disabled: emulated: web4.toy');
    expect(most).to.equal(2);
    expect(run(OLD).calls).to.have.length(1);
  });

  it('tells what failed with exit code 2, and as JSON', async () => {
    run('web2.toy').failed = 3;
    const { code, stdout } = await puppet('runall', '4', '-C', 'role::web', '--json', '--poll', '0.1');
    expect(code).to.equal(2);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(events[0]).to.include({ event: 'found', hosts: 4 });
    const end = events.at(-1);
    expect(end).to.deep.include({ event: 'end', reason: 'done', ok: 3 });
    expect(end.failed).to.deep.equal({ 'web2.toy': '3 of 40 resources failed' });
    expect(Date.parse(end.time)).to.be.closeTo(Date.now(), 60_000);
  });

  it('stops after too many failures, keeps what is done, and goes on with the rest only', async () => {
    const state = join(site.folder, 'web.json');
    const words = ['runall', '1', '-C', 'role::web', '--state', state, '--poll', '0.1'];
    run('web2.toy').failed = 1;
    const stopped = await puppet(...words, '--max-failures', '0');
    expect(stopped.code, stopped.stdout).to.equal(3);
    expect(stopped.stdout).to.contain('Stopped by too many failures');
    expect(stopped.stdout).to.contain('Not run (2): web[3-4].toy');
    expect(stopped.stdout).to.contain(`To go on: fleetspec puppet runall 1 -C role::web --state ${state}`);
    const resumed = await puppet(...words);
    expect(resumed.code, resumed.stdout).to.equal(2);
    expect(resumed.stdout).to.contain('Going on: 2 of 4 hosts are done already');
    expect(WEB.map(identity => run(identity).calls.length)).to.deep.equal([1, 1, 1, 1]);
    run('web2.toy').failed = 0;
    const repaired = await puppet(...words, '--retry-failed');
    expect(repaired.code, repaired.stdout).to.equal(0);
    expect(WEB.map(identity => run(identity).calls.length)).to.deep.equal([1, 2, 1, 1]);
  });

  it('refuses the state of another roll-out, or what is none', async () => {
    const state = join(site.folder, 'web.json');
    expect(existsSync(state)).to.equal(true);
    const other = await puppet('runall', '1', '-C', 'role::old', '--state', state);
    expect(other.code).to.equal(1);
    expect(other.stderr).to.contain('its filter is -C role::web, not -C role::old').and.to.contain('--new');
    const dry = await puppet('runall', '1', '-C', 'role::web', '--noop', '--state', state);
    expect(dry.stderr).to.contain('its way to run is');
    writeFileSync(state, 'x', { mode: 0o600 });
    const broken = await puppet('runall', '1', '-C', 'role::web', '--state', state);
    expect(broken.code).to.equal(1);
    expect(broken.stderr).to.contain('is no state of a roll-out');
  });

  it('starts nodes only while the gate is OK', async () => {
    const gate = site.feature(`Feature: the balancer
  Scenario: it does not sweat
    Then every host with class role::web should have a load average below 5
`);
    const words = ['runall', '1', '-C', 'role::web', '--poll', '0.1', '--gate', gate];
    site.fleet.host('web4.toy').setLoad(9);
    const held = await puppet(...words, '--gate-interval', '0.2', '--gate-timeout', '1');
    expect(held.code, held.stdout).to.equal(3);
    expect(held.stdout).to.contain('Stopping: the gate is CRITICAL').and.to.contain('; holding');
    expect(WEB.flatMap(identity => run(identity).calls)).to.deep.equal([]);
    site.fleet.host('web4.toy').setLoad(0.5);
    const open = await puppet(...words);
    expect(open.code, open.stdout + open.stderr).to.equal(0);
    expect(WEB.map(identity => run(identity).calls.length)).to.deep.equal([1, 1, 1, 1]);
  });

  it('a node that is named and not there is waited for, given up and named', async () => {
    const nodes = join(site.folder, 'nodes');
    writeFileSync(nodes, 'web1.toy\nghost.toy\nold1.toy\n');
    const words = ['--nodes', nodes, '--patience', '3', '--poll', '0.1', '-t', '1.5'];
    const { code, stdout } = await puppet('runall', '1', ...words);
    expect(code, stdout).to.equal(2);
    expect(stdout).to.match(/Failed, no answer for \d s: ghost\.toy/);
    expect(stdout).to.match(/3 hosts, 2 well, 1 failed/);
  });

  it('the commander gives each node its turn, keeps its state and ends on SIGTERM', async () => {
    const state = join(site.folder, 'commander.json');
    const words = ['commander', '-C', 'role::web', '--interval', '0.05', '--poll', '0.1', '--state', state];
    const { code, stdout } = await until(site, ['puppet', ...words, '--config', config], 'SIGTERM', () =>
      WEB.every(identity => run(identity).calls.length > 0),
    );
    expect(code).to.equal(0);
    const lines = stampless(stdout);
    expect(lines[0]).to.equal('Running every node once in 3 seconds');
    expect(lines[1]).to.equal('Found 4 hosts, one each 0.8 seconds');
    expect(lines.at(-1)).to.match(/^Ended/);
    expect(Object.keys(JSON.parse(readFileSync(state, 'utf8')).nodes).sort()).to.deep.equal(WEB);
  });

  it('the commander outlives its broker', async () => {
    const state = join(site.folder, 'lasting.json');
    const words = ['commander', '-C', 'role::web', '--interval', '0.05', '--poll', '0.1', '--state', state];
    const { port } = site.broker;
    let broken: 'not yet' | 'gone' | 'back' = 'not yet';
    const ran = (): boolean => WEB.some(identity => run(identity).calls.length > 0);
    const { code, stdout } = await until(
      site,
      ['puppet', ...words, '--rediscover', '0.02', '--config', config],
      'SIGTERM',
      () => {
        if (broken === 'not yet' && ran()) {
          broken = 'gone';
          void site.broker
            .stop()
            .then(() => Broker.start({ port, users: { mcollective: 'marionette' } }))
            .then(async broker => {
              site.broker = broker;
              for (const one of runs.values()) one.calls.length = 0;
              broken = 'back';
            });
        }
        return broken === 'back' && ran();
      },
    );
    expect(code, stdout).to.equal(0);
    expect(stampless(stdout).at(-1)).to.match(/^Ended/);
  });

  it('Ctrl-C ends the commander, and a second one would not wait for what it leaves behind', async () => {
    const words = ['commander', '-C', 'role::web', '--interval', '60', '--poll', '0.1'];
    const state = join(site.folder, 'twice.json');
    const { code, stdout, held } = await until(
      site,
      ['puppet', ...words, '--state', state, '--config', config],
      'SIGINT',
      () => existsSync(state),
    );
    expect({ code, held }, stdout).to.deep.equal({ code: 0, held: false });
    expect(stampless(stdout).at(-1)).to.equal('Ended');
  });

  it('Ctrl-C in the middle: what ran, what runs, what did not, and how to go on', async () => {
    const state = join(site.folder, 'ctrl_c.json');
    const argv = ['puppet', 'runall', '1', '-C', 'role::web', '--poll', '0.1', '--state', state];
    const { code, stdout, held } = await until(
      site,
      [...argv, '--config', config],
      'SIGINT',
      () => run('web2.toy').calls.length > 0,
    );
    expect({ code, held }, stdout).to.deep.equal({ code: 130, held: false });
    expect(stdout).to.match(/Interrupted after .*: 4 hosts, 1 well, 1 still running, 2 not run/);
    expect(stdout).to.contain(
      'Still running: web2.toy\nNot run (2): web[3-4].toy\nTo go on: fleetspec puppet',
    );
    const resumed = await site.fleetspec([...argv, '--config', config]);
    expect(resumed.code, resumed.stdout).to.equal(0);
    expect(WEB.map(identity => run(identity).calls.length)).to.deep.equal([1, 1, 1, 1]);
  });
});
