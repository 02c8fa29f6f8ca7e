// The shipped features and the selftest features, whole, over the embedded broker and emulated hosts.
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { ToySite } from './toy_site';

let site: ToySite;
before(async () => {
  const web = ['web1', 'web2', 'web3'].map(name => ({
    identity: `${name}.example.net`,
    classes: ['role::web'],
    facts: { country: name === 'web3' ? 'uk' : 'de' },
    puppet: 'applying' as const,
  }));
  const master = {
    identity: 'puppet1.example.net',
    classes: ['role::puppetmaster'],
    facts: { country: 'de' },
  };
  site = await ToySite.start([...web, { ...master, load: [0.5, 0.5, 0.5] }, { identity: 'db1.example.net' }]);
});
after(() => site.stop());

describe('the selftest features', () => {
  it('of the firewall pass', async () => {
    const answer = await site.check('features/selftest/firewall_steps.feature', ['--act']);
    expect(answer.first).to.match(/^OK: .* - 8 scenarios passed$/);
    expect(answer).to.include({ code: 0, stderr: '' });
  });

  it('of the Puppet capacity pass, with one scenario not applicable that says so', async () => {
    const answer = await site.check('features/selftest/puppet_capacity_steps.feature');
    expect(answer.first).to.equal(
      'OK: Selftest of the Puppet capacity steps - 3 scenarios passed, 1 not applicable: 3 of 5 Puppet clients are running, not more than the usual 3',
    );
    expect(answer.perfdata).to.match(
      /^scenarios=4;;;0 passed=3;;;0 failed=0;;;0 unknown=0;;;0 not_applicable=1;;;0 time=[\d.]+s;;;0 puppet_clients=3;3 master_load=0\.5;;2$/,
    );
    expect(answer).to.include({ code: 0, stderr: '' });
  });

  it('are left out of a run of a folder, unless asked for', async () => {
    const run = (...argv: string[]) => site.fleetspec(['run', '--config', site.configFile(), ...argv]);
    const { code, stdout } = await run('features/selftest');
    expect(stdout).to.match(/^UNKNOWN: .*no scenario with the tags "not @selftest" was found/m);
    expect(code).to.equal(3);
    expect(await run('features/selftest/firewall_steps.feature', '--tags', '@selftest', '--act')).to.include({
      code: 0,
    });
  });
});

describe('the Puppet master capacity feature', () => {
  const feature = (usual: number, limit: number) =>
    site.feature(`Feature: Capacity
  Background:
    Given we know we can run ${usual} concurrent Puppet clients
    And the Puppet Master load average should be below ${limit}
  Scenario: Coping
    When there are more than usual Puppet clients running
    Then the Puppet Master should have an acceptable load average
`);

  it('is fine and not applicable as shipped', async () => {
    const answer = await site.check('features/puppet_master_capacity.feature');
    expect(answer.first).to.equal(
      'OK: Puppet master capacity - not applicable: 3 of 5 Puppet clients are running, not more than the usual 10',
    );
    expect(answer.perfdata).to.include(' not_applicable=1;;;0 ');
    expect(answer.code).to.equal(0);
  });

  it('is critical when many run and the master is overloaded, and names it', async () => {
    site.fleet.host('puppet1.example.net').setLoad(5.31);
    const path = feature(2, 2);
    const answer = await site.check(path);
    site.fleet.host('puppet1.example.net').setLoad(0.5);
    expect(answer.first).to.equal(
      `CRITICAL: Capacity - puppet1.example.net: load average expected below 2, got 5.31 (${path}:7)`,
    );
    expect(answer.perfdata).to.match(/ puppet_clients=3;2 master_load=5\.31;;2$/);
    expect(answer).to.include({ code: 2, stderr: '' });
  });

  it('does not mind an overloaded master while few clients run', async () => {
    site.fleet.host('puppet1.example.net').setLoad(9);
    const answer = await site.check(feature(3, 2));
    site.fleet.host('puppet1.example.net').setLoad(0.5);
    expect(answer.code).to.equal(0);
    expect(answer.perfdata).not.to.include('master_load');
  });

  it('is a warning where it is tagged so', async () => {
    const path = site.feature(
      `@warning\n${site.read('toy.feature').replace('run 3', 'run 2').replace('below 2', 'below 0.1')}`,
    );
    expect(await site.check(path)).to.include({ code: 1 });
  });

  it('says how the master is found when there is none', async () => {
    const answer = await site.check(feature(2, 2), [], { checks: { puppet_master: 'role::nobody' } });
    expect(answer.first).to.match(
      /^UNKNOWN: Capacity - no Puppet master with the host agent was found for class role::nobody; set checks\.puppet_master/,
    );
    expect(answer.code).to.equal(3);
  });

  it('works by the older agent puppetd', async () => {
    const nodes = ['old1', 'old2', 'old3'].map(identity => ({
      identity,
      agents: ['discovery', 'rpcutil', 'puppetd'],
      puppet: 'applying' as const,
    }));
    const older = await ToySite.start(nodes);
    const answer = await older.check('features/puppet_master_capacity.feature');
    await older.stop();
    expect(answer.first).to.include('not applicable: 3 of 3 Puppet clients are running');
  });
});
