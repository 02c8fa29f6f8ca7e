// Agents puppet and puppetd on the files of a real Puppet 7: states, runs on demand, switching off and on.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { RubyValue } from '../../../../lib/marshal/values';
import { RubyFloat } from '../../../../lib/marshal/values';
import { AGENTS } from '../../../../lib/node/agents';
import { durationText } from '../../../../lib/node/agents/puppet';
import { FakeRoot } from '../fakes';
import { HostOfTests, NOW } from './host_of_tests';

const golden = (name: string): string =>
  readFileSync(join(__dirname, '../../probes/golden/puppet7', name), 'utf8');

const STATE = '/var/cache/puppet/state';
const RUN_LOCK = `${STATE}/agent_catalog_run.lock`;
const DISABLED = `${STATE}/agent_disabled.lock`;
const PID = '/run/puppet/agent.pid';
const SUMMARY = '/var/cache/puppet/public/last_run_summary.yaml';
const LAST_RUN = 1_795_308_416;
const DEFAULT_RUN = 'puppet agent --onetime --no-daemonize --color=false --show_diff --verbose';

let root: FakeRoot;
let host: HostOfTests;

function setUp(plugins: Record<string, string> = {}): void {
  host = new HostOfTests(root, { node: { plugins } });
  host.exec.installed = ['puppet'];
}

beforeEach(() => {
  root = new FakeRoot();
  root.makeFolder(STATE);
  setUp();
});
afterEach(() => root.remove());

const idling = (): void => {
  root.put(PID, golden('agent.pid'));
  root.put('/proc/15837/stat', '15837 (puppet) S 1');
  host.exec.alive = [15837];
};
const applying = (): void => {
  idling();
  root.put(RUN_LOCK, '15837');
};
const disabled = (text = golden('agent_disabled.lock')): void => root.put(DISABLED, text);

describe('puppet status', () => {
  it('of a host where nothing runs', async () => {
    root.put(SUMMARY, golden('last_run_summary.yaml'));
    expect(await host.ask('puppet', 'status')).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: {
        applying: false,
        idling: false,
        enabled: true,
        daemon_present: false,
        lastrun: LAST_RUN,
        since_lastrun: NOW - LAST_RUN,
        status: 'stopped',
        disable_message: '',
        message: 'Currently stopped; last completed run 1 day 1 hours 26 minutes 24 seconds ago',
      },
    });
  });

  it('of one that idles, applies or is disabled', async () => {
    idling();
    expect((await host.ask('puppet', 'status')).data).to.include({
      status: 'idling',
      idling: true,
      daemon_present: true,
      applying: false,
    });
    applying();
    expect((await host.ask('puppet', 'status')).data).to.include({
      status: 'applying a catalog',
      idling: false,
      daemon_present: true,
      applying: true,
    });
    disabled();
    expect((await host.ask('puppet', 'status')).data).to.include({
      status: 'disabled',
      enabled: false,
      applying: true,
      disable_message: "maintenance by ops: don't run",
    });
  });

  it('still says what Puppet does when its summary is broken', async () => {
    root.put(SUMMARY, '{');
    const { code, data } = await host.ask('puppet', 'status');
    expect(code).to.equal(0);
    expect(data).to.include({ status: 'stopped', lastrun: 0 });
    expect(host.logger.at('warn')[0]).to.match(/^cannot read .*last_run_summary\.yaml: broken YAML/);
  });

  it('writes durations as MCollective does', () => {
    const texts = [5, 65, 3600, 7265, 86_400, 90_061, 180_005].map(durationText);
    expect(texts).to.deep.equal([
      '05 seconds',
      '1 minutes 05 seconds',
      '1 hours 0 minutes 00 seconds',
      '2 hours 1 minutes 05 seconds',
      '1 day 0 hours 0 minutes 00 seconds',
      '1 day 1 hours 1 minutes 01 seconds',
      '2 days 2 hours 0 minutes 05 seconds',
    ]);
  });
});

describe('puppet disable and enable', () => {
  it('write and remove the lock as Puppet does', async () => {
    expect(await host.ask('puppet', 'disable', { message: "maintenance by ops: don't run" })).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: { status: "Succesfully locked the Puppet agent: maintenance by ops: don't run", enabled: false },
    });
    const lock = root.paths.resolve(DISABLED);
    expect(readFileSync(lock, 'utf8')).to.equal(golden('agent_disabled.lock'));
    expect(readdirSync(root.paths.resolve(STATE))).to.deep.equal(['agent_disabled.lock']);
    expect(await host.ask('puppet', 'enable')).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: { status: 'Succesfully enabled the Puppet agent', enabled: true },
    });
    expect(existsSync(lock)).to.equal(false);
  });

  it('say no to what is done already', async () => {
    expect(await host.ask('puppet', 'enable')).to.deep.equal({
      code: 1,
      msg: 'Could not enable Puppet: Already enabled',
      data: { status: 'Could not enable Puppet: Already enabled', enabled: true },
    });
    disabled();
    expect(await host.ask('puppet', 'disable')).to.deep.equal({
      code: 1,
      msg: 'Could not disable Puppet: Already disabled',
      data: { status: 'Could not disable Puppet: Already disabled', enabled: false },
    });
    expect(readFileSync(root.paths.resolve(DISABLED), 'utf8')).to.equal(golden('agent_disabled.lock'));
  });

  it('name caller and time when no reason is given', async () => {
    const { data } = await host.ask('puppet', 'disable');
    expect(data.status).to.match(
      /^Succesfully locked the Puppet agent: Disabled via MCollective by uid=1000 at \d{4}-\d\d-\d\d \d\d:\d\d$/,
    );
  });

  it('refuse reasons no shell should see', async () => {
    expect((await host.ask('puppet', 'disable', { message: 'a; b' })).msg).to.equal(
      'Cannot validate input message: value should not have ; in it',
    );
    expect((await host.ask('puppet', 'disable', { message: 'x'.repeat(121) })).code).to.equal(4);
  });

  it('say so when the lock cannot be written', async () => {
    setUp({ 'puppet.disabled_lockfile': '/nowhere/agent_disabled.lock' });
    const { code, msg, data } = await host.ask('puppet', 'disable');
    expect([code, data.enabled]).to.deep.equal([1, true]);
    expect(msg).to.match(/^Could not disable Puppet: ENOENT/);
  });
});

describe('puppet runonce', () => {
  const run = (data: Record<string, RubyValue> = {}) => host.ask('puppet', 'runonce', data);
  const started = async (data: Record<string, RubyValue>): Promise<string> => {
    setUp({ 'puppet.allow_server_override': 'true' });
    const { msg } = await run(data);
    expect(msg).to.equal('OK');
    return host.exec.detached[0]!.replace(DEFAULT_RUN, '').trim();
  };

  it('starts a run that outlives the request', async () => {
    const command = `${DEFAULT_RUN} --splay --splaylimit 30`;
    expect(await run()).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: { summary: `Started a Puppet run using the '${command}' command`, initiated_at: NOW },
    });
    expect(host.exec.detached).to.deep.equal([command]);
    expect(host.exec.calls).to.deep.equal([]);
  });

  it('passes options on, in the order of MCollective', async () => {
    expect(await started({ force: true })).to.equal('--no-splay');
    expect(await started({ force: true, splay: true, splaylimit: 5 })).to.equal('--no-splay');
    expect(await started({ splay: false })).to.equal('--no-splay');
    expect(await started({ splay: false, splaylimit: 9 })).to.equal('--no-splay --splaylimit 9');
    expect(await started({ splaylimit: 60 })).to.equal('--splay --splaylimit 60');
    const all = {
      tags: 'apache,role::web',
      noop: true,
      environment: 'test_1',
      server: 'puppet.example.net:8141',
      ignoreschedules: true,
      use_cached_catalog: false,
      force: true,
    };
    expect(await started(all)).to.equal(
      '--tags apache,role::web --no-splay --noop --environment test_1 --server puppet.example.net --masterport 8141 --ignoreschedules --no-use_cached_catalog',
    );
    expect(
      await started({ force: true, noop: false, use_cached_catalog: true, server: '[fd00::1]:8140' }),
    ).to.equal('--no-splay --no-noop --server fd00::1 --masterport 8140 --use_cached_catalog');
    expect(await started({ force: true, server: 'fd00::1' })).to.equal('--no-splay --server fd00::1');
  });

  it('follows the settings for splay and command', async () => {
    setUp({ 'puppet.splay': 'false', 'puppet.command': '/opt/puppetlabs/bin/puppet agent' });
    host.exec.installed = ['/opt/puppetlabs/bin/puppet'];
    await run();
    expect(host.exec.detached).to.deep.equal([`/opt/puppetlabs/bin/${DEFAULT_RUN} --no-splay`]);
    setUp({ 'puppet.splaylimit': '7' });
    await run();
    expect(host.exec.detached).to.deep.equal([`${DEFAULT_RUN} --splay --splaylimit 7`]);
  });

  it('wakes a daemon that idles, and takes no options for it', async () => {
    idling();
    expect((await run({ force: true })).data).to.deep.equal({
      summary: 'Signalled the running Puppet Daemon',
      initiated_at: NOW,
    });
    expect(host.exec.signalled).to.deep.equal([[15837, 'SIGUSR1']]);
    const refusal = 'Cannot specify any custom puppet options when the daemon is running';
    for (const data of [{ noop: true }, { tags: 'a' }, { environment: 'test' }, { ignoreschedules: true }]) {
      expect(await run(data)).to.deep.equal({
        code: 1,
        msg: refusal,
        data: { summary: refusal, initiated_at: 0 },
      });
    }
    host.exec.alive = [];
    expect((await run()).msg).to.equal('Failed to signal the puppet agent at pid 15837');
  });

  it('starts a run of its own beside an idle daemon that is not to be signalled', async () => {
    setUp({ 'puppet.signal_daemon': '0' });
    idling();
    await run({ noop: true });
    expect(host.exec.detached).to.deep.equal([`${DEFAULT_RUN} --splay --splaylimit 30 --noop`]);
    expect(host.exec.signalled).to.deep.equal([]);
  });

  it('is refused while disabled or applying', async () => {
    applying();
    expect((await run()).msg).to.equal('Puppet is currently applying a catalog, cannot run now');
    disabled();
    const sentence = "Puppet is disabled: 'maintenance by ops: don't run'";
    expect(await run()).to.deep.equal({
      code: 1,
      msg: sentence,
      data: { summary: sentence, initiated_at: 0 },
    });
    disabled('');
    expect((await run()).msg).to.equal('Puppet is disabled');
    expect([host.exec.detached, host.exec.signalled]).to.deep.equal([[], []]);
  });

  it('is refused with another server unless that is allowed', async () => {
    expect((await run({ server: 'evil.example.net' })).msg).to.equal(
      "Passing 'server' option is not allowed in module configuration",
    );
  });

  it('refuses what is no option', async () => {
    const cases: [Record<string, RubyValue>, string][] = [
      [{ tags: 'a b' }, "Cannot validate input tags: Invalid variable name 'a b' specified"],
      [{ tags: 'a;b' }, 'Cannot validate input tags: value should not have ; in it'],
      [{ tags: '--daemonize' }, "Cannot validate input tags: Invalid variable name '--daemonize' specified"],
      [{ environment: '-x' }, "Cannot validate input environment: Invalid variable name '-x' specified"],
      [{ environment: '1' }, "Cannot validate input environment: Invalid variable name '1' specified"],
      [{ server: '-x' }, "Cannot validate input server: The hostname '-x' is not a valid hostname"],
      [{ server: 'a:b' }, "Cannot validate input server: The port 'b' is not a valid puppet master port"],
      [{ force: 'yes' }, 'Cannot validate input force: value should be a boolean'],
      [{ splaylimit: '5' }, 'Cannot validate input splaylimit: value should be a number'],
      [{ splaylimit: new RubyFloat(5) }, "Invalid splaylimit '5' specified"],
      [{ splaylimit: 1.5 }, "Invalid splaylimit '1.5' specified"],
      [{ splaylimit: -5 }, "Invalid splaylimit '-5' specified"],
    ];
    for (const [data, sentence] of cases) expect((await run(data)).msg).to.equal(sentence);
    expect(host.exec.detached).to.deep.equal([]);
  });

  it('says so when puppet cannot be started', async () => {
    host.exec.installed = [];
    expect((await run({ force: true })).msg).to.equal(
      `Puppet command '${DEFAULT_RUN} --no-splay' could not be started: the program puppet is not installed; install it, or configure its full path`,
    );
  });
});

describe('puppet last_run_summary', () => {
  it('tells what the last run did', async () => {
    root.put(SUMMARY, golden('last_run_summary.yaml'));
    root.put(`${STATE}/resources.txt`, golden('resources.txt'));
    const { data } = await host.ask('puppet', 'last_run_summary');
    const { summary, ...rest } = data;
    expect(rest).to.deep.equal({
      out_of_sync_resources: 3,
      failed_resources: 0,
      corrected_resources: 0,
      changed_resources: 3,
      total_resources: 10,
      config_retrieval_time: { float: 0.128223251 },
      total_time: { float: 4.019811784 },
      logs: {},
      lastrun: LAST_RUN,
      since_lastrun: NOW - LAST_RUN,
      config_version: 1795308412,
      type_distribution: { File: 1, Notify: 1, Exec: 1 },
      report_status: 'unknown',
      cached_catalog_status: 'unknown',
    });
    expect(summary.version).to.deep.equal({ config: 1795308412, puppet: '7.23.0' });
    expect(summary.resources).to.include({ changed: 3, total: 10 });
  });

  it('gives the log when asked', async () => {
    root.put(`${STATE}/last_run_report.yaml`, golden('last_run_report.yaml'));
    const { data } = await host.ask('puppet', 'last_run_summary', { logs: true });
    expect(data.logs).to.have.length(5);
    expect(data.logs[1]).to.deep.equal({
      time_utc: LAST_RUN - 4,
      time: LAST_RUN - 4,
      level: 'notice',
      source: 'Puppet',
      msg: 'hello',
    });
    root.take(`${STATE}/last_run_report.yaml`);
    expect((await host.ask('puppet', 'last_run_summary', { logs: true })).data.logs).to.deep.equal([]);
  });

  it('tells of runs that went wrong though no resource failed', async () => {
    const ended = async (name: string) => {
      root.put(SUMMARY, golden(`${name}/last_run_summary.yaml`));
      root.put(`${STATE}/last_run_report.yaml`, golden(`${name}/last_run_report.yaml`));
      const { data } = await host.ask('puppet', 'last_run_summary');
      const { failed_resources: failed, total_resources: total } = data;
      return [failed, total, data.report_status, data.cached_catalog_status];
    };
    expect(await ended('old_catalog')).to.deep.equal([0, 9, 'changed', 'on_failure']);
    expect(await ended('killed')).to.deep.equal([0, 1, 'failed', 'not_used']);
    expect(await ended('no_catalog')).to.deep.equal([0, 0, 'failed', 'not_used']);
  });

  it('tells the counts when the report is too large to be read', async () => {
    root.put(SUMMARY, golden('last_run_summary.yaml'));
    root.put(`${STATE}/last_run_report.yaml`, `status: changed\n${'#'.repeat(16 * 1024 * 1024)}`);
    const { code, data } = await host.ask('puppet', 'last_run_summary');
    expect(code).to.equal(0);
    expect(data).to.include({ total_resources: 10, report_status: 'unknown' });
    expect(host.logger.at('warn')[0]).to.match(/last_run_report\.yaml: it is larger than/);
  });

  it('is zeros before the first run, and an error when it cannot be read', async () => {
    const { data } = await host.ask('puppet', 'last_run_summary');
    expect(data).to.include({ total_resources: 0, lastrun: 0, total_time: 0, config_version: 'unknown' });
    root.put(SUMMARY, '[1,2]');
    const { code, msg } = await host.ask('puppet', 'last_run_summary');
    expect([code, msg]).to.deep.equal([5, `cannot read ${SUMMARY}: broken YAML: the document is not a hash`]);
  });
});

describe('puppet without Puppet', () => {
  it('is not activated, and says no when Puppet went away', async () => {
    expect(await AGENTS.puppet!.activate!(host.node)).to.equal(undefined);
    root.take(STATE);
    expect(await AGENTS.puppet!.activate!(host.node)).to.match(/^the state folder of Puppet was not found/);
    expect(await AGENTS.puppetd!.activate!(host.node)).to.match(/^the state folder of Puppet was not found/);
    expect(await host.ask('puppet', 'status')).to.deep.include({
      code: 1,
      msg: 'the state folder of Puppet was not found; set puppet.statedir if it is in an unusual place',
    });
  });

  it('knows no other actions', async () => {
    expect((await host.ask('puppet', 'dance')).msg).to.equal(
      "Attempted to call action dance for puppet but it's not declared in the DDL",
    );
  });
});

describe('puppetd', () => {
  const status = async () => (await host.ask('puppetd', 'status')).data;

  it('tells status in its own words and numbers', async () => {
    root.put(SUMMARY, golden('last_run_summary.yaml'));
    expect(await status()).to.deep.equal({
      status: 'stopped',
      running: 0,
      enabled: 1,
      idling: 0,
      stopped: 1,
      lastrun: LAST_RUN,
      output: `Currently stopped; last completed run ${NOW - LAST_RUN} seconds ago`,
    });
    idling();
    expect(await status()).to.include({ status: 'idling', running: 0, idling: 1, stopped: 0, enabled: 1 });
    applying();
    expect(await status()).to.include({ status: 'running', running: 1, idling: 0, stopped: 0, enabled: 1 });
    disabled();
    expect(await status()).to.include({ status: 'disabled', running: 0, idling: 0, stopped: 0, enabled: 0 });
  });

  it('starts, signals or refuses a run', async () => {
    const output = async (data = {}) => (await host.ask('puppetd', 'runonce', data)).data.output;
    expect(await output()).to.match(
      /^Called puppet agent --onetime, Currently stopped; last completed run \d+ seconds ago$/,
    );
    setUp({ 'puppetd.splaytime': '100' });
    expect(await output()).to.match(/^Called puppet agent --onetime --splaylimit 100 --splay, /);
    expect(await output({ forcerun: 'true' })).to.match(/^Called puppet agent --onetime, /);
    expect(await output({ forcerun: true })).to.match(/^Called puppet agent --onetime, /);
    idling();
    expect(await output()).to.match(
      /^Signalled daemonized puppet agent to run \(process 15837\); Currently idling;/,
    );
    applying();
    expect((await host.ask('puppetd', 'runonce')).msg).to.equal(
      'Lock file and PID file exist; puppet agent is running.',
    );
    disabled();
    expect((await host.ask('puppetd', 'runonce')).msg).to.equal(
      'Empty Lock file exists; puppet agent is disabled.',
    );
  });

  it('disables and enables', async () => {
    expect((await host.ask('puppetd', 'enable')).msg).to.equal('Already enabled');
    expect((await host.ask('puppetd', 'disable')).data.output).to.equal('Lock created');
    expect((await host.ask('puppet', 'status')).data.disable_message).to.equal(
      'Disabled via MCollective by uid=1000',
    );
    expect((await host.ask('puppetd', 'disable')).msg).to.equal('Already disabled');
    expect((await host.ask('puppetd', 'enable')).data.output).to.equal('Lock removed');
    expect(existsSync(root.paths.resolve(DISABLED))).to.equal(false);
  });

  it('tells the last run in parts', async () => {
    root.put(SUMMARY, golden('last_run_summary.yaml'));
    const { data } = await host.ask('puppetd', 'last_run_summary');
    expect(data.changes).to.deep.equal({ total: 3 });
    expect(data.events).to.deep.equal({ failure: 0, success: 3, total: 3 });
    expect(data.version).to.deep.equal({ config: 1795308412, puppet: '7.23.0' });
    expect(data.resources).to.include({ failed: 0, total: 10, restarted: 0 });
    expect(data.time).to.deep.include({ last_run: LAST_RUN, filebucket: { float: 6.8131e-5 } });
  });
});
