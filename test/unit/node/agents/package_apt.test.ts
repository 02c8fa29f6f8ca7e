// Agent package with apt: what changes packages, and their state.
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { ExecResult } from '../../../../lib/exec/exec';
import { packageAgent } from '../../../../lib/node/agents/package';
import { untilTrue } from './in_time';
import { PackageHost } from './package_host';

// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own.
const DPKG = '-W -f=${db:Status-Status} ${db:Status-Eflag} ${Architecture} ${Version}\n --';
const APT =
  'apt-get -q -y -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold';
const LOCKED = {
  code: 100,
  stderr:
    'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 42 (apt-get)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?\n',
};
const INSTALLED = { name: 'hello', provider: 'apt', ensure: '2.10-3', arch: 'amd64' };

describe('agent package with apt', () => {
  let fake: PackageHost;
  let root: PackageHost['root'];
  let exec: PackageHost['exec'];
  let host: PackageHost['host'];

  beforeEach(() => {
    fake = new PackageHost();
    ({ root, exec, host } = fake);
    root.put('/var/lib/dpkg/status', '');
    root.put('/usr/bin/apt-get', '');
    dpkg('');
    policy('2.10-3');
  });
  afterEach(() => root.remove());

  const configured = (plugins: Record<string, string>) => fake.configured(plugins);
  const ask = (...args: Parameters<PackageHost['ask']>) => fake.ask(...args);
  const hello = (...args: Parameters<PackageHost['hello']>) => fake.hello(...args);
  const changes = () => fake.changes();

  // One state, or one after the other.
  function dpkg(...states: string[]): void {
    exec.answer(`dpkg-query ${DPKG} hello`, async () => {
      const state = states.length > 1 ? states.shift()! : states[0]!;
      if (state !== '') return { stdout: `${state}\n` };
      return { code: 1, stderr: 'dpkg-query: no packages found matching hello\n' };
    });
  }
  const policy = (version: string): void =>
    exec.answer('apt-cache policy -- hello', { stdout: `hello:\n  Candidate: ${version}\n` });

  for (const [state, outputs] of [
    ['installed ok amd64 2.10-3', { ...INSTALLED, epoch: '0', version: '2.10', release: '3', output: null }],
    ['config-files ok amd64 2.10-3', { ensure: 'absent', name: 'hello', provider: 'apt', arch: null }],
    ['', { ensure: 'purged', name: 'hello', provider: 'apt', version: null }],
  ] as const) {
    it(`status: ${state || 'nothing'} is ${outputs.ensure}`, async () => {
      dpkg(state);
      const { code, msg, data } = await hello('status');
      expect([code, msg]).to.deep.equal([0, 'OK']);
      expect(data).to.include(outputs);
    });
  }

  it('status: what dpkg cannot tell is no "absent"', async () => {
    exec.answer(`dpkg-query ${DPKG} hello`, { code: 2, stderr: 'dpkg-query: error: parsing file\n' });
    expect(await hello('status')).to.deep.include({
      code: 5,
      msg: 'cannot read package hello: dpkg-query: error: parsing file',
    });
    dpkg('half-installed reinstreq amd64 2.10-3');
    expect((await hello('status')).msg).to.include('is in error state: reinstreq');
  });

  it('installs without asking anybody, and tells what is there then', async () => {
    dpkg('', 'installed ok amd64 2.10-3');
    exec.answer(`${APT} install -- hello`, { stdout: 'Setting up hello (2.10-3) ...\n' });
    const { code, data } = await hello('install');
    expect(code).to.equal(0);
    expect(data).to.include({ ...INSTALLED, output: 'Setting up hello (2.10-3) ...\n' });
    const { env, signal, timeoutMs, outlives } =
      exec.options[exec.calls.findIndex(call => call.startsWith(APT))]!;
    expect(env).to.include({ DEBIAN_FRONTEND: 'noninteractive', UCF_FORCE_CONFFOLD: '1' });
    // Nobody's patience ends a dpkg half-way.
    expect(signal).to.equal(undefined);
    // Nor the end of this daemon, which may be what it updates.
    expect(outlives).to.equal(true);
    expect(timeoutMs).to.be.greaterThan(packageAgent.metadata.timeout * 1000);
    expect(host.logger.at('info')).to.deep.equal(['package install hello']);
  });

  it('installs a version, or the latest over an older one', async () => {
    dpkg('installed ok amd64 2.10-3', 'installed ok amd64 2.9-1');
    exec.answer(`${APT} --allow-downgrades install -- hello=2.9-1`, {});
    expect((await hello('install', { version: '2.9-1' })).data.ensure).to.equal('2.9-1');
    dpkg('installed ok amd64 2.9-1', 'installed ok amd64 2.10-3');
    exec.answer(`${APT} install -- hello`, {});
    expect((await hello('install', { version: 'latest' })).data.ensure).to.equal('2.10-3');
  });

  it('installs the version that older front-ends call pkgver, and takes their nil for none', async () => {
    dpkg('installed ok amd64 2.10-3', 'installed ok amd64 2.9-1');
    exec.answer(`${APT} --allow-downgrades install -- hello=2.9-1`, {});
    expect((await hello('install', { pkgver: '2.9-1' })).data.ensure).to.equal('2.9-1');
    dpkg('installed ok amd64 2.10-3');
    expect((await hello('install', { pkgver: null })).msg).to.equal('Package is already installed');
    for (const action of ['status', 'update'])
      expect((await hello(action, { pkgver: null })).code, action).to.not.equal(4);
    exec.calls.length = 0;
    for (const pkgver of ['--now', '1 2', '', 7, ['1'], '1'.repeat(91)])
      expect((await hello('install', { pkgver })).code, String(pkgver)).to.equal(4);
    expect(changes()).to.deep.equal([]);
  });

  for (const [action, state, sentence] of [
    ['install', 'installed ok amd64 2.10-3', 'Package is already installed'],
    ['update', 'config-files ok amd64 2.10-3', 'Package is not present on the system'],
    ['uninstall', 'config-files ok amd64 2.10-3', 'Package is not present on the system'],
    ['uninstall', '', 'Package is not present on the system'],
    ['purge', '', 'Package is not present on the system'],
  ] as const) {
    it(`${action} of ${state || 'nothing'}: MCollective's "no", and nothing is changed`, async () => {
      dpkg(state);
      const { code, msg, data } = await hello(action);
      expect([code, msg]).to.deep.equal([5, sentence]);
      expect(data.name).to.equal('hello');
      expect(changes()).to.deep.equal([]);
    });
  }

  for (const [action, command, before, after] of [
    ['update', '--only-upgrade install -- hello', 'installed ok amd64 2.9-1', 'installed ok amd64 2.10-3'],
    ['uninstall', 'remove -- hello', 'installed ok amd64 2.10-3', 'config-files ok amd64 2.10-3'],
    ['purge', 'purge -- hello', 'installed ok amd64 2.10-3', ''],
    ['purge', 'purge -- hello', 'config-files ok amd64 2.10-3', ''],
  ] as const) {
    it(`${action} from ${before}`, async () => {
      dpkg(before, after);
      exec.answer(`${APT} ${command}`, { stdout: 'done\n' });
      const { code, data } = await hello(action);
      expect([code, data.output]).to.deep.equal([0, 'done\n']);
      expect(changes()).to.deep.equal([`${APT} ${command}`]);
    });
  }

  it('what apt-get says counts less than what is there', async () => {
    exec.answer(`${APT} install -- hello`, { stdout: 'all is well\n' });
    expect(await hello('install')).to.deep.include({ code: 5, msg: 'still not installed' });
    dpkg('installed ok amd64 2.10-3');
    exec.answer(`${APT} remove -- hello`, {});
    exec.answer(`${APT} purge -- hello`, {});
    expect((await hello('uninstall')).msg).to.equal('still installed');
    expect((await hello('purge')).msg).to.equal('still there');
    exec.answer(`${APT} --allow-downgrades install -- hello=2.9-1`, {});
    const refused = await hello('install', { version: '2.9-1' });
    expect(refused.msg).to.equal('the installed version is still 2.10-3');
    expect(refused.data).to.include(INSTALLED);
  });

  it('what apt-get could not do is said, with the state it left', async () => {
    dpkg('', 'config-files ok amd64 2.10-3');
    exec.answer(`${APT} install -- hello`, {
      code: 100,
      stdout: 'Setting up hello\n',
      stderr:
        'dpkg: error processing package hello\nE: Sub-process /usr/bin/dpkg returned an error code (1)\n',
    });
    const { code, msg, data } = await hello('install');
    expect(code).to.equal(5);
    expect(msg).to.equal(
      'apt-get ended with exit code 100: dpkg: error processing package hello E: Sub-process /usr/bin/dpkg returned an error code (1)',
    );
    expect(data).to.include({ ensure: 'absent', output: 'Setting up hello\n' });
  });

  it('a name apt does not know is no pattern', async () => {
    exec.answer('apt-cache policy -- hell.', { stdout: 'hello:\n  Candidate: 2.10-3\n' });
    exec.answer(`dpkg-query ${DPKG} hell.`, {
      code: 1,
      stderr: 'dpkg-query: no packages found matching hell.\n',
    });
    const { code, msg } = await ask('install', { package: 'hell.' });
    expect([code, msg]).to.deep.equal([5, 'there is no package hell. to install']);
    expect(changes()).to.deep.equal([]);
  });

  it('waits for a lock of another apt', async () => {
    dpkg('', 'installed ok amd64 2.10-3');
    let tries = 0;
    exec.answer(`${APT} install -- hello`, async () => (++tries < 4 ? LOCKED : {}));
    const start = host.clock.monotonic();
    expect((await hello('install')).code).to.equal(0);
    expect(tries).to.equal(4);
    expect(host.clock.monotonic() - start).to.be.within(6000, 60_000);
  });

  it('does not wait for it longer than configured, and says who has it', async () => {
    const impatient = configured({ 'package.lock_wait': '5' });
    exec.answer(`${APT} install -- hello`, LOCKED);
    const { code, msg, data } = await ask('install', { package: 'hello' }, impatient);
    expect(code).to.equal(5);
    expect(msg).to.include('Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 42');
    expect(data.ensure).to.equal('purged');
    expect(changes().length).to.be.within(3, 5);
  });

  it('answers before its timeout though apt-get goes on, and begins nothing for those who were told', async () => {
    let finish = (_: Partial<ExecResult>): void => {};
    dpkg('', 'installed ok amd64 2.10-3');
    exec.answer(`${APT} install -- hello`, () => new Promise(resolve => (finish = resolve)));
    const first = host.ask('package', 'install', { package: 'hello' });
    await untilTrue(() => changes().length === 1);
    const second = host.ask('package', 'install', { package: 'hello' });
    await untilTrue(() => host.clock.pending === 4);
    await host.clock.advance(packageAgent.metadata.timeout * 1000 - 1);
    expect(await first).to.deep.include({
      code: 5,
      msg: 'package install hello: not done after 170 s, and goes on; ask for the status later',
    });
    expect((await second).msg).to.equal(
      'package install hello: not begun, for another request keeps this node busy',
    );
    finish({});
    await untilTrue(() => host.logger.at('info').length === 2);
    expect(host.logger.at('info').at(-1)).to.equal(
      'package install hello: done, after nobody waited for it any more',
    );
    // The next one is served, and the one that was given up never was.
    expect((await hello('install')).msg).to.equal('Package is already installed');
    expect(changes()).to.have.length(1);
  });

  for (const name of ['Hello', 'x', 'a_b', 'hello:AMD64', 'hello:', 'a::b'])
    it(`${name} is no name in Debian`, async () => {
      expect((await ask('status', { package: name })).code).to.equal(4);
      expect(exec.calls).to.deep.equal([]);
    });
  for (const version of ['present', 'v1', '1:', 'absent', '1_2'])
    it(`${version} is no version in Debian`, async () => {
      expect((await hello('install', { version })).code).to.equal(4);
      expect(exec.calls).to.deep.equal([]);
    });
});
