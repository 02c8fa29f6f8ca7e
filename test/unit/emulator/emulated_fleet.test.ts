// The emulated fleet: real daemons on hosts made of files and lists, over the embedded broker.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { Broker } from '../../../lib/broker/broker';
import { EmulatedFleet } from '../../../lib/emulator/emulated_fleet';
import { EmulatedHost } from '../../../lib/emulator/emulated_host';
import { processEnvironment } from '../../../lib/environment';
import { readCpuCount } from '../../../lib/probes/cpus';
import { readLoad } from '../../../lib/probes/load';
import { Fleet } from '../../../lib/rpc/fleet';
import { makeTestConfig } from '../node/fakes';

describe('an emulated fleet', () => {
  let broker: Broker;
  let fleet: EmulatedFleet;
  let client: Fleet;
  const environment = processEnvironment();

  before(async () => {
    broker = await Broker.start({ users: { demo: 'secret' } });
    const pool = [{ host: '127.0.0.1', port: broker.port, user: 'demo', password: 'secret' }];
    const config = makeTestConfig({ broker: { pool }, identity: 'client' });
    fleet = await EmulatedFleet.start({
      config,
      environment,
      nodes: [
        { identity: 'web1', facts: { role: 'web', country: 'uk', n: 1 }, classes: ['role::web'] },
        {
          identity: 'web2',
          facts: { role: 'web', country: 'de' },
          classes: ['role::web'],
          puppet: 'stopped',
        },
        { identity: 'db1', facts: { role: 'db' }, load: [3, 2, 1], cpus: 8, agents: ['rpcutil', 'host'] },
      ],
    });
    client = await Fleet.connect(config, { environment });
  });
  after(async () => {
    await client.close();
    await fleet.stop();
    await broker.stop();
  });

  const call = (agent: string, action: string, nodes: string[], data = {}) =>
    client.agent(agent).on(nodes).call(action, data).result();

  it('is found by facts and classes', async () => {
    expect((await client.agent('rpcutil').withFact('country=uk').discover()).nodes).to.deep.equal(['web1']);
    expect((await client.agent('rpcutil').withClass('role::web').discover()).nodes).to.deep.equal([
      'web1',
      'web2',
    ]);
    expect((await client.agent('rpcutil').discover()).nodes).to.deep.equal(['db1', 'web1', 'web2']);
    expect((await client.agent('iptables').discover()).nodes).to.deep.equal(['web1', 'web2']);
  });

  it('blocks, in lists of its own per host', async () => {
    const address = { ipaddr: '192.0.2.7' };
    expect((await call('iptables', 'block', ['web1'], address)).ok).to.have.length(1);
    const { ok } = await call('iptables', 'isblocked', ['web1', 'web2'], address);
    const blocked = Object.fromEntries(ok.map(reply => [reply.sender, reply.data.blocked]));
    expect(blocked).to.deep.equal({ web1: true, web2: false });
    expect((await call('iptables', 'block', ['web1'], address)).failed[0]!.statusmsg).to.equal(
      '192.0.2.7 is already blocked',
    );
    expect((await call('iptables', 'unblock', ['web1'], address)).ok).to.have.length(1);
    expect((await call('iptables', 'block', ['web2'], { ipaddr: '2001:db8::1' })).ok).to.have.length(1);
    expect((await call('iptables', 'listblocked', ['web2'])).ok[0]!.data.blocked).to.deep.equal([
      '2001:db8::1',
    ]);
  });

  it('does with Puppet what the test says', async () => {
    const status = async () => (await call('puppet', 'status', ['web1'])).ok[0]!.data.status;
    const words: Record<string, string> = {
      applying: 'applying a catalog',
      idling: 'idling',
      disabled: 'disabled',
      stopped: 'stopped',
    };
    for (const [state, word] of Object.entries(words)) {
      fleet.host('web1').setPuppet(state as 'applying');
      expect(await status()).to.equal(word);
    }
    expect((await call('puppet', 'runonce', ['web1'])).failed[0]!.statusmsg).to.match(/not installed/);
  });

  it('is as busy as the test says', async () => {
    const load = async () => (await call('host', 'load', ['db1'])).ok[0]!.data;
    expect(await load()).to.include({ load1: 3, load5: 2, load15: 1, cpus: 8 });
    fleet.host('db1').setLoad(7.5);
    expect(await load()).to.include({ load1: 7.5, load15: 7.5 });
  });

  it('has nodes that hang or go silent', async () => {
    fleet.host('web2').exec.hang();
    const hung = await client
      .agent('iptables')
      .on(['web2'])
      .call('listblocked', {}, { timeoutMs: 200 })
      .result();
    expect(hung.noResponse).to.deep.equal(['web2']);
    await fleet.stopNode('web1');
    expect(fleet.identities).to.have.members(['web2', 'db1']);
    const silent = await client
      .agent('rpcutil')
      .on(['web1', 'db1'])
      .call('ping', {}, { timeoutMs: 200 })
      .result();
    expect(silent.noResponse).to.deep.equal(['web1']);
    expect(() => fleet.host('web1')).to.throw('there is no emulated node web1');
  });
});

describe('an emulated fleet that cannot start', () => {
  it('leaves nothing behind', async () => {
    const folders = (): string[] => readdirSync(tmpdir()).filter(name => name.startsWith('fleetspec-fleet-'));
    const before = folders();
    const environment = processEnvironment();
    const config = makeTestConfig({ security: { provider: 'psk', psk: '', callerType: 'uid' } });
    const failure = await EmulatedFleet.start({ config, environment, nodes: [{ identity: 'a' }] }).catch(
      e => e,
    );
    expect(failure).to.include({ code: 'E_PSK_MISSING' });
    expect(folders().filter(name => !before.includes(name))).to.deep.equal([]);
  });
});

describe('an emulated host', () => {
  it('runs nothing but its packet filter', async () => {
    const host = new EmulatedHost(join(tmpdir(), `fleetspec-host-${process.pid}`));
    const limits = { timeoutMs: 100 };
    const run = (file: string, ...args: string[]) => host.exec.run(file, args, limits);
    expect(await run('rm', '-rf', '/').catch(e => e)).to.include({ code: 'E_PROGRAM_NOT_FOUND' });
    expect(await run('iptables', '-F', 'junk_filter')).to.include({ code: 2 });
    expect(await run('iptables', '-S', 'INPUT')).to.include({ code: 1 });
    expect(await run('iptables', '-D', 'junk_filter', '-s', '192.0.2.1', '-j', 'DROP')).to.include({
      code: 1,
    });
    expect(await host.exec.detach('puppet', []).catch(e => e)).to.include({ code: 'E_PROGRAM_NOT_FOUND' });
    expect(await readCpuCount(host.paths)).to.equal(2);
    expect((await readLoad(host.paths)).load1).to.equal(0.1);
    expect(existsSync(host.paths.resolve('/etc/fleetspec/facts.yaml'))).to.equal(true);
    rmSync(host.paths.resolve('/'), { recursive: true });
  });
});
