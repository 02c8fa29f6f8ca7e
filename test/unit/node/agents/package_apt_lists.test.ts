// Agent package with apt: lists of packages, counted, summed, fetched, and the updates in them.
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { PackageHost } from './package_host';

describe('agent package with the lists of apt', () => {
  let fake: PackageHost;
  let root: PackageHost['root'];
  let exec: PackageHost['exec'];

  beforeEach(() => {
    fake = new PackageHost();
    ({ root, exec } = fake);
    root.put('/var/lib/dpkg/status', '');
    root.put('/usr/bin/apt-get', '');
  });
  afterEach(() => root.remove());

  const ask = (...args: Parameters<PackageHost['ask']>) => fake.ask(...args);
  const hello = (...args: Parameters<PackageHost['hello']>) => fake.hello(...args);
  const changes = () => fake.changes();

  it('counts and sums as MCollective does', async () => {
    const lines = ['ii  bash 5.2 amd64 shell', 'ii  zip 3 amd64 zip'];
    const stdout = `||/ Name\n${lines[0]}\nrc  old 1 amd64 gone\n${lines[1]}\n`;
    exec.answer('dpkg --list', { stdout });
    expect((await ask('count')).data).to.deep.equal({ output: '2', exitcode: 0 });
    const output = createHash('md5').update(lines.join('\n')).digest('hex');
    expect((await ask('md5')).data).to.deep.equal({ output, exitcode: 0 });
    exec.answer('dpkg --list', { stdout, truncated: true });
    expect((await ask('count')).code).to.equal(5);
    exec.answer('dpkg --list', { code: 2, stderr: 'dpkg: error: no\n' });
    expect(await ask('md5')).to.deep.include({
      code: 5,
      msg: 'dpkg ended with exit code 2: dpkg: error: no',
    });
  });

  it('tells of updates, and fetches lists before', async () => {
    const output = 'Inst bash [5.1] (5.2 Debian:12/stable [amd64])\n';
    const outdated = [{ package: 'bash', version: '5.2', repo: 'Debian:12/stable [amd64]' }];
    const update = 'apt-get -q -o APT::Update::Error-Mode=any update';
    exec.answer('apt-get --simulate dist-upgrade', { stdout: output });
    exec.answer(update, {});
    expect((await ask('checkupdates')).data).to.deep.equal({
      ...{ output, exitcode: 0, package_manager: 'apt', outdated_packages: outdated },
    });
    expect((await ask('apt_checkupdates')).data.outdated_packages).to.deep.equal(outdated);
    expect(changes()).to.not.include(update);
    expect((await ask('apt_update')).data).to.deep.equal({
      output,
      exitcode: 0,
      outdated_packages: outdated,
    });
    expect((await ask('refresh')).data).to.deep.equal({ output, exitcode: 0 });
    expect(changes().filter(call => call === update)).to.have.length(2);
  });

  it('lists that could not all be fetched are no success', async () => {
    exec.answer('apt-get --simulate dist-upgrade', {});
    const update = 'apt-get -q -o APT::Update::Error-Mode=any update';
    exec.answer(update, { code: 100, stderr: 'E: Failed to fetch http://x\nE: Some index files failed\n' });
    expect((await ask('apt_update')).msg).to.include('E: Failed to fetch http://x');
    exec.answer(update, {
      stderr: 'W: Failed to fetch http://x  404\nW: Some index files failed to download.\n',
    });
    expect(await ask('refresh')).to.deep.include({
      code: 5,
      msg: 'apt-get could not update all lists: W: Failed to fetch http://x  404',
    });
  });

  it('searches by exact name', async () => {
    exec.answer('apt-cache madison -- hello', {
      stdout: '  hello | 2.10-3 | http://x y Packages\nhello2 | 1 | http://x y Packages\n',
    });
    expect((await hello('search')).data).to.deep.equal({
      package_count: 1,
      available_packages: [{ package: 'hello', version: '2.10-3', repo: 'http://x y Packages' }],
    });
  });

  it('has no yum', async () => {
    for (const action of ['yum_clean', 'yum_checkupdates'])
      expect(await ask(action)).to.deep.include({ code: 5, msg: 'Cannot find yum at /usr/bin/yum' });
  });
});
