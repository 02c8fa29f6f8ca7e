// Agent host: memory, disks and what a caller may; load and uptime are tested with their probes.
import { symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { EmulatedDisk } from '../../../../lib/emulator/emulated_disks';
import { EmulatedHost } from '../../../../lib/emulator/emulated_host';
import type { HostCalls } from '../../../../lib/exec/host_calls';
import { ActionPolicy } from '../../../../lib/node/authorization/action_policy';
import type { Permission } from '../../../../lib/node/authorization/authorizer';
import { silentLogger } from '../../../../lib/util/logger';
import { FakeRoot, until } from '../fakes';
import { HostOfTests } from './host_of_tests';

const GIB = 1024 ** 3;

describe('agent host', () => {
  let root: FakeRoot;
  let emulated: EmulatedHost;
  let host: HostOfTests;
  beforeEach(() => {
    root = new FakeRoot();
    emulated = new EmulatedHost(root.folder);
    host = new HostOfTests(root, {}, emulated.exec, emulated.calls);
  });
  afterEach(() => root.remove());

  it('tells memory and swap, percentages as floats', async () => {
    emulated.setMemory({ total: 8 * GIB, available: 3 * GIB, swapTotal: 2 * GIB, swapFree: GIB });
    expect(await host.ask('host', 'memory')).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: {
        ...{ total: 8 * GIB, available: 3 * GIB, used_percent: { float: 62.5 } },
        ...{ swap_total: 2 * GIB, swap_free: GIB, swap_used_percent: { float: 50 } },
      },
    });
    emulated.setMemory({ total: 8 * GIB, available: 8 * GIB });
    expect((await host.ask('host', 'memory')).data).to.deep.include({ swap_used_percent: { float: 0 } });
    emulated.removeFile('/proc/meminfo');
    expect((await host.ask('host', 'memory')).code).to.equal(5);
  });

  const disks = (data: Record<string, string> = {}) => host.ask('host', 'disks', data);
  const DATA: EmulatedDisk = { mount: '/srv/data', size: 1000, used: 700, available: 200, type: 'xfs' };

  it('tells how full each disk is', async () => {
    emulated.setDisks([
      { mount: '/', size: 100, used: 40, inodes: 0, inodesUsed: 0, device: '/dev/sda1' },
      DATA,
    ]);
    expect((await disks()).data).to.deep.equal({
      filesystems: [
        {
          ...{ mount: '/', device: '/dev/sda1', type: 'ext4', size: 100, used: 40, available: 60 },
          ...{ used_percent: { float: 40 }, inodes_used_percent: null },
        },
        {
          ...{ mount: '/srv/data', device: '/dev/vda2', type: 'xfs', size: 1000, used: 700, available: 200 },
          ...{ used_percent: { float: 77.78 }, inodes_used_percent: { float: 0.1 } },
        },
      ],
      unread: [],
    });
  });

  it('tells of the one a path is on, links followed', async () => {
    emulated.setDisks([{ mount: '/', size: 100, used: 40 }, DATA]);
    emulated.writeFile('/srv/data/sub/file', '');
    emulated.writeFile('/srv/database', '');
    symlinkSync(root.paths.resolve('/srv/data/sub'), root.paths.resolve('/link'));
    const mount = async (path: string) => (await disks({ path })).data.filesystems[0].mount;
    expect(await mount('/')).to.equal('/');
    expect(await mount('/srv/data')).to.equal('/srv/data');
    expect(await mount('/srv/data/sub/file')).to.equal('/srv/data');
    expect(await mount('/srv/database')).to.equal('/');
    expect(await mount('/link/file')).to.equal('/srv/data');
    expect(await disks({ path: '/none' })).to.deep.include({ code: 1, msg: '/none: ENOENT' });
    expect((await disks({ path: 'srv' })).code).to.equal(4);
  });

  it('names those that cannot be read', async () => {
    emulated.setDisks([{ mount: '/', size: 100, used: 40 }, DATA]);
    const room: HostCalls['fileSystemRoom'] = path =>
      path === '/'
        ? emulated.calls.fileSystemRoom(path)
        : Promise.reject(Object.assign(new Error(), { code: 'EIO' }));
    host = new HostOfTests(root, {}, emulated.exec, { ...emulated.calls, fileSystemRoom: room });
    const { code, data } = await disks();
    expect(code).to.equal(0);
    expect(data.filesystems.map((row: { mount: string }) => row.mount)).to.deep.equal(['/']);
    expect(data.unread).to.deep.equal([{ mount: '/srv/data', reason: 'EIO' }]);
    expect(await disks({ path: '/srv/data' })).to.deep.include({
      code: 1,
      msg: 'The file system at /srv/data: EIO',
    });
  });

  it('says that there are more than it looks at', async () => {
    const many = Array.from({ length: 203 }, (_, i) => ({ ...DATA, mount: `/d${i}`, device: `/dev/sd${i}` }));
    emulated.setDisks(many);
    const { filesystems, unread } = (await disks()).data;
    expect(filesystems).to.have.length(200);
    expect(unread).to.deep.equal([
      { mount: '/d200', reason: 'it is one of 3 behind the first 200, which alone are looked at' },
    ]);
  });

  it('does not wait for those that hang, and risks two of them at most', async () => {
    const dead = ['/a', '/b', '/c', '/d'].map(mount => ({ ...DATA, mount, hangs: true }));
    emulated.setDisks([
      ...dead.map((disk, i) => ({ ...disk, device: `nfs:/${i}` })),
      { mount: '/', size: 10, used: 1 },
    ]);
    const answer = disks();
    for (let i = 0; i < 2; i++) {
      await until(() => host.clock.pending >= 2);
      await host.clock.advance(2000);
    }
    const { filesystems, unread } = (await answer).data;
    expect(unread).to.deep.equal([
      { mount: '/a', reason: 'it does not answer' },
      { mount: '/b', reason: 'it does not answer' },
      { mount: '/c', reason: 'it was not asked: too many others hang' },
      { mount: '/d', reason: 'it was not asked: too many others hang' },
    ]);
    expect(filesystems.map((row: { mount: string }) => row.mount)).to.deep.equal(['/']);
    expect((await disks()).data.unread[0]).to.deep.equal({ mount: '/a', reason: 'it still does not answer' });
  });

  const may = async (agent: string, action: string) =>
    (await host.ask('host', 'may', { agent, action })).data;

  it('lets everybody where there is no policy, and nobody do what is not there', async () => {
    expect(await may('puppet', 'runonce')).to.deep.equal({ allowed: true, reason: 'no policy' });
    expect(await may('nobody', 'x')).to.deep.equal({
      allowed: false,
      reason: 'there is no agent nobody here',
    });
    const gone = { allowed: false, reason: 'the agent puppet has no action explode here' };
    expect(await may('puppet', 'explode')).to.deep.equal(gone);
    expect((await may('puppet', 'constructor')).allowed).to.equal(false);
    // It answers, but has no actions.
    expect((await may('discovery', 'ping')).allowed).to.equal(false);
    const { puppet } = Object.fromEntries(host.node.agents);
    const { run: _run, ...declared } = puppet!.actions.status!;
    host.node.agents.set('puppet', { ...puppet!, actions: { ...puppet!.actions, status: declared } });
    expect((await may('puppet', 'status')).allowed).to.equal(false);
  });

  it('says what the policies say to this caller, and does nothing', async () => {
    root.put('/policies/puppet.policy', 'policy default deny\nallow\tuid=1000\tstatus\t*\t*\n');
    root.put('/policies/iptables.policy', 'policy default allow\ndeny\tuid=1000\t*\t*\t*\n');
    const config = {
      ...{ provider: 'action_policy', policyDir: '/policies', allowUnconfigured: false },
      ...{ defaultPolicy: undefined, strict: false },
    };
    host.node.authorizer = new ActionPolicy(config, root.paths, silentLogger);
    const yes = { allowed: true, reason: 'the policy allows it to uid=1000' };
    const no = { allowed: false, reason: 'the policy does not allow it to uid=1000' };
    expect(await may('puppet', 'status')).to.deep.equal(yes);
    expect(await may('puppet', 'runonce')).to.deep.equal(no);
    expect(await may('iptables', 'block')).to.deep.equal(no);
    expect(await may('rpcutil', 'ping')).to.deep.equal(no);
    expect(emulated.exec.signal(1, 'SIGTERM')).to.equal(true);
  });

  it('asks for the agent, the action and the caller of the request', async () => {
    const asked: Permission[] = [];
    host.node.authorizer = {
      decide: async request => {
        asked.push(request);
        return { allowed: false, why: 'deny in /secret/place.policy line 3' };
      },
    };
    expect(JSON.stringify(await may('iptables', 'block'))).to.not.include('secret');
    expect(asked).to.deep.equal([{ agent: 'iptables', action: 'block', callerid: 'uid=1000' }]);
  });

  it('takes names only', async () => {
    for (const agent of ['', '../x', 'a b', 'x'.repeat(61)]) {
      expect((await host.ask('host', 'may', { agent, action: 'x' })).code, agent).to.equal(4);
    }
  });
});
