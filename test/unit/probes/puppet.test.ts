// Puppet's state as Puppet 7.23 leaves it on a host: files captured from real runs.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { type HostPaths, rootedPaths } from '../../../lib/exec/host_paths';
import { RubyFloat } from '../../../lib/marshal/values';
import { ProbeFailed } from '../../../lib/probes/errors';
import { findPuppetFiles, type PuppetFiles } from '../../../lib/probes/puppet_files';
import { parseRunVerdict, readRunVerdict } from '../../../lib/probes/puppet_report';
import {
  isIdling,
  parseDisableMessage,
  puppetStatus,
  readPuppetState,
} from '../../../lib/probes/puppet_state';
import {
  completeSummary,
  lastRun,
  parseReportLog,
  parseResources,
  readPuppetSummary,
  readResourceTypes,
  readRunLog,
  section,
} from '../../../lib/probes/puppet_summary';
import { parseRubyTree } from '../../../lib/probes/ruby_tree';

const golden = (name: string): string => readFileSync(join(__dirname, 'golden/puppet7', name), 'utf8');
const none = (): undefined => undefined;

let root: string;
let paths: HostPaths;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fleetspec-probes-'));
  paths = rootedPaths(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string, modified?: number): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  if (modified !== undefined) utimesSync(join(root, path), modified, modified);
}

async function debian(): Promise<PuppetFiles> {
  mkdirSync(join(root, 'var/cache/puppet/state'), { recursive: true });
  return (await findPuppetFiles(paths, none))!;
}

describe('findPuppetFiles', () => {
  it('finds the places of each packaging', async () => {
    expect(await findPuppetFiles(paths, none)).to.equal(undefined);
    mkdirSync(join(root, 'var/lib/puppet/state'), { recursive: true });
    expect(await findPuppetFiles(paths, none)).to.include({
      runLock: '/var/lib/puppet/state/agent_catalog_run.lock',
      summary: '/var/lib/puppet/state/last_run_summary.yaml',
      pid: '/var/run/puppet/agent.pid',
    });
    rmSync(join(root, 'var'), { recursive: true });
    mkdirSync(join(root, 'opt/puppetlabs/puppet/cache/state'), { recursive: true });
    expect(await findPuppetFiles(paths, none)).to.include({
      disabledLock: '/opt/puppetlabs/puppet/cache/state/agent_disabled.lock',
      summary: '/opt/puppetlabs/puppet/public/last_run_summary.yaml',
      pid: '/var/run/puppetlabs/agent.pid',
    });
    rmSync(join(root, 'opt'), { recursive: true });
    expect(await debian()).to.deep.equal({
      runLock: '/var/cache/puppet/state/agent_catalog_run.lock',
      disabledLock: '/var/cache/puppet/state/agent_disabled.lock',
      summary: '/var/cache/puppet/public/last_run_summary.yaml',
      report: '/var/cache/puppet/state/last_run_report.yaml',
      resources: '/var/cache/puppet/state/resources.txt',
      pid: '/run/puppet/agent.pid',
    });
  });

  it('finds the summary of Puppet 7 where puppet.conf has another vardir', async () => {
    put('var/cache/puppet/public/last_run_summary.yaml', '', 2000);
    put('var/cache/puppet/state/agent.txt', '');
    put('var/lib/puppet/state/last_run_summary.yaml', '', 1000);
    utimesSync(join(root, 'var/cache/puppet/state'), 500, 500);
    utimesSync(join(root, 'var/lib/puppet/state'), 2000, 2000);
    expect(await findPuppetFiles(paths, none)).to.include({
      runLock: '/var/lib/puppet/state/agent_catalog_run.lock',
      summary: '/var/cache/puppet/public/last_run_summary.yaml',
    });
    // What is configured is not to be mixed with what the machine has besides.
    const setting = (name: string) => (name === 'puppet.statedir' ? '/var/lib/puppet/state' : undefined);
    expect(await findPuppetFiles(paths, setting)).to.include({
      summary: '/var/lib/puppet/state/last_run_summary.yaml',
    });
  });

  it('takes the one in use when an upgrade left another behind', async () => {
    put('var/lib/puppet/state/old', '');
    put('opt/puppetlabs/puppet/cache/state/new', '');
    utimesSync(join(root, 'var/lib/puppet/state'), 2000, 2000);
    utimesSync(join(root, 'opt/puppetlabs/puppet/cache/state'), 1000, 1000);
    expect((await findPuppetFiles(paths, none))!.runLock).to.match(/^\/var\/lib\/puppet/);
    utimesSync(join(root, 'opt/puppetlabs/puppet/cache/state'), 3000, 3000);
    expect((await findPuppetFiles(paths, none))!.runLock).to.match(/^\/opt\/puppetlabs/);
  });

  it('takes the newer of two summaries', async () => {
    await debian();
    put('var/cache/puppet/state/last_run_summary.yaml', 'x', 1000);
    expect((await debian()).summary).to.equal('/var/cache/puppet/state/last_run_summary.yaml');
    put('var/cache/puppet/public/last_run_summary.yaml', 'x', 2000);
    expect((await debian()).summary).to.equal('/var/cache/puppet/public/last_run_summary.yaml');
  });

  it('lets settings say where things are, by the names of both agents', async () => {
    const settings: Record<string, string> = {
      'puppet.statedir': '/srv/puppet/state',
      'puppet.rundir': '/srv/puppet/run',
      'puppetd.summary': '/srv/summary.yaml',
    };
    expect(await findPuppetFiles(paths, name => settings[name])).to.deep.equal({
      runLock: '/srv/puppet/state/agent_catalog_run.lock',
      disabledLock: '/srv/puppet/state/agent_disabled.lock',
      summary: '/srv/summary.yaml',
      report: '/srv/puppet/state/last_run_report.yaml',
      resources: '/srv/puppet/state/resources.txt',
      pid: '/srv/puppet/run/agent.pid',
    });
  });
});

describe('readPuppetState', () => {
  const alive = (pid: number): void => put(`proc/${pid}/stat`, `${pid} (puppet) S 1`);
  const status = async (files: PuppetFiles) => puppetStatus(await readPuppetState(paths, files));

  it('is stopped on a host where nothing runs', async () => {
    const files = await debian();
    expect(await readPuppetState(paths, files)).to.deep.equal({
      enabled: true,
      disableMessage: '',
      applying: false,
      daemonPid: undefined,
    });
    expect(await status(files)).to.equal('stopped');
  });

  it('is idling when the daemon lives, applying when the lock holds a live pid', async () => {
    const files = await debian();
    put(files.pid, golden('agent.pid'));
    expect(await status(files)).to.equal('stopped');
    alive(15837);
    expect(await readPuppetState(paths, files)).to.include({ daemonPid: 15837, applying: false });
    expect(await status(files)).to.equal('idling');
    put(files.runLock, '');
    expect(await status(files)).to.equal('idling');
    put(files.runLock, '15837');
    const state = await readPuppetState(paths, files);
    expect(puppetStatus(state)).to.equal('applying a catalog');
    expect(isIdling(state)).to.equal(false);
  });

  it('is not fooled by a lock that outlived its run', async () => {
    const files = await debian();
    put(files.runLock, '999');
    expect(await status(files)).to.equal('stopped');
    put('proc/999/stat', '999 (puppet) Z 1');
    expect(await status(files)).to.equal('stopped');
  });

  it('is disabled, with the message, whatever else goes on', async () => {
    const files = await debian();
    put(files.disabledLock, golden('agent_disabled.lock'));
    alive(7);
    put(files.runLock, '7');
    const state = await readPuppetState(paths, files);
    expect(state).to.include({
      enabled: false,
      disableMessage: "maintenance by ops: don't run",
      applying: true,
    });
    expect(puppetStatus(state)).to.equal('disabled');
  });

  it('is disabled by a lock without a readable message too', () => {
    for (const text of ['', '{', '[]', 'null', '{"disabled_message":7}']) {
      expect(parseDisableMessage(text), text).to.equal('');
    }
  });

  it('fails when it cannot know', async () => {
    const files = await debian();
    mkdirSync(join(root, files.runLock));
    const error = await readPuppetState(paths, files).catch(caught => caught);
    expect(error).to.be.instanceOf(ProbeFailed);
  });
});

describe('the last run', () => {
  it('reads the summary with every count there, floats kept floats', () => {
    const summary = completeSummary(parseRubyTree(golden('last_run_summary.yaml')));
    expect([...summary.keys()]).to.deep.equal([
      'changes',
      'time',
      'resources',
      'version',
      'events',
      'application',
    ]);
    expect(section(summary, 'resources').get('changed')).to.equal(3);
    expect(section(summary, 'time').get('filebucket')).to.deep.equal(new RubyFloat(6.8131e-5));
    expect(section(summary, 'version').get('puppet')).to.equal('7.23.0');
    expect(lastRun(summary)).to.equal(1795308416);
  });

  it('is all zeros on a host that never ran Puppet', async () => {
    const summary = await readPuppetSummary(paths, await debian());
    expect(Object.fromEntries(section(summary, 'resources'))).to.deep.equal({
      failed: 0,
      changed: 0,
      corrective_change: 0,
      total: 0,
      restarted: 0,
      out_of_sync: 0,
    });
    expect(lastRun(summary)).to.equal(0);
  });

  it('has no last run when the time is nonsense', () => {
    for (const text of [
      'time: {last_run: soon}',
      'time: []',
      'time: {last_run: -5}',
      'time: {last_run: .nan}',
    ]) {
      expect(lastRun(completeSummary(parseRubyTree(text))), text).to.equal(0);
    }
    expect(lastRun(completeSummary(parseRubyTree('time: {last_run: 1700000000.7}')))).to.equal(1700000000);
  });

  it('names a broken summary and its line', async () => {
    const files = await debian();
    put(files.summary, '---\ntime:\n  total: 1\n bad');
    const error = await readPuppetSummary(paths, files).catch(caught => caught);
    expect(error).to.be.instanceOf(ProbeFailed);
    expect(error.message).to.match(
      /^cannot read \/var\/cache\/puppet\/public\/last_run_summary\.yaml: broken YAML in line 4: /,
    );
  });

  it('refuses YAML that grows without end', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (let level = 1; level < 9; level++) {
      const before = String.fromCharCode(96 + level);
      const name = String.fromCharCode(97 + level);
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(',')}]`);
    }
    expect(() => parseRubyTree(bomb.join('\n'))).to.throw('more than 200000 values');
    expect(() => parseRubyTree(`a: ${'['.repeat(50)}${']'.repeat(50)}`)).to.throw('nested deeper');
    expect(() => parseRubyTree('- 1')).to.throw('the document is not a hash');
  });

  it('counts resources per type', async () => {
    const files = await debian();
    expect(await readResourceTypes(paths, files)).to.deep.equal(new Map());
    put(files.resources, golden('resources.txt'));
    expect(Object.fromEntries(await readResourceTypes(paths, files))).to.deep.equal({
      File: 1,
      Notify: 1,
      Exec: 1,
    });
    expect(Object.fromEntries(parseResources('apache::vhost[a[b]]\nAPACHE::vhost[c]\n\n'))).to.deep.equal({
      'Apache::Vhost': 2,
    });
  });

  it('reads the log of a report full of Ruby objects', async () => {
    const files = await debian();
    expect(await readRunLog(paths, files)).to.deep.equal([]);
    put(files.report, golden('last_run_report.yaml'));
    const log = await readRunLog(paths, files);
    expect(log).to.have.length(5);
    expect(log.at(-1)).to.deep.equal({
      time: 1795308416,
      level: 'notice',
      source: 'Puppet',
      message: 'Applied catalog in 4.02 seconds',
    });
    expect(parseReportLog('--- !ruby/object:Puppet::Transaction::Report\nlogs: x')).to.deep.equal([]);
  });
});

describe('the report of the last run', () => {
  const LAST_RUN = 1_795_341_548;
  const REPORT = 'var/cache/puppet/state/last_run_report.yaml';
  const report = (name: string): string => golden(`${name}/last_run_report.yaml`);

  it('says how it ended', () => {
    expect(parseRunVerdict(golden('last_run_report.yaml'))).to.include({ status: 'changed' });
    expect(parseRunVerdict(report('old_catalog'))).to.deep.equal({
      status: 'changed',
      cachedCatalog: 'on_failure',
    });
    expect(parseRunVerdict(report('killed'))).to.deep.equal({ status: 'failed', cachedCatalog: 'not_used' });
    expect(parseRunVerdict(report('no_catalog')).status).to.equal('failed');
    // Puppet 3 knows no cached_catalog_status.
    expect(parseRunVerdict('status: unchanged\n')).to.deep.equal({
      status: 'unchanged',
      cachedCatalog: 'unknown',
    });
  });

  it('is not fooled by what resources print', () => {
    const message = 'logs:\n- message: |-\n    a\n    status: changed\n';
    expect(parseRunVerdict(`${message}status: failed\n`).status).to.equal('failed');
    expect(parseRunVerdict(`${message}status: so so\n`).status).to.equal('unknown');
  });

  it('counts only when it is of the run that the summary is of', async () => {
    const files = await debian();
    const unknown = { status: 'unknown', cachedCatalog: 'unknown' };
    expect(await readRunVerdict(paths, files, LAST_RUN)).to.deep.equal(unknown);
    put(REPORT, report('old_catalog'), LAST_RUN - 1800);
    expect(await readRunVerdict(paths, files, LAST_RUN)).to.deep.equal(unknown);
    put(REPORT, report('old_catalog'), LAST_RUN + 0.7);
    expect(await readRunVerdict(paths, files, LAST_RUN)).to.include({ cachedCatalog: 'on_failure' });
  });
});
