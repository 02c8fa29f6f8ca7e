// What can be said of an emulated host, and that its agents then say it: over a broker, by a client.
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { Broker } from '../../../lib/broker/broker';
import { EmulatedFleet } from '../../../lib/emulator/emulated_fleet';
import { processEnvironment } from '../../../lib/environment';
import { Fleet } from '../../../lib/rpc/fleet';
import { makeTestConfig } from '../node/fakes';

const GIB = 1024 ** 3;
const AUTHORIZATION = {
  ...{ provider: 'action_policy', allowUnconfigured: true },
  ...{ defaultPolicy: undefined, strict: false },
};

describe('an emulated host', () => {
  let broker: Broker;
  let fleet: EmulatedFleet;
  let client: Fleet;

  before(async () => {
    const environment = processEnvironment();
    broker = await Broker.start({ users: { demo: 'secret' } });
    const pool = [{ host: '127.0.0.1', port: broker.port, user: 'demo', password: 'secret' }];
    const config = makeTestConfig({
      ...{ broker: { pool }, identity: 'client' },
      node: { authorization: { ...AUTHORIZATION, policyDir: '/policies' } },
    });
    const web1 = {
      identity: 'web1',
      memory: { total: 4 * GIB, available: GIB },
      disks: [{ mount: '/', size: 100, used: 90 }],
      processes: ['nginx: master', { command: 'nginx: worker', user: 'www' }],
      files: { '/etc/motd': 'hello\n', '/policies/iptables.policy': 'policy default deny\n' },
      reachable: { 'db1.example.net': { ports: [5432] } },
      settings: { 'filemgr.writable': '/srv' },
    };
    const bare = { identity: 'bare', files: { '/policies/groups': '' } };
    fleet = await EmulatedFleet.start({ config, environment, nodes: [web1, bare] });
    client = await Fleet.connect(config, { environment });
  });
  after(async () => {
    await client.close();
    await fleet.stop();
    await broker.stop();
  });

  // biome-ignore lint/suspicious/noExplicitAny: tests look into it freely.
  async function ask(node: string, agent: string, action: string, data = {}): Promise<any> {
    const { ok, failed } = await client.agent(agent).on([node]).call(action, data).result();
    return ok[0]?.data ?? failed[0]?.statusmsg;
  }

  it('has the memory and the disks it is said to have', async () => {
    expect(await ask('web1', 'host', 'memory')).to.include({ total: 4 * GIB, used_percent: 75 });
    expect((await ask('web1', 'host', 'disks')).filesystems[0]).to.include({ mount: '/', used_percent: 90 });
    fleet.host('web1').setMemory({ total: 4 * GIB, available: 2 * GIB });
    fleet.host('web1').setDisks([{ mount: '/', size: 100, used: 10 }]);
    expect(await ask('web1', 'host', 'memory')).to.include({ used_percent: 50 });
    expect((await ask('web1', 'host', 'disks', { path: '/' })).filesystems[0]).to.include({
      used_percent: 10,
    });
  });

  it('runs the processes it is said to run', async () => {
    const nginx = async () =>
      (await ask('web1', 'process', 'list', { pattern: 'nginx' })).pslist.map(
        (row: { cmdline: string; username: string }) => `${row.username} ${row.cmdline}`,
      );
    expect(await nginx()).to.deep.equal(['root nginx: master', 'www nginx: worker']);
    const [row] = (await ask('web1', 'process', 'list', { pattern: 'worker' })).pslist;
    await ask('web1', 'process', 'kill', { pid: row.pid, starttime: row.starttime });
    expect(await nginx()).to.deep.equal(['root nginx: master']);
    fleet.host('web1').setProcesses(['nginx: new']);
    expect(await nginx()).to.deep.equal(['root nginx: new']);
    const pid = fleet.host('web1').startProcess('nginx: more');
    expect(await nginx()).to.have.length(2);
    fleet.host('web1').endProcess(pid);
    expect(await nginx()).to.have.length(1);
  });

  it('runs Puppet as a process while it is not stopped', async () => {
    const puppet = async () => (await ask('bare', 'process', 'list', { pattern: 'puppet' })).matched;
    expect(await puppet()).to.equal(1);
    fleet.host('bare').setPuppet('stopped');
    expect(await puppet()).to.equal(0);
    fleet.host('bare').setPuppet('applying');
    expect(await puppet()).to.equal(1);
  });

  it('has files that agents see and change', async () => {
    expect(await ask('web1', 'filemgr', 'status', { file: '/etc/motd' })).to.include({ size: 6 });
    fleet.host('web1').writeFile('/srv/x', 'xyz');
    expect(await ask('web1', 'filemgr', 'status', { file: '/srv/x' })).to.include({ present: 1, size: 3 });
    await ask('web1', 'filemgr', 'remove', { file: '/srv/x' });
    expect(await ask('web1', 'filemgr', 'status', { file: '/srv/x' })).to.equal('/srv/x does not exist');
    await ask('web1', 'filemgr', 'touch', { file: '/srv/y' });
    expect(readFileSync(fleet.host('web1').paths.resolve('/srv/y'), 'utf8')).to.equal('');
    fleet.host('web1').removeFile('/srv/y');
    expect(await ask('web1', 'filemgr', 'status', { file: '/srv/y' })).to.equal('/srv/y does not exist');
  });

  it('reaches whom it is said to reach', async () => {
    const connect = async (fqdn: string, port: number) =>
      (await ask('web1', 'nettest', 'connect', { fqdn, port })).connect_status;
    expect(await connect('db1.example.net', 5432)).to.equal('Connected');
    expect(await connect('db1.example.net', 80)).to.equal('Connection Refused');
    expect(await connect('192.0.2.7', 80)).to.equal('Connection Timeout');
    fleet.host('web1').setReachable('192.0.2.7', { ping: false, ports: [80] });
    expect(await connect('192.0.2.7', 80)).to.equal('Connected');
    expect(await ask('web1', 'nettest', 'ping', { fqdn: '192.0.2.7' })).to.equal('Cannot reach host');
    fleet.host('web1').setReachable('192.0.2.7', { ping: true });
    expect(await ask('web1', 'nettest', 'ping', { fqdn: '192.0.2.7' })).to.include({ rtt: 0.42 });
    expect(await ask('bare', 'nettest', 'connect', { fqdn: 'db1.example.net', port: 5432 })).to.equal(
      'Cannot resolve hostname',
    );
  });

  it('says what its caller may', async () => {
    const may = (node: string) => ask(node, 'host', 'may', { agent: 'iptables', action: 'block' });
    expect(await may('web1')).to.include({ allowed: false });
    expect(await may('bare')).to.include({ allowed: true });
  });
});
