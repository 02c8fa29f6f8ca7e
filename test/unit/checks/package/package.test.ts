// Packages of hosts: installed, in a version, the same, outdated; of fleetspecd's and of MCollective's agents.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { expectPackage, expectPackageVersion } from '../../../../lib/checks/package/package';
import { expectUpdates } from '../../../../lib/checks/package/package_updates';
import { expectPackageAs, expectSamePackage } from '../../../../lib/checks/package/same_package';
import { AgentScene, EVERY, ending, endingOf, NO, saying } from '../agent_scene';

const APT = { ensure: '1.22.1-9', provider: 'apt' };
const absent = [{ ensure: 'absent' }, { ensure: 'purged', provider: 'apt' }];

describe('a package', () => {
  const installed = (hosts: Parameters<typeof endingOf>[0], claim = EVERY) =>
    endingOf(hosts, scene => expectPackage(claim, 'nginx', scene));

  it('is installed, or not', async () => {
    expect(await installed(saying('package', APT))).to.equal('well');
    expect(await installed(saying('package', APT), NO)).to.contain('web1: package nginx');
    for (const data of absent) {
      expect(await installed(saying('package', data))).to.equal(
        'CRITICAL web1: package nginx expected installed, got not installed',
      );
      expect(await installed(saying('package', data), NO)).to.equal('well');
    }
  });

  it('is not installed where an older agent fails and says so', async () => {
    const failed = (statusmsg: string) => installed(saying('package', {}, { statuscode: 1, statusmsg }), NO);
    expect(await failed('Package is not present on the system')).to.equal('well');
    expect(await failed('package nginx is not installed')).to.equal('well');
    expect(await failed('the provider is not installed')).to.match(
      /^UNKNOWN web1 cannot answer package status/,
    );
    expect(
      await installed(saying('package', { ensure: 'absent' }, { statuscode: 1, statusmsg: 'x' }), NO),
    ).to.equal('well');
  });

  it('is unknown of who is silent, refuses, or does not say', async () => {
    expect(await installed({ web1: { package: undefined } }, NO)).to.match(/^UNKNOWN no answer from web1/);
    expect(await installed(saying('package', APT, { statuscode: 5, statusmsg: 'broken' }))).to.match(
      /^UNKNOWN .*broken/,
    );
    const halfway = saying('package', APT, { statuscode: 1, statusmsg: 'dpkg is busy' });
    expect(await installed(halfway)).to.match(/^UNKNOWN .*dpkg is busy/);
    for (const data of [{}, { ensure: '' }, { ensure: true }, { ensure: null }])
      expect(await installed(saying('package', data), NO)).to.match(/^UNKNOWN .*does not say whether nginx/);
  });
});

describe('the version of a package', () => {
  const version = (data: Record<string, string>, text: string, claim = EVERY) =>
    endingOf(saying('package', data), scene => expectPackageVersion(claim, 'nginx', text, scene));

  it("compares by Debian's and by rpm's rules", async () => {
    expect(await version(APT, '1.22.1-9')).to.equal('well');
    expect(await version(APT, 'at least 1.22.1-10')).to.equal(
      'CRITICAL web1: package nginx expected at least 1.22.1-10, got 1.22.1-9',
    );
    expect(await version(APT, 'newer than 1.22.1-9~deb12')).to.equal('well');
    expect(await version(APT, 'between 1.20 and 1.24')).to.equal('well');
    expect(await version(APT, 'exactly 1.22.1')).to.contain('CRITICAL');
    const yum = { ensure: '2.0.9-7.el6', provider: 'yum' };
    expect(await version(yum, 'exactly 2.0.9')).to.equal('well');
    expect(await version({ ...yum, epoch: '1' }, 'above 3.0')).to.equal('well');
    expect(await version({ ...yum, epoch: '0' }, 'above 3.0')).to.contain('CRITICAL');
  });

  it('is none of a package that is not installed', async () => {
    expect(await version({ ensure: 'absent' }, 'at least 1.0')).to.contain('got not installed');
    expect(await version({ ensure: 'absent' }, 'below 1.0', NO)).to.equal('well');
  });

  it('is unknown where nobody knows the order, but for the very same text', async () => {
    const gem = { ensure: '1.22', provider: 'gem' };
    expect(await version(gem, '1.22')).to.equal('well');
    expect(await version(gem, 'at least 1.20')).to.match(
      /^UNKNOWN .*nobody knows the order of the versions of gem/,
    );
    expect(await version(gem, 'below 1.20', NO)).to.match(/^UNKNOWN/);
    expect(await version({ ensure: '1.22' }, 'between 1 and 2')).to.match(/^UNKNOWN .*does not name/);
  });

  it('must be one', async () => {
    expect(await version(APT, 'at least -')).to.match(/^UNKNOWN "at least -" is no version/);
  });
});

describe('the same version', () => {
  const hosts = (...versions: (string | undefined)[]) =>
    new AgentScene(
      Object.fromEntries(
        versions.map((ensure, i) => [
          `web${i + 1}`,
          { package: ensure === undefined ? undefined : { data: { ensure, provider: 'apt' } } },
        ]),
      ),
    );
  const same = (...versions: (string | undefined)[]) =>
    ending(expectSamePackage(EVERY, 'nginx', hosts(...versions)));

  it('names the odd one out', async () => {
    expect(await same('1.2', '1.2', '1.2')).to.equal('well');
    expect(await same('1.2', '1.2', '1.1')).to.equal(
      'CRITICAL web3: version of nginx expected 1.2 as on 2 of 3 hosts, got 1.1',
    );
    expect(await same('1.2', '1.2', undefined)).to.match(/^UNKNOWN no answer from web3/);
  });

  it('is no agreement when nobody has it', async () => {
    expect(await same('absent', 'absent')).to.match(/^CRITICAL/);
    expect(await same('1.2', '1.2', 'purged')).to.contain('got not installed (web3)');
  });

  it('can be that of another host', async () => {
    const as = (...versions: string[]) =>
      ending(expectPackageAs('the host web1 should', 'nginx', 'the host web2', hosts(...versions)));
    expect(await as('1.2', '1.2')).to.equal('well');
    expect(await as('1.1', '1.2')).to.equal(
      'CRITICAL web1: version of nginx expected 1.2 as on web2, got 1.1',
    );
  });
});

describe('outstanding updates', () => {
  const updates = (data: Record<string, never> | Record<string, unknown>, limit = 'at most 1') =>
    endingOf(saying('package.checkupdates', data as never), scene => expectUpdates(EVERY, limit, scene));
  const row = (name: string) => ({ package: name, version: '2', repo: 'x' });

  it('are counted and named', async () => {
    expect(await updates({ exitcode: 0, outdated_packages: [] })).to.equal('well');
    const many = { exitcode: 100, outdated_packages: ['a', 'b', 'c', 'd'].map(row) };
    expect(await updates(many)).to.equal(
      'CRITICAL web1: outstanding updates expected at most 1, got 4 (a, b, c and 1 more)',
    );
  });

  it('are unknown where the package manager failed, or the answer is odd', async () => {
    for (const data of [
      { exitcode: 1, outdated_packages: [] },
      { outdated_packages: [] },
      { exitcode: 0 },
      { exitcode: 0, outdated_packages: ['nginx'] },
      { exitcode: 0, outdated_packages: [{ version: '2' }] },
    ])
      expect(await updates(data)).to.match(/^UNKNOWN .*does not say which packages are outdated/);
  });
});
