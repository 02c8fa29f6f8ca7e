// Agent package: where it can work, and what never reaches a program.
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { checkInputs } from '../../../../lib/ddl/check_inputs';
import { packageAgent } from '../../../../lib/node/agents/package';
import { PackageHost } from './package_host';

// By the DDL, so that clients that have it do not even send them.
function complaintOf(name: string): string | undefined {
  return checkInputs(packageAgent.actions.status!, { package: name }).complaint;
}

describe('agent package', () => {
  let fake: PackageHost;
  let root: PackageHost['root'];
  let exec: PackageHost['exec'];
  let host: PackageHost['host'];

  beforeEach(() => {
    fake = new PackageHost();
    ({ root, exec, host } = fake);
  });
  afterEach(() => root.remove());

  const configured = (plugins: Record<string, string>) => fake.configured(plugins);
  const ask = (...args: Parameters<PackageHost['ask']>) => fake.ask(...args);
  const hello = (...args: Parameters<PackageHost['hello']>) => fake.hello(...args);

  it('cleans the cache of yum', async () => {
    root.put('/usr/bin/yum', '');
    exec.answer('yum clean all', { stdout: 'Cleaned\n' });
    exec.answer('yum clean headers', { code: 1, stderr: 'Error: no\n' });
    expect((await ask('yum_clean')).data).to.deep.equal({ output: 'Cleaned\n', exitcode: 0 });
    expect((await ask('yum_clean', { mode: 'headers' })).msg).to.equal(
      'yum ended with exit code 1: Error: no',
    );
    expect((await ask('yum_clean', { mode: 'all; id' })).code).to.equal(4);
    const odd = configured({ 'package.yum_clean_mode': '--all' });
    expect((await ask('yum_clean', {}, odd)).msg).to.equal('Unsupported yum clean mode: --all');
  });

  it('works where there is a package manager, and says why it does not', async () => {
    const activate = (on = host) => packageAgent.activate!(on.node);
    expect(await activate()).to.equal(
      'there is no package manager here: none of /usr/bin/apt-get, /usr/bin/dnf, /usr/bin/yum',
    );
    expect(await activate(configured({ 'package.provider': 'zypper' }))).to.include(
      'package.provider is zypper',
    );
    root.put('/usr/bin/yum', '');
    expect(await activate()).to.equal(undefined);
    for (const provider of ['puppet', 'yum'])
      expect(await activate(configured({ 'package.provider': provider }))).to.equal(undefined);
    expect(await activate(configured({ 'package.provider': 'dnf' }))).to.include('package.provider is dnf');
    root.take('/usr/bin/yum');
    expect(await hello('status')).to.deep.include({
      code: 5,
      msg: 'Cannot find a compatible package system',
    });
  });

  it('takes the names packages have', () => {
    for (const name of [
      ...[
        'hello',
        'a',
        '0ad',
        'g++',
        'libstdc++-12-dev',
        'libc6:i386',
        'python3.11',
        'linux-image-6.1.0-9-amd64',
      ],
      ...[
        'NetworkManager',
        'bash.x86_64',
        'java-1.8.0-openjdk',
        'perl-DBD_x',
        'nginx-1:1.20.1-14.el9.x86_64',
      ],
    ])
      expect(complaintOf(name), name).to.equal(undefined);
  });

  for (const name of [
    ...[
      '-y',
      '--purge',
      'a b',
      ' hello',
      'hello ',
      'hello\n',
      'hello\nworld',
      'hel\0lo',
      '',
      '.',
      '..',
      '../x',
    ],
    ...[
      'hello-',
      'hello;id',
      '$(id)',
      '`id`',
      'a|b',
      'a&b',
      'a>b',
      'hello=1',
      'hello/sid',
      './x.deb',
      'lib*',
    ],
    ...[
      '^hello',
      'hello$',
      'task^',
      '@group',
      '~i',
      '?installed',
      'häll',
      'x'.repeat(91),
      'x'.repeat(1 << 20),
    ],
  ]) {
    it(`no program sees the name ${JSON.stringify(name.slice(0, 20))}`, async () => {
      root.put('/var/lib/dpkg/status', '');
      root.put('/usr/bin/apt-get', '');
      for (const action of ['install', 'update', 'uninstall', 'purge', 'status', 'search'])
        expect(await ask(action, { package: name }), action).to.deep.include({
          code: 4,
          msg: complaintOf(name),
        });
      expect((await hello('install', { version: name })).code, 'version').to.equal(4);
      expect(exec.calls).to.deep.equal([]);
    });
  }
});
