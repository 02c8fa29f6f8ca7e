// The data plugins that look at the host: puppet, resource, service, package, process, nrpe, sysctl.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { Exec } from '../../../../lib/exec/exec';
import { SystemExec } from '../../../../lib/exec/system_exec';
import { RubyFloat, type RubyValue } from '../../../../lib/marshal/values';
import { parseCompound } from '../../../../lib/mcollective/compound';
import { makeFilter } from '../../../../lib/mcollective/filter';
import { queryData } from '../../../../lib/node/data/query_data';
import { isMeant } from '../../../../lib/node/is_meant';
import { HostOfTests, NOW } from '../agents/host_of_tests';
import { FakeRoot, until } from '../fakes';

let root: FakeRoot;
let host: HostOfTests;
function setUp(plugins: Record<string, string> = {}): void {
  host = new HostOfTests(root, { node: { plugins } });
}
beforeEach(() => {
  root = new FakeRoot();
  setUp();
});
afterEach(() => root.remove());

const signal = new AbortController().signal;
const ask = (source: string, query: string | null = null): Promise<Record<string, RubyValue>> =>
  queryData(source, query, host.node, { signal });
const problem = (source: string, query: string | null = null): Promise<string> =>
  ask(source, query).then(
    answer => `none: ${JSON.stringify(answer)}`,
    (error: Error) => error.message,
  );
const golden = (name: string): string =>
  readFileSync(join(__dirname, '../../probes/golden/puppet7', name), 'utf8');

const STATE = '/var/cache/puppet/state';
const SUMMARY = '/var/cache/puppet/public/last_run_summary.yaml';
const LAST_RUN = 1_795_308_416;

describe('data plugin puppet', () => {
  it('has no answer where there is no Puppet', async () => {
    expect(await problem('puppet')).to.include('state folder of Puppet was not found');
    expect(await problem('resource')).to.include('state folder of Puppet was not found');
  });

  it('takes no query', async () => {
    expect(await problem('puppet', 'x')).to.equal(
      'No data plugin argument was declared in the puppet DDL but an input was supplied',
    );
  });

  it('tells of a host where nothing runs', async () => {
    root.put(`${STATE}/x`, '');
    root.put(SUMMARY, golden('last_run_summary.yaml'));
    expect(await ask('puppet')).to.deep.equal({
      ...{ applying: false, enabled: true, daemon_present: false, idling: false },
      ...{ lastrun: LAST_RUN, since_lastrun: NOW - LAST_RUN, status: 'stopped', disable_message: '' },
    });
  });

  it('tells what runs and what is disabled', async () => {
    root.put(`${STATE}/agent_catalog_run.lock`, '15837');
    root.put('/run/puppet/agent.pid', '15837');
    root.put('/proc/15837/stat', '15837 (puppet) S 1');
    expect(await ask('puppet')).to.include({ applying: true, daemon_present: true, idling: false });
    root.take(`${STATE}/agent_catalog_run.lock`);
    expect(await ask('puppet')).to.include({ applying: false, idling: true, status: 'idling' });
    root.put(`${STATE}/agent_disabled.lock`, '{"disabled_message":"work"}');
    expect(await ask('puppet')).to.include({ enabled: false, status: 'disabled', disable_message: 'work' });
  });
});

describe('data plugin resource', () => {
  beforeEach(() => {
    root.put(SUMMARY, golden('last_run_summary.yaml'));
    root.put(`${STATE}/resources.txt`, 'file[/etc/Motd]\napache::vhost[site]\n');
  });

  it('tells the totals of the last run', async () => {
    const answer = await ask('resource');
    expect(answer).to.include({ managed: null, lastrun: LAST_RUN, since_lastrun: NOW - LAST_RUN });
    expect(answer.total_resources).to.be.a('number').greaterThan(0);
    expect(answer.total_time).to.be.instanceOf(RubyFloat);
    expect(Object.keys(answer)[0]).to.equal('managed');
  });

  it('is zero on a host that never ran Puppet', async () => {
    root.take(SUMMARY);
    expect(await ask('resource')).to.include({
      ...{ failed_resources: 0, total_resources: 0, total_time: 0, lastrun: 0, config_version: 'unknown' },
    });
  });

  const MANAGED: Record<string, boolean> = {
    'File[/etc/Motd]': true,
    'file[/etc/Motd]': true,
    'File[/etc/motd]': false,
    'Apache::Vhost[Site]': true,
    'Service[x]': false,
  };
  for (const [name, managed] of Object.entries(MANAGED)) {
    it(`${name} is ${managed ? '' : 'not '}managed`, async () => {
      expect(await ask('resource', name)).to.include({ managed });
    });
  }

  it('refuses what is no resource', async () => {
    for (const name of ['motd', 'File[', 'File[]', '[x]', 'a b[c]', `File[${'x'.repeat(120)}]`])
      expect(await problem('resource', name), name).to.include('Cannot validate input query');
  });
});

describe('data plugin service', () => {
  const systemd = (): void => root.makeFolder('/run/systemd/system');

  for (const [code, status] of [
    [0, 'running'],
    [3, 'stopped'],
    [4, 'stopped'],
  ] as const) {
    it(`systemctl ending with ${code} means ${status}`, async () => {
      systemd();
      host.exec.answer('systemctl is-active -- ntp', { code });
      expect(await ask('service', 'ntp')).to.deep.equal({ status });
    });
  }

  for (const [code, status] of [
    [0, 'running'],
    [1, 'stopped'],
    [3, 'stopped'],
  ] as const) {
    it(`without systemd, a script ending with ${code} means ${status}`, async () => {
      host.exec.answer('service ntp status', { code });
      expect(await ask('service', 'ntp')).to.deep.equal({ status });
    });
  }

  it('says so when nobody knows', async () => {
    expect(await problem('service', 'ntp')).to.include('program service is not installed');
    host.exec.answer('service ntp status', { code: 4 });
    expect(await problem('service', 'ntp')).to.equal(
      'cannot read service ntp: its status ended with exit code 4',
    );
    systemd();
    host.exec.answer('systemctl is-active -- ntp', { code: 1, stderr: 'Failed to connect to bus' });
    expect(await problem('service', 'ntp')).to.include('exit code 1');
    host.exec.answer('systemctl is-active -- ntp', { code: null, timedOut: true });
    expect(await problem('service', 'ntp')).to.include('it took too long');
  });

  it('starts nothing for names that are none', async () => {
    for (const name of ['--status-all', '-x', 'a b', 'a;b', 'a/b', '', 'x'.repeat(91), 'a\nb'])
      expect(await problem('service', name), name).to.match(/Cannot validate|no such name/);
    expect(host.exec.calls).to.deep.equal([]);
  });
});

describe('data plugin package', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own.
  const DPKG = 'dpkg-query -W -f=${db:Status-Status} ${Version}\n --';
  const RPM = 'rpm -q --qf %{VERSION}-%{RELEASE}\n --';
  const dpkg = (): void => root.put('/var/lib/dpkg/status', '');

  const STATES: Record<string, Record<string, RubyValue>> = {
    'installed 5.2-2': { installed: true, status: '5.2-2' },
    'triggers-pending 1:5.2-2': { installed: true, status: '1:5.2-2' },
    'config-files 5.2-2': { installed: false, status: 'absent' },
    'half-installed 5.2-2': { installed: false, status: 'absent' },
    'not-installed ': { installed: false, status: 'absent' },
    'not-installed \ninstalled 2\ninstalled 3': { installed: true, status: '2' },
  };
  for (const [stdout, answer] of Object.entries(STATES)) {
    it(`dpkg says ${JSON.stringify(stdout)}`, async () => {
      dpkg();
      host.exec.answer(`${DPKG} bash`, { stdout: `${stdout}\n` });
      expect(await ask('package', 'bash')).to.deep.equal(answer);
    });
  }

  it('knows a package that dpkg does not know from a dpkg that fails', async () => {
    dpkg();
    host.exec.answer(`${DPKG} x`, { code: 1, stderr: 'dpkg-query: no packages found matching x\n' });
    expect(await ask('package', 'x')).to.deep.equal({ installed: false, status: 'absent' });
    host.exec.answer(`${DPKG} x`, { code: 2, stderr: 'dpkg-query: error: database is broken\nmore' });
    expect(await problem('package', 'x')).to.equal(
      'cannot read package x: dpkg-query: error: database is broken',
    );
    host.exec.answer(`${DPKG} x`, { code: null, timedOut: true });
    expect(await problem('package', 'x')).to.include('took too long');
  });

  it('asks rpm elsewhere', async () => {
    expect(await problem('package', 'bash')).to.include('program rpm is not installed');
    host.exec.answer(`${RPM} kernel`, { stdout: '5.1-1.el9\n5.2-1.el9\n' });
    expect(await ask('package', 'kernel')).to.deep.equal({ installed: true, status: '5.2-1.el9' });
    host.exec.answer(`${RPM} x`, { code: 1, stdout: 'package x is not installed\n' });
    expect(await ask('package', 'x')).to.deep.equal({ installed: false, status: 'absent' });
    host.exec.answer(`${RPM} x`, { code: 1, stderr: 'error: cannot open Packages database\n' });
    expect(await problem('package', 'x')).to.include('cannot open Packages database');
  });

  it('starts nothing for names that are none', async () => {
    dpkg();
    for (const name of ['-l', '--help', 'a*', 'a b', 'a[b]', '$(x)', '', 'x'.repeat(91)])
      expect(await problem('package', name), name).to.match(/Cannot validate|no such name/);
    expect(host.exec.calls).to.deep.equal([]);
  });
});

describe('data plugin process', () => {
  const run = (pid: number, ...words: string[]): void =>
    root.put(`/proc/${pid}/cmdline`, words.map(word => `${word}\0`).join(''));

  beforeEach(() => {
    root.put('/proc/uptime', '1 1');
    root.put('/proc/2/cmdline', '');
    run(1, '/sbin/init');
    run(77, '/usr/bin/java', '-Xmx1g', '-jar', 'app.jar');
    root.put('/proc/80/cmdline', 'nginx: worker process\0\0\0\0');
    root.makeFolder('/proc/81');
  });

  const PATTERNS: Record<string, boolean> = {
    'java.*app\\.jar$': true,
    '^nginx: worker process$': true,
    '-jar app': true,
    '^app': false,
    JAVA: false,
    '(?i)JAVA': true,
    '^$': false,
    '\\0': false,
  };
  for (const [pattern, exists] of Object.entries(PATTERNS)) {
    it(`${pattern} ${exists ? 'is' : 'is not'} there`, async () => {
      expect(await ask('process', pattern)).to.deep.equal({ exists });
    });
  }

  it('refuses regexes that are none, and those that would take for ever', async () => {
    expect(await problem('process', '(')).to.include('refused');
    expect(await problem('process', '(?=x)')).to.include('refused');
    for (let pid = 100; pid < 140; pid++) run(pid, 'a'.repeat(20_000));
    expect(await problem('process', '(a?){100}(a?){100}Z')).to.include('took too long');
  });

  it('looks at the beginning of very long command lines', async () => {
    run(90, 'x'.repeat(16 * 1024), 'end');
    expect(await ask('process', 'x{100}')).to.deep.equal({ exists: true });
    expect(await ask('process', 'end')).to.deep.equal({ exists: false });
  });
});

async function readWhenThere(file: string): Promise<number> {
  let text = '';
  while (!text.endsWith('\n')) {
    text = await readFile(file, 'utf8').catch(() => '');
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  return Number(text);
}

// A process that ended and was not collected has no command line.
function isThere(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

describe('data plugin nrpe', () => {
  const CHECK = '/usr/lib/nagios/plugins/check_x';
  const configure = (line: string): void =>
    root.put('/etc/nagios/nrpe.d/x.cfg', `# comment\ncommand[check_x]=${line}\n`);

  for (const [code, exitcode] of [
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 3],
    [127, 3],
    [null, 3],
  ] as const) {
    it(`exit code ${code} is ${exitcode}`, async () => {
      configure(`${CHECK} -w '5 6'  "a\\"b"`);
      host.exec.answer(`${CHECK} -w 5 6 a"b`, { code, stdout: 'text' });
      expect(await ask('nrpe', 'check_x')).to.deep.equal({ exitcode });
    });
  }

  it('is UNKNOWN for what is not there, cannot be run or takes too long', async () => {
    expect(await ask('nrpe', 'check_x')).to.deep.equal({ exitcode: 3 });
    configure(CHECK);
    expect(await ask('nrpe', 'check_y')).to.deep.equal({ exitcode: 3 });
    expect(await ask('nrpe', 'check_x')).to.deep.equal({ exitcode: 3 });
    host.exec.answer(CHECK, { code: null, timedOut: true });
    expect(await ask('nrpe', 'check_x')).to.deep.equal({ exitcode: 3 });
    configure(`${CHECK} | grep x`);
    expect(await ask('nrpe', 'check_x')).to.deep.equal({ exitcode: 3 });
    expect(host.logger.at('info')).to.deep.equal([
      'check check_x is UNKNOWN: No such command: check_x',
      'check check_y is UNKNOWN: No such command: check_y',
      `check check_x is UNKNOWN: the program ${CHECK} is not installed; install it, or configure its full path`,
      'check check_x is UNKNOWN: check_x did not end within 3.4 s',
      'check check_x is UNKNOWN: the command line of check_x needs a shell, and is not run: it has a | that is not quoted',
    ]);
  });

  it('ends a check that hangs, whatever it started', async () => {
    let real: Exec | undefined;
    const late = { run: (...call: Parameters<Exec['run']>) => real!.run(...call) } as Exec;
    const busy = new HostOfTests(root, {}, late);
    real = new SystemExec(busy.clock);
    const pidFile = root.paths.resolve('/pid');
    root.put('/hang.sh', 'sleep 20 & echo $! > "$1"; wait\n');
    configure(`/bin/sh ${root.paths.resolve('/hang.sh')} '${pidFile}'`);
    const answer = queryData('nrpe', 'check_x', busy.node, { signal });
    const pid = await readWhenThere(pidFile);
    expect(isThere(pid)).to.equal(true);
    await busy.clock.advance(3399);
    expect(isThere(pid)).to.equal(true);
    await busy.clock.advance(1);
    expect(await answer).to.deep.equal({ exitcode: 3 });
    await until(() => !isThere(pid));
    expect(busy.logger.at('info')).to.deep.equal([
      'check check_x is UNKNOWN: check_x did not end within 3.4 s',
    ]);
  });

  it('reads where the settings of MCollective say', async () => {
    root.put('/a/one.cfg', 'command[one]=/one\n');
    root.put('/a/two.cfg', ' command[two] = /two  \ncommand[one]=/later\n');
    root.put('/a/not.conf', 'command[not]=/not\n');
    root.put('/b.cfg', 'command[b]=/b\n');
    for (const program of ['/one', '/later', '/two', '/not', '/b']) host.exec.answer(program, { code: 0 });
    const known = async (plugins: Record<string, string>): Promise<string> => {
      setUp(plugins);
      for (const program of ['/one', '/later', '/two', '/not', '/b']) host.exec.answer(program, { code: 0 });
      for (const name of ['one', 'two', 'not', 'b']) await ask('nrpe', name);
      return host.exec.calls.join(' ');
    };
    expect(await known({})).to.equal('');
    expect(await known({ 'nrpe.conf_dir': '/a' })).to.equal('/later /two');
    expect(await known({ 'nrpe.conf_dir': '/a', 'nrpe.conf_file': 'one.cfg' })).to.equal('/one');
    expect(await known({ 'nrpe.conf_file': '/b.cfg' })).to.equal('/b');
    expect(await known({ 'nrpe.conf_path': '/b.cfg:/a:/nosuch' })).to.equal('/later /two /b');
  });

  it('refuses names that are none', async () => {
    for (const name of ['', 'a b', 'a;b', '../x', 'x'.repeat(21), 'a\n'])
      expect(await problem('nrpe', name), name).to.include('Cannot validate input query');
  });
});

describe('data plugin sysctl', () => {
  const VALUES: [name: string, path: string, text: string, value: RubyValue][] = [
    ['net.ipv4.ip_forward', 'net/ipv4/ip_forward', '1\n', 1],
    ['net/ipv4/ip_forward', 'net/ipv4/ip_forward', '0\n', 0],
    ['kernel.hostname', 'kernel/hostname', 'web1\n', 'web1'],
    ['net.ipv4.tcp_rmem', 'net/ipv4/tcp_rmem', '4096\t131072\t6291456\n', '4096\t131072\t6291456'],
    ['net.ipv4.conf.eth0/100.forwarding', 'net/ipv4/conf/eth0.100/forwarding', '1\n', 1],
    ['net/ipv4/conf/eth0.100/forwarding', 'net/ipv4/conf/eth0.100/forwarding', '1\n', 1],
    ['kernel.x', 'kernel/x', '-5\n', -5],
    ['kernel.shmmax', 'kernel/shmmax', '18446744073692774399\n', 18446744073692774399n],
    ['kernel.empty', 'kernel/empty', '\n', ''],
  ];
  for (const [name, path, text, value] of VALUES) {
    it(`${name} is ${JSON.stringify(String(value))}`, async () => {
      root.put(`/proc/sys/${path}`, text);
      expect(await ask('sysctl', name)).to.deep.equal({ value });
    });
  }

  it('makes Floats of decimal numbers', async () => {
    root.put('/proc/sys/kernel/x', '1.0\n');
    expect(await ask('sysctl', 'kernel.x')).to.deep.equal({ value: new RubyFloat(1) });
  });

  it('has no value for what is not there', async () => {
    expect(await ask('sysctl', 'kernel.nosuch')).to.deep.equal({ value: null });
  });

  it('does not leave its folder, and keeps secrets', async () => {
    root.put('/proc/secret', 'x');
    root.put('/proc/sys/net/ipv4/tcp_fastopen_key', 'x');
    const names = [
      '../secret',
      'net/../../secret',
      'net...secret',
      'net./..',
      '.net',
      'net.',
      '/proc/secret',
    ];
    for (const name of [...names, 'a..b', 'kernel', '.', '..', '/'])
      expect(await problem('sysctl', name), name).to.include('there is no such name');
    for (const name of ['a b', '', 'a\0b', 'x'.repeat(121)])
      expect(await problem('sysctl', name), name).to.include('Cannot validate input query');
    expect(await problem('sysctl', 'net.ipv4.tcp_fastopen_key')).to.include('it is a secret');
    root.makeFolder('/proc/sys/kernel');
    expect(await problem('sysctl', 'net.ipv4')).to.include('EISDIR');
  });
});

describe('data functions of filters', () => {
  it('are there unless they are switched off', async () => {
    setUp({ 'sysctl.activate_data': 'no', 'process.activate_data': 'true' });
    const { data } = await host.ask('rpcutil', 'inventory');
    expect(data.data_plugins).to.include('process_data').and.to.not.include('sysctl_data');
    expect(data.data_plugins).to.have.length(10);
    expect(await problem('sysctl', 'kernel.x')).to.equal("Can't find DDL for data plugin 'sysctl_data'");
    expect(await problem('process', 'nosuch')).to.include('cannot read /proc');
  });

  it('choose by what the host is like', async () => {
    root.put('/proc/sys/net/ipv4/ip_forward', '1\n');
    root.put('/proc/7/cmdline', 'nginx\0');
    root.put('/etc/nagios/nrpe.d/x.cfg', 'command[check_x]=/x\n');
    host.exec.answer('/x', { code: 2 });
    host.exec.answer('service ntp status', { code: 3 });
    host.exec.answer('rpm -q --qf %{VERSION}-%{RELEASE}\n -- bash', { stdout: '5.1-1\n' });
    root.put(`${STATE}/x`, '');
    const meant = (text: string): Promise<boolean> =>
      isMeant(makeFilter({ compound: [parseCompound(text)] }), host.node, signal, () => {});
    expect(
      await meant(
        "sysctl('net.ipv4.ip_forward').value=1 and process('^nginx').exists=true and nrpe('check_x').exitcode>=2" +
          " and service('ntp').status!=running and package('bash').status=/^5\\./ and puppet().enabled=true" +
          " and not package('bash').installed=false and resource().failed_resources<1",
      ),
    ).to.equal(true);
    expect(await meant("nrpe('check_x').exitcode=0")).to.equal(false);
    expect(await meant("not nrpe('no check').exitcode=0")).to.equal(false);
  });
});
