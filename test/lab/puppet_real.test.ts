// Real Puppet 7 on real nodes: Debian's agent and Debian's server, asked, switched and rolled out by fleetspec and mco. Four
// of the nodes are as Debian installs them, and fleetspecd must find everything by itself.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { type LabBroker, labBroker } from './peers/activemq';
import { runCheck } from './peers/features';
import { CLIENT, runFleetspec, writeFleetspecYaml } from './peers/fleetspec';
import { startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import type { LabNode } from './peers/mcollectived';
import { describeOutcome, type Outcome } from './peers/outcome';
import { expectAnswer } from './peers/plugin_answer';
import { PuppetNode } from './peers/puppet_node';
import { PuppetServer } from './peers/puppetserver';
import { waitFor } from './peers/wait_for';

const NODES = ['broken.lab', 'clean.lab', 'failing.lab', 'quiet.lab', 'slow.lab'];
const PATIENT = { timeoutMs: 90_000 };
const BROKEN = "fail('not today')";
const OLD_CATALOG = 'no new catalog could be had, that of an earlier run was applied';
const SHIPPED = `${__dirname}/../../features/puppet_agents.feature`;

const GATE = `Feature: nobody sweats
  Scenario: load
    Then every host with agent puppet should have a load average below 100000
`;

describe('Puppet, the real one', () => {
  const lab = useLab('puppet-real');
  const puppets = new Map<string, PuppetNode>();
  const daemons = new Map<string, LabNode>();
  const made = lab.path('made');
  // The slow node makes the one when it comes to its resource, and waits as long as the other is there.
  const begun = lab.path('begun');
  const hold = lab.path('hold');
  let server: PuppetServer;
  let yaml: string;
  let clientCfg: string;

  const at = (node: string): PuppetNode => puppets.get(node)!;
  const puppet = (...args: string[]): Promise<Outcome> =>
    runFleetspec(lab, ['puppet', ...args, '--config', yaml], PATIENT);
  /** Begins a fleetspec that goes on beside the test. */
  const start = (name: string, argv: readonly string[]) =>
    lab.start(name, process.execPath, [CLIENT, ...argv], { cwd: lab.dir, env: { HOME: lab.dir, TZ: 'UTC' } });
  const rollOut = (node: string, ...words: string[]): Promise<Outcome> =>
    puppet('runall', '1', '-I', node, '--poll', '0.2', ...words);
  const mco = async (action: string, node: string, ...args: string[]) => {
    const outcome = await runMco(lab, clientCfg, ['rpc', 'puppet', action, ...args, '-I', node, '--json']);
    const [reply] = JSON.parse(outcome.stdout || '[]');
    expect(reply, describeOutcome(outcome)).to.not.equal(undefined);
    return reply as { statuscode: number; statusmsg: string; data: Record<string, unknown> };
  };
  const runsOf = (node: string): number => server.reports(node).length;

  /** What the nodes get; `broken` is what becomes of the one that has the name. */
  const site = (broken: string): string => `
class role::dev { notify { 'hello': } }
class role::puppetmaster { }
node 'clean.lab' {
  include role::dev, role::puppetmaster
  file { '${made}': content => "made\\n", tag => 'files' }
}
node 'failing.lab' { include role::dev exec { '/bin/false': } }
node 'slow.lab' {
  include role::dev
  exec { '/bin/sh -c "touch ${begun}; while [ -e ${hold} ]; do sleep 0.1; done"': timeout => 120 }
}
node 'broken.lab' { include role::dev ${broken} }
node default { include role::dev }
`;

  before(async () => {
    server = await PuppetServer.begin(lab, NODES);
    server.write(site(BROKEN));
    server.write("notify { 'testing': }", 'testing');
    const broker: LabBroker = await labBroker(lab);
    yaml = writeFleetspecYaml(lab, broker, { checks: { puppet_master: 'role::puppetmaster' } });
    clientCfg = writeClient(lab, broker);
    for (const identity of NODES) {
      const elsewhere = identity === 'slow.lab';
      const node = PuppetNode[elsewhere ? 'elsewhere' : 'ofDebian'](lab, server, identity);
      puppets.set(identity, node);
      const classesfile = elsewhere ? node.state('classes.txt') : '/var/cache/puppet/state/classes.txt';
      const settings = { ...node.settings, classesfile, 'plugin.puppet.resource_type_whitelist': 'file' };
      const options = node.through ? { through: node.through } : {};
      daemons.set(identity, await startFleetspecd(lab, broker, { identity, settings }, options));
    }
  });

  // A run that a failed test left behind.
  after(() => {
    rmSync(hold, { force: true });
    for (const node of puppets.values()) if (node.applying) process.kill(node.applying, 'SIGKILL');
  });

  it('refuses to run with the reason we gave, and tells us what was said at its keyboard', async () => {
    const node = at('clean.lab');
    const reason = "database move: don't run";
    const disabled = await puppet('disable', reason, '-I', node.identity);
    expect(disabled.code, describeOutcome(disabled)).to.equal(0);
    const [refusal, order] = await Promise.all([
      node.agent('--onetime', '--no-daemonize', '--logdest', 'console'),
      puppet('runonce', '-I', node.identity),
    ]);
    expect(refusal.stdout).to.contain(`administratively disabled (Reason: '${reason}')`);
    expect(order.code).to.equal(2);
    expect(order.stdout).to.contain(`Puppet is disabled: '${reason}'`);
    expect((await mco('enable', node.identity)).data).to.include({ enabled: true });
    expect(existsSync(node.state('agent_disabled.lock'))).to.equal(false);

    await node.agent('--disable', 'by hand: "why not"');
    const { data } = await mco('status', node.identity);
    expect(data).to.include({ enabled: false, status: 'disabled', disable_message: 'by hand: "why not"' });
    const enabled = await puppet('enable', '-I', node.identity);
    expect(enabled.code, describeOutcome(enabled)).to.equal(0);
    const after = await mco('status', node.identity);
    expect(after.data).to.include({ enabled: true, status: 'stopped', lastrun: 0 });
  });

  it('is rolled out two at a time; every way to fail is told, and the silent node holds up nobody', async () => {
    await server.ready();
    writeFileSync(hold, '');
    daemons.get('quiet.lab')!.child.signal('SIGSTOP');
    const nodes = lab.write('nodes.txt', `${NODES.join('\n')}\n`);
    const words = ['--gate', lab.write('gate.feature', GATE), '--patience', '15', '--poll', '0.2', '-t', '2'];
    const argv = ['puppet', 'runall', '2', '--nodes', nodes, '--yes', ...words, '--config', yaml];
    const rollout = start('rollout', argv);
    const slow = at('slow.lab');
    await waitFor('a catalog to be applied', () => existsSync(begun) && slow.applying, 90_000);
    await rollout.untilPrinted(/: quiet\.lab failed: no answer for \d+ s$/m, 60_000);
    daemons.get('quiet.lab')!.child.signal('SIGCONT');
    await waitFor('the others', () => ['broken.lab', 'clean.lab', 'failing.lab'].every(runsOf), 60_000);

    const [status, again, busy, tooBusy] = await Promise.all([
      mco('status', slow.identity),
      puppet('runonce', '-I', slow.identity),
      runCheck(lab, yaml, 'puppet_capacity', ['--param', 'usual=0', '--param', 'limit=100000']),
      runCheck(lab, yaml, 'puppet_capacity', ['--param', 'usual=0', '--param', 'limit=0.0']),
    ]);
    expect(status.data).to.include({ applying: true, status: 'applying a catalog', daemon_present: false });
    expect(again.stdout, describeOutcome(again)).to.contain(
      'Puppet is currently applying a catalog, cannot run now',
    );
    expectAnswer(busy, 'OK', { says: ['1 scenario passed', 'puppet_clients=1;0'] });
    expectAnswer(tooBusy, 'CRITICAL', { says: ['clean.lab'] });

    rmSync(hold);
    const { code } = await rollout.exited;
    const stdout = rollout.output();
    expect(code, stdout).to.equal(2);
    expect(stdout).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: Running all nodes with a concurrency of 2$/m);
    expect(stdout).to.match(/: clean\.lab schedule status: OK$/m);
    expect(stdout).to.match(/: clean\.lab finished: 2 of \d+ resources changed, \d+ s$/m);
    expect(stdout).to.match(/: slow\.lab finished: 2 of \d+ resources changed, \d+ s$/m);
    expect(stdout).to.match(/^Failed, 1 of \d+ resources failed: failing\.lab$/m);
    expect(stdout).to.match(/^Failed, the whole run failed: no catalog was applied: broken\.lab$/m);
    expect(stdout).to.match(/^Failed, no answer for \d+ s: quiet\.lab$/m);
    expect(readFileSync(made, 'utf8')).to.equal('made\n');
    // By what Puppet itself reported to its server.
    expect(NODES.map(runsOf)).to.deep.equal([1, 1, 1, 0, 1]);
    expect(mostAtOnce(NODES.flatMap(node => server.reports(node)))).to.be.at.most(2);
    expect(stdout).to.match(/: Currently 2 nodes running, waiting$/m);
  });

  it('tells what Puppet wrote of its run, to mco as well', async () => {
    const { data } = await mco('last_run_summary', 'clean.lab', 'logs=true');
    const numbers = /total: (\d+)\n[\s\S]*last_run: (\d+)/.exec(at('clean.lab').summary)!;
    expect(data).to.include({ total_resources: Number(numbers[1]), lastrun: Number(numbers[2]) });
    expect(data).to.include({ failed_resources: 0, changed_resources: 2, report_status: 'changed' });
    expect(data.type_distribution).to.deep.equal({ File: 1, Notify: 1 });
    expect((data.logs as { msg: string }[]).map(({ msg }) => msg)).to.include('hello');

    const [status, count, summary, shipped, feature] = await Promise.all([
      puppet('status', '-C', 'role::dev'),
      puppet('count', '-C', 'role::dev'),
      puppet('summary', '-C', 'role::dev'),
      runFleetspec(lab, ['check', SHIPPED, '--config', yaml]),
      runFleetspec(lab, ['check', lab.write('broken.feature', noFailures('broken.lab')), '--config', yaml]),
    ]);
    expect(status.stdout).to.match(/^ {3}failing\.lab: Currently stopped; last completed run .* ago$/m);
    // By the classes that Puppet wrote: neither who got no catalog has any, nor who never ran.
    expect(count.stdout).to.contain('Total Puppet nodes: 3');
    expect(summary.stdout).to.match(/Failed resources: .* max: 1\.0/);
    expectAnswer(shipped, 'CRITICAL', { says: ['quiet.lab', 'never'] });
    expectAnswer(feature, 'UNKNOWN', { says: ['the last run of Puppet applied no catalog'] });
  });

  it('applies one resource on demand, but none that is managed or not allowed', async () => {
    const file = lab.path('motd');
    const apply = (type: string, name: string, ...words: string[]): Promise<Outcome> =>
      runFleetspec(
        lab,
        [
          'rpc',
          'puppet',
          'resource',
          `type=${type}`,
          `name=${name}`,
          ...words,
          '-I',
          'clean.lab',
          '--config',
          yaml,
        ],
        PATIENT,
      );
    const [done, managed, forbidden] = await Promise.all([
      apply('file', file, 'ensure=present', 'content=closed: back at 5'),
      apply('file', made, 'ensure=absent'),
      apply('exec', '/bin/true'),
    ]);
    expect(done.code, describeOutcome(done)).to.equal(0);
    expect(done.stdout).to.contain('defined content as');
    expect(readFileSync(file, 'utf8')).to.equal('closed: back at 5');
    expect(managed.stdout).to.contain(`Puppet is managing the resource 'File[${made}]'`);
    expect(existsSync(made)).to.equal(true);
    expect(forbidden.stdout).to.contain('The exec type is not listed in the type whitelist');
    const again = await apply('file', `${file}/below`, 'ensure=present');
    expect(again.code, describeOutcome(again)).to.equal(2);
    expect(again.stdout).to.contain(`Failed to apply File[${file}/below]: `);
  });

  describe('once more, on', { concurrency: 5 }, () => {
    it('a node whose catalog no longer compiles: the old one is applied, and that is a failure', async () => {
      server.write(site(''));
      const well = await rollOut('broken.lab');
      expect(well.code, describeOutcome(well)).to.equal(0);
      server.write(site(BROKEN));
      const old = await rollOut('broken.lab');
      expect(old.code, describeOutcome(old)).to.equal(2);
      expect(old.stdout).to.contain(`: broken.lab failed: ${OLD_CATALOG}\n`);
      const { data } = await mco('last_run_summary', 'broken.lab');
      expect(data).to.include({ failed_resources: 0, cached_catalog_status: 'on_failure' });
      const check = ['check', lab.write('old.feature', noFailures('broken.lab')), '--config', yaml];
      expectAnswer(await runFleetspec(lab, check), 'UNKNOWN', { says: ['got no new catalog'] });
    });

    it('a clean node: dry, by tags, after a splay, in another environment or in one that is not there', async () => {
      const node = at('clean.lab');
      rmSync(made);
      const dry = await rollOut(node.identity, '--noop', '--tags', 'files');
      expect(dry.code, describeOutcome(dry)).to.equal(0);
      const [first, dryRun] = server.reports(node.identity);
      expect(dryRun).to.include({ noop: true, environment: 'production' });
      expect(existsSync(made)).to.equal(false);
      expect(first!.text).to.contain('message: hello');
      expect(dryRun!.text).to.not.contain('message: hello');

      const words = ['environment=testing', 'splaylimit=1'];
      const { data } = await mco('runonce', node.identity, ...words);
      expect(data.summary).to.contain('--splay --splaylimit 1 --environment testing');
      await waitFor('the run', () => runsOf(node.identity) === 3 && !node.applying, 60_000);
      expect(server.reports(node.identity)[2]).to.include({ noop: false, environment: 'testing' });

      const missing = await rollOut(node.identity, '--environment', 'missing');
      expect(missing.code, describeOutcome(missing)).to.equal(2);
      expect(missing.stdout).to.contain(
        ': clean.lab failed: it ran in the environment production, not missing\n',
      );
    });

    it('a slow node that is killed in the middle: no resource failed, and still it is a failure', async () => {
      const node = at('slow.lab');
      rmSync(begun);
      writeFileSync(hold, '');
      const rollout = rollOut(node.identity);
      await waitFor('a catalog to be applied', () => existsSync(begun), 60_000);
      process.kill(node.applying!, 'SIGTERM');
      rmSync(hold);
      const { stdout, code } = await rollout;
      expect(code, stdout).to.equal(2);
      expect(stdout).to.contain(
        ': slow.lab failed: Puppet reports that the run failed, though no resource did\n',
      );
      expect(node.summary).to.match(/^ {2}failed: 0$/m);
    });

    it('a node that has its turn by the commander', async () => {
      const before = runsOf('failing.lab');
      const words = ['--interval', '0.2', '--poll', '0.2', '-I', 'failing.lab', '--config', yaml];
      const child = start('commander', ['puppet', 'commander', ...words]);
      await child.untilPrinted(
        /: failing\.lab schedule status: OK$[\s\S]*: failing\.lab finished after \d+ s$/m,
        90_000,
      );
      child.signal('SIGTERM');
      expect((await child.exited).code).to.equal(0);
      expect(runsOf('failing.lab')).to.equal(before + 1);
    });

    it('a node with a daemon: it is woken, and takes no options', async () => {
      const node = at('quiet.lab');
      const [program = '', ...words] = node.command('--no-daemonize', '--runinterval', '3600');
      const daemon = lab.start('puppet-daemon', program, words, { env: { LANG: 'C.UTF-8' } });
      // It runs once to begin with.
      await waitFor('the daemon to idle', () => runsOf(node.identity) === 1 && !node.applying, 60_000);
      expect((await mco('status', node.identity)).data).to.include({ status: 'idling', idling: true });
      const refused = await puppet('runonce', '-I', node.identity, '--noop');
      expect(refused.stdout).to.contain(
        'Cannot specify any custom puppet options when the daemon is running',
      );
      const woken = await rollOut(node.identity);
      expect(woken.code, describeOutcome(woken)).to.equal(0);
      expect(runsOf(node.identity)).to.equal(2);
      await daemon.stop();
      expect((await mco('status', node.identity)).data).to.include({
        status: 'stopped',
        daemon_present: false,
      });
    });
  });

  it('goes on where it was interrupted: no node runs twice', async () => {
    const [clean, slow] = [at('clean.lab'), at('slow.lab')];
    const before = [runsOf(clean.identity), runsOf(slow.identity)];
    rmSync(begun);
    writeFileSync(hold, '');
    const argv = ['puppet', 'runall', '1', '-I', '/clean|slow/', '--poll', '0.2', '--config', yaml];
    const child = start('runall', [...argv, '--state', lab.path('roll.json')]);
    await waitFor('the second run', () => existsSync(begun), 60_000);
    child.signal('SIGINT');
    expect((await child.exited).code).to.equal(130);
    expect(child.output()).to.contain('Still running: slow.lab');
    rmSync(hold);
    const [, command = ''] = /^To go on: fleetspec (.*)$/m.exec(child.output()) ?? [];
    const resumed = await runFleetspec(lab, command.replaceAll("'", '').split(' '), PATIENT);
    expect(resumed.code, describeOutcome(resumed)).to.equal(0);
    expect(resumed.stdout).to.match(/: slow\.lab finished: /);
    expect([runsOf(clean.identity), runsOf(slow.identity)]).to.deep.equal(before.map(runs => runs + 1));
  });
});

function noFailures(node: string): string {
  return `Feature: one node
  Scenario: its last run
    Then no host named ${node} should have failed resources
`;
}

/** How many of these went on at one moment at most. */
function mostAtOnce(runs: readonly { readonly began: number; readonly ended: number }[]): number {
  return runs.reduce((most, { began }) => {
    const now = runs.filter(run => run.began <= began && began < run.ended).length;
    return Math.max(most, now);
  }, 0);
}
