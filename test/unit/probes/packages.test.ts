// What dpkg, apt, rpm, dnf and yum say of packages; the texts are recorded.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import {
  parseAptCandidate,
  parseAptUpdates,
  parseMadison,
  parseYumList,
  parseYumUpdates,
} from '../../../lib/probes/available_packages';
import { findPackageManager } from '../../../lib/probes/package_manager';
import {
  isOfVersion,
  isPresent,
  parseDebianPackage,
  parseRpmPackage,
} from '../../../lib/probes/package_state';
import { FakeRoot } from '../node/fakes';

describe('the state of a package', () => {
  const debian = (text: string) => parseDebianPackage('x', text);

  for (const [version, parts] of [
    ['2.36-9+deb12u14', { epoch: '0', version: '2.36', release: '9+deb12u14' }],
    ['1:1.1-2', { epoch: '1', version: '1.1', release: '2' }],
    ['12.4', { epoch: '0', version: '12.4', release: '' }],
    ['2:9.0-rc1-3', { epoch: '2', version: '9.0-rc1', release: '3' }],
    ['0~20200101-1~bpo1', { epoch: '0', version: '0~20200101', release: '1~bpo1' }],
  ] as const) {
    it(`dpkg: ${version} has its parts`, () => {
      const state = debian(`installed ok amd64 ${version}\n`);
      expect(state).to.deep.equal({ name: 'x', provider: 'apt', ensure: version, arch: 'amd64', ...parts });
      expect(isPresent(state)).to.equal(true);
    });
  }

  for (const [line, ensure] of [
    ['', 'purged'],
    ['not-installed ok  \n', 'purged'],
    ['config-files ok amd64 1.0-1\n', 'absent'],
    ['half-configured ok amd64 1.0-1\n', 'absent'],
    ['unpacked ok amd64 1.0-1\n', 'absent'],
    ['half-installed ok amd64 1.0-1\n', 'absent'],
    ['triggers-pending ok amd64 1.0-1\n', '1.0-1'],
    ['triggers-awaited ok amd64 1.0-1\n', '1.0-1'],
    ['config-files ok i386 1.0-1\ninstalled ok amd64 1.0-2\n', '1.0-2'],
  ] as const) {
    it(`dpkg: ${JSON.stringify(line)} is ${ensure}`, () => {
      expect(debian(line).ensure).to.equal(ensure);
    });
  }

  it('dpkg: an error state is no state', () => {
    expect(() => debian('half-installed reinstreq amd64 1.0-1\n')).to.throw(
      'cannot read package x: 1.0-1 is in error state: reinstreq',
    );
  });

  it('rpm: one line, several, none', () => {
    const rpm = (text: string) => parseRpmPackage('kernel', 'dnf', text);
    expect(rpm('kernel 0 5.14.0 362.el9 x86_64\nkernel 0 5.14.0 427.el9 x86_64\n')).to.deep.equal({
      ...{ name: 'kernel', provider: 'dnf', ensure: '5.14.0-427.el9' },
      ...{ epoch: '0', version: '5.14.0', release: '427.el9', arch: 'x86_64' },
    });
    expect(rpm('fleetspec-lab-rpm 1 1.0 1 noarch\n').ensure).to.equal('1:1.0-1');
    expect(rpm('')).to.deep.equal({ name: 'kernel', provider: 'dnf', ensure: 'purged' });
  });

  it('is of the version that was asked for, as each manager spells it', () => {
    const rpm = parseRpmPackage('x', 'dnf', 'x 1 1.0 2.el9 x86_64\n');
    for (const asked of [
      '1.0',
      '1.0-2.el9',
      '1:1.0',
      '1:1.0-2.el9',
      '1.0-2.el9.x86_64',
      '1:1.0-2.el9.x86_64',
    ])
      expect(isOfVersion(rpm, asked), asked).to.equal(true);
    for (const asked of ['1', '1.0-2', '2:1.0', '1.0-2.el9.i686'])
      expect(isOfVersion(rpm, asked), asked).to.equal(false);
    const deb = debian('installed ok amd64 1:1.0-2\n');
    expect(['1:1.0-2', '1.0-2', '1.0'].map(asked => isOfVersion(deb, asked))).to.deep.equal([
      true,
      false,
      false,
    ]);
  });
});

describe('packages that could be installed', () => {
  it('apt-get --simulate dist-upgrade', () => {
    const text = [
      'Reading package lists...',
      'The following packages will be upgraded:',
      '  bash unzip',
      'Inst libnew1 (1.0-1 Debian:12.15/oldstable [amd64])',
      'Inst bash [5.2.15-2+b8] (5.2.15-2+b13 Debian:12.15/oldstable [amd64])',
      'Inst emacs23 [23.1+1-4ubuntu7] (23.1+1-4ubuntu7.1 Ubuntu:10.04/lucid-updates) []',
      'Conf bash (5.2.15-2+b13 Debian:12.15/oldstable [amd64])',
      'Inst python3-jwt [2.6.0-1] (2.6.0-1+deb12u1 Debian:12.15/oldstable, Debian-Security:12/oldstable-security [all])',
      '',
    ].join('\n');
    expect(parseAptUpdates(text)).to.deep.equal([
      { package: 'bash', version: '5.2.15-2+b13', repo: 'Debian:12.15/oldstable [amd64]' },
      { package: 'emacs23', version: '23.1+1-4ubuntu7.1', repo: 'Ubuntu:10.04/lucid-updates' },
      {
        package: 'python3-jwt',
        version: '2.6.0-1+deb12u1',
        repo: 'Debian:12.15/oldstable, Debian-Security:12/oldstable-security [all]',
      },
    ]);
  });

  it('yum and dnf check-update: wrapped lines, headings, what is obsolete', () => {
    const text = [
      'Last metadata expiration check: 0:12:34 ago on Tue Nov 10 10:00:00 2026.',
      '',
      'fleetspec-lab-rpm.noarch                       1:1.1-2                       lab',
      'a-package-with-quite-a-long-name-for-one-line.x86_64',
      '                                               2.0-1.el9                     updates',
      'Security: kernel-core-5.14.0-427.el9.x86_64 is an installed security update',
      'Obsoleting Packages',
      'grub2-tools.x86_64                             1:2.06-70.el9                 updates',
      '    grub2-tools.x86_64                         1:2.06-60.el9                 @updates',
      '',
    ].join('\n');
    expect(parseYumUpdates(text)).to.deep.equal([
      { package: 'fleetspec-lab-rpm.noarch', version: '1:1.1-2', repo: 'lab' },
      {
        package: 'a-package-with-quite-a-long-name-for-one-line.x86_64',
        version: '2.0-1.el9',
        repo: 'updates',
      },
    ]);
    expect(parseYumUpdates('\n')).to.deep.equal([]);
  });

  it('dnf list', () => {
    const text =
      'Available Packages\nx.noarch                       1:1.0-1                       lab\nx.noarch                       1:1.1-2                       lab\n';
    expect(parseYumList(text).map(row => row.version)).to.deep.equal(['1:1.0-1', '1:1.1-2']);
  });

  it('apt-cache madison, without sources', () => {
    const text = [
      '        sl |  5.02-1+b1 | http://deb.debian.org/debian bookworm/main amd64 Packages',
      '        sl |     5.02-1 | http://deb.debian.org/debian bookworm/main Sources',
      'fleetspec-lab-hello |    1:1.1-2 | file:/tmp/debs ./ Packages',
      '',
    ].join('\n');
    expect(parseMadison(text)).to.deep.equal([
      {
        package: 'sl',
        version: '5.02-1+b1',
        repo: 'http://deb.debian.org/debian bookworm/main amd64 Packages',
      },
      { package: 'fleetspec-lab-hello', version: '1:1.1-2', repo: 'file:/tmp/debs ./ Packages' },
    ]);
  });

  it('apt-cache policy: of exactly that name, and with a version to install', () => {
    const of = (name: string, candidate: string): string =>
      `${name}:\n  Installed: (none)\n  Candidate: ${candidate}\n  Version table:\n     1 500\n        500 http://x y Packages\n`;
    expect(parseAptCandidate(of('hello', '2.10-3'), 'hello')).to.equal('2.10-3');
    expect(parseAptCandidate(of('hello', '2.10-3'), 'hello:amd64')).to.equal('2.10-3');
    expect(parseAptCandidate(of('libc6:i386', '2.36'), 'libc6:i386')).to.equal('2.36');
    expect(parseAptCandidate(of('mail-transport-agent', '(none)'), 'mail-transport-agent')).to.equal(
      undefined,
    );
    // A name that is not known is a pattern to apt.
    expect(parseAptCandidate(of('libcw6', '3.5') + of('libc16', '1'), 'libc.6')).to.equal(undefined);
    expect(parseAptCandidate('', 'hello')).to.equal(undefined);
  });
});

describe('the package manager of a host', () => {
  for (const [files, expected] of [
    [['/var/lib/dpkg/status', '/usr/bin/apt-get', '/usr/bin/yum'], 'apt'],
    [['/usr/bin/dnf', '/usr/bin/yum'], 'dnf'],
    [['/usr/bin/yum'], 'yum'],
    [['/var/lib/dpkg/status', '/usr/bin/dnf'], undefined],
    [[], undefined],
  ] as const) {
    it(`is ${expected} with ${files.join(', ') || 'nothing'}`, async () => {
      const root = new FakeRoot();
      for (const file of files) root.put(file, '');
      expect(await findPackageManager(root.paths)).to.equal(expected);
      root.remove();
    });
  }
});
