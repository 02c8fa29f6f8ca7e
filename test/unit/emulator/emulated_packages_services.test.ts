// Packages and services of an emulated host, by the agents and the data plugins.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { EmulatedHost, type HostDescription } from '../../../lib/emulator/emulated_host';
import { packageAgent } from '../../../lib/node/agents/package';
import { service } from '../../../lib/node/agents/service';
import { packageData } from '../../../lib/node/data/package';
import { service as serviceData } from '../../../lib/node/data/service';
import { HostOfTests } from '../node/agents/host_of_tests';
import { inTime } from '../node/agents/in_time';
import type { FakeRoot } from '../node/fakes';

describe('an emulated host', () => {
  let folder: string;
  let emulated: EmulatedHost;
  let host: HostOfTests;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fleetspec-emulated-'));
    use({
      packages: { nginx: '1.22.1-9', curl: '7.88.1-10' },
      services: { nginx: 'running', cron: 'stopped' },
    });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function use(description: HostDescription): void {
    emulated = new EmulatedHost(join(folder, String(Math.random())), description);
    host = new HostOfTests({ paths: emulated.paths } as FakeRoot, {}, emulated.exec);
  }

  const pkg = (action: string, name: string, more: Record<string, string> = {}) =>
    inTime(host.clock, host.ask('package', action, { package: name, ...more }));
  const svc = (action: string, name: string) =>
    inTime(host.clock, host.ask('service', action, { service: name }));
  const { signal } = new AbortController();

  it('has neither unless it is described so', async () => {
    use({});
    expect(await packageAgent.activate!(host.node)).to.include('there is no package manager here');
    expect(await service.activate!(host.node)).to.include('there are no services here');
  });

  it('tells of its packages', async () => {
    expect(await packageAgent.activate!(host.node)).to.equal(undefined);
    expect((await pkg('status', 'nginx')).data).to.include({
      ensure: '1.22.1-9',
      arch: 'amd64',
      provider: 'apt',
    });
    expect((await pkg('status', 'vim')).data.ensure).to.equal('purged');
    emulated.setPackage('vim', '2:9.0-1');
    expect((await pkg('status', 'vim')).data.ensure).to.equal('2:9.0-1');
    expect(await packageData.query('vim', host.node, signal)).to.deep.equal({
      installed: true,
      status: '2:9.0-1',
    });
    emulated.removePackage('vim');
    expect(await packageData.query('vim', host.node, signal)).to.deep.equal({
      installed: false,
      status: 'absent',
    });
    expect((await inTime(host.clock, host.ask('package', 'count'))).data.output).to.equal('2');
  });

  it('installs, updates and removes packages', async () => {
    expect((await pkg('install', 'vim')).msg).to.equal('there is no package vim to install');
    emulated.offerPackage('vim', '9.0-1');
    expect((await pkg('search', 'vim')).data.package_count).to.equal(1);
    expect((await pkg('install', 'vim', { version: '8.0' })).msg).to.include(
      "Version '8.0' for 'vim' was not found",
    );
    expect((await pkg('install', 'vim')).data.ensure).to.equal('9.0-1');
    emulated.offerPackage('vim', '9.1-1');
    const { data } = await inTime(host.clock, host.ask('package', 'apt_update'));
    expect(data.outdated_packages).to.deep.equal([
      { package: 'vim', version: '9.1-1', repo: 'Emulated:1/stable [amd64]' },
    ]);
    expect((await pkg('update', 'vim')).data.ensure).to.equal('9.1-1');
    expect((await pkg('uninstall', 'vim')).data.ensure).to.equal('absent');
    expect((await pkg('purge', 'vim')).data.ensure).to.equal('purged');
    expect(emulated.packages.version('vim')).to.equal(undefined);
  });

  it('can be locked', async () => {
    emulated.packages.lock();
    expect((await pkg('uninstall', 'curl')).msg).to.include('Could not get lock');
    emulated.packages.lock(false);
    expect((await pkg('uninstall', 'curl')).code).to.equal(0);
  });

  it('starts, restarts and stops services', async () => {
    expect(await service.activate!(host.node)).to.equal(undefined);
    expect((await svc('status', 'nginx')).data).to.deep.equal({
      ...{ status: 'running', enabled: 'enabled', state: 'active (running)' },
    });
    expect((await svc('start', 'nginx')).msg).to.include('Service is already running');
    expect((await svc('start', 'cron')).data.status).to.equal('running');
    expect((await svc('restart', 'cron')).code).to.equal(0);
    expect((await svc('stop', 'cron')).data.status).to.equal('stopped');
    expect(emulated.services.status('cron')).to.equal('stopped');
    expect(await serviceData.query('nginx', host.node, signal)).to.deep.equal({ status: 'running' });
    expect(await serviceData.query('cron', host.node, signal)).to.deep.equal({ status: 'stopped' });
  });

  it('has services that are unknown, not enabled or broken', async () => {
    expect((await svc('status', 'ssh')).data).to.deep.equal({
      ...{ status: 'stopped', enabled: 'unknown', state: 'inactive (dead)' },
    });
    expect((await svc('start', 'ssh')).msg).to.include('Unit ssh.service not found');
    emulated.setService('ssh', 'stopped', { enabled: false, broken: true });
    expect((await svc('status', 'ssh')).data.enabled).to.equal('disabled');
    expect((await svc('start', 'ssh')).msg).to.equal("Could not start service 'ssh': it is stopped");
  });
});
