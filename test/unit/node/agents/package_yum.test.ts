// Agent package with dnf and yum.
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { PackageHost } from './package_host';

const RPM = '-q --qf %{NAME} %|EPOCH?{%{EPOCH}}:{0}| %{VERSION} %{RELEASE} %{ARCH}\n --';

for (const manager of ['dnf', 'yum'] as const) {
  describe(`agent package with ${manager}`, () => {
    let fake: PackageHost;
    let root: PackageHost['root'];
    let exec: PackageHost['exec'];

    beforeEach(() => {
      fake = new PackageHost();
      ({ root, exec } = fake);
    });
    afterEach(() => root.remove());

    const ask = (...args: Parameters<PackageHost['ask']>) => fake.ask(...args);
    const hello = (...args: Parameters<PackageHost['hello']>) => fake.hello(...args);
    const changes = () => fake.changes();

    const list = (what: string): string => `${manager} -q --showduplicates list ${what}`;

    beforeEach(() => {
      root.put(`/usr/bin/${manager}`, '');
      rpm('');
      exec.answer(list('hello'), { stdout: 'Available Packages\nhello.noarch  1.1-2  lab\n' });
    });

    function rpm(...states: string[]): void {
      exec.answer(`rpm ${RPM} hello`, async () => {
        const state = states.length > 1 ? states.shift()! : states[0]!;
        return state === ''
          ? { code: 1, stdout: 'package hello is not installed\n' }
          : { stdout: `${state}\n` };
      });
    }

    it('status', async () => {
      expect((await hello('status')).data).to.include({ ensure: 'purged', provider: manager });
      rpm('hello 1 1.0 1 noarch');
      expect((await hello('status')).data).to.include({
        ...{
          ensure: '1:1.0-1',
          epoch: '1',
          version: '1.0',
          release: '1',
          arch: 'noarch',
          provider: manager,
        },
      });
      exec.answer(`rpm ${RPM} hello`, { code: 1, stderr: 'error: cannot open Packages database\n' });
      expect((await hello('status')).code).to.equal(5);
    });

    it('installs, also a version and the latest', async () => {
      rpm('', 'hello 0 1.1 2 noarch');
      exec.answer(`${manager} -y -q install hello`, { stdout: 'Installed:\n  hello-1.1-2.noarch\n' });
      expect((await hello('install')).data).to.include({ ensure: '1.1-2' });
      rpm('hello 0 1.1 2 noarch', 'hello 0 1.0 1 noarch');
      exec.answer(`${manager} -y -q install hello-1.0`, {});
      expect((await hello('install', { version: '1.0' })).data.ensure).to.equal('1.0-1');
      exec.answer(`${manager} -y -q update hello`, {});
      rpm('hello 0 1.0 1 noarch', 'hello 0 1.1 2 noarch');
      expect((await hello('install', { version: 'latest' })).data.ensure).to.equal('1.1-2');
      expect(changes().at(-1)).to.equal(`${manager} -y -q update hello`);
    });

    it('does not install what only provides the name', async () => {
      exec.answer(list('hello'), { code: 1, stderr: 'Error: No matching Packages to list\n' });
      expect(await hello('install')).to.deep.include({
        code: 5,
        msg: 'there is no package hello to install',
      });
      exec.answer(list('hello'), { code: 1, stderr: 'Error: Failed to download metadata for repo lab\n' });
      expect((await hello('install')).msg).to.equal(
        `${manager} ended with exit code 1: Error: Failed to download metadata for repo lab`,
      );
    });

    it('removes and purges', async () => {
      exec.answer(`${manager} -y -q remove hello`, {});
      for (const action of ['uninstall', 'purge']) {
        rpm('hello 0 1.0 1 noarch', '');
        expect((await hello(action)).data.ensure).to.equal('purged');
        expect((await hello(action)).msg).to.equal('Package is not present on the system');
      }
    });

    it('tells of updates by exit code 100, and of faults by others', async () => {
      exec.answer(`${manager} clean metadata`, {});
      exec.answer(`${manager} -q check-update`, { code: 100, stdout: '\nhello.noarch  1:1.1-2  lab\n' });
      const outdated = [{ package: 'hello.noarch', version: '1:1.1-2', repo: 'lab' }];
      const { code, data } = await ask('checkupdates');
      expect(code).to.equal(0);
      expect(data).to.deep.include({
        exitcode: 100,
        outdated_packages: outdated,
        package_manager: manager,
      });
      expect((await ask('refresh')).data.exitcode).to.equal(100);
      exec.answer(`${manager} -q check-update`, { code: 1, stderr: 'Error: no repository\n' });
      expect(await ask('checkupdates')).to.deep.include({
        code: 5,
        msg: `${manager} ended with exit code 1: Error: no repository`,
      });
    });

    it('counts and sums what rpm lists', async () => {
      const stdout = 'hello-1.0-1.noarch\nbash-5.1-2.el9.x86_64\n';
      exec.answer('rpm -qa', { stdout });
      expect((await ask('count')).data.output).to.equal('2');
      expect((await ask('md5')).data.output).to.equal(createHash('md5').update(stdout).digest('hex'));
    });

    it('has no apt', async () => {
      for (const action of ['apt_update', 'apt_checkupdates'])
        expect(await ask(action)).to.deep.include({
          code: 5,
          msg: 'Cannot find apt-get at /usr/bin/apt-get',
        });
    });
  });
}
