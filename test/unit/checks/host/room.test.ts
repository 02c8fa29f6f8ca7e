// Memory, file systems, uptime and load of hosts.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { expectAnyDisk, expectDisk, expectInodes } from '../../../../lib/checks/host/disks';
import { expectLoadPerProcessor } from '../../../../lib/checks/host/load';
import { expectMemory } from '../../../../lib/checks/host/memory';
import { expectUptime } from '../../../../lib/checks/host/uptime';
import { AgentScene, EVERY, ending, endingOf, NO, saying } from '../agent_scene';

const GIB = 1024 ** 3;
const MEMORY = { total: 4 * GIB, available: GIB, swap_total: 2 * GIB, swap_free: 2 * GIB };

describe('memory', () => {
  const memory = (
    data: Record<string, unknown>,
    ...[kind, portion, limit]: ['memory' | 'swap', 'used' | 'free', string]
  ) => endingOf(saying('host', data as never), scene => expectMemory(EVERY, kind, portion, limit, scene));

  it('is used or free, in percent or bytes', async () => {
    expect(await memory(MEMORY, 'memory', 'used', 'exactly 75 %')).to.equal('well');
    expect(await memory(MEMORY, 'memory', 'free', 'exactly 1 GiB')).to.equal('well');
    expect(await memory(MEMORY, 'memory', 'used', 'below 50 %')).to.equal(
      'CRITICAL web1: memory used expected below 50 %, got 75 %',
    );
    expect(await memory(MEMORY, 'swap', 'used', 'exactly 0 B')).to.equal('well');
    expect(await memory({ ...MEMORY, swap_total: 0, swap_free: 0 }, 'swap', 'used', 'below 50 %')).to.equal(
      'well',
    );
  });

  it('needs a unit, and an answer that makes sense', async () => {
    expect(await memory(MEMORY, 'memory', 'used', 'below 50')).to.match(/^UNKNOWN .*bytes or percent/);
    expect(await memory(MEMORY, 'memory', 'used', 'below 50 minutes')).to.match(/^UNKNOWN/);
    for (const data of [
      {},
      { total: 1 },
      { total: 1, available: 2 },
      { total: -1, available: -1 },
      { total: 'x', available: 1 },
    ])
      expect(await memory(data, 'memory', 'used', 'below 99 %')).to.match(/^UNKNOWN .*how much memory/);
  });

  it('is told in numbers', async () => {
    const scene = new AgentScene(saying('host', MEMORY));
    await ending(expectMemory(EVERY, 'memory', 'used', 'below 90 %', scene));
    expect(scene.numbers).to.deep.equal({ memory_used_web1: 75 });
    expect(scene.fleet.metrics[0]).to.include({ unit: '%' });
  });
});

const disk = (mount: string, used: unknown, more = {}) =>
  ({ mount, used_percent: used, used: 10, available: 20, inodes_used_percent: 1, ...more }) as never;

describe('file systems', () => {
  const one = (rows: unknown, limit: string) =>
    endingOf(saying('host', { filesystems: rows } as never), scene =>
      expectDisk(EVERY, '/var', 'used', limit, scene),
    );

  it('one of a path', async () => {
    expect(await one([disk('/', 40)], 'below 50 %')).to.equal('well');
    expect(await one([disk('/', 60)], 'below 50 %')).to.equal(
      'CRITICAL web1: file system /var used expected below 50 %, got 60 %',
    );
    expect(await one([disk('/', 60)], 'at most 10 B')).to.equal('well');
    for (const rows of [
      undefined,
      [],
      [disk('/', 'x')],
      [disk('/', 1), disk('/var', 1)],
      ['x'],
      [disk('/', null)],
    ])
      expect(await one(rows, 'below 50 %')).to.match(/^UNKNOWN/);
  });

  it('its inodes', async () => {
    const inodes = (value: unknown) =>
      endingOf(
        saying('host', { filesystems: [disk('/', 1, { inodes_used_percent: value })] } as never),
        scene => expectInodes(EVERY, '/', 'below 50 %', scene),
      );
    expect(await inodes(10)).to.equal('well');
    expect(await inodes(60)).to.contain('got 60 %');
    expect(await inodes(null)).to.match(/^UNKNOWN/);
  });

  it('any of them, and one that cannot be read may be the one', async () => {
    const any = (filesystems: unknown, unread: unknown = []) =>
      endingOf(saying('host', { filesystems, unread } as never), scene =>
        expectAnyDisk(NO, 'above 90 %', scene),
      );
    expect(await any([disk('/', 40), disk('/var', 50)])).to.equal('well');
    expect(await any([disk('/', 40), disk('/var', 95)])).to.contain('got /var 95 %');
    expect(await any([disk('/', 40)], [{ mount: '/mnt', reason: 'it hangs' }])).to.match(
      /^UNKNOWN .*\/mnt cannot be read there/,
    );
    expect(await any([disk('/', 99)], [{ mount: '/mnt' }])).to.match(/^CRITICAL/);
    expect(await any([disk('/', 40)], null)).to.match(/^UNKNOWN/);
    for (const rows of [[], undefined, [disk('/', 'x')], [{ used_percent: 3 }]])
      expect(await any(rows)).to.match(/^UNKNOWN/);
  });
});

describe('time and load', () => {
  it('compare', async () => {
    const uptime = (data: Record<string, number>) =>
      endingOf(saying('host', data), scene => expectUptime(EVERY, 'at least 1 hour', scene));
    expect(await uptime({ uptime: 3600 })).to.equal('well');
    expect(await uptime({ uptime: 60 })).to.equal(
      'CRITICAL web1: uptime expected at least 1 hour, got 1 minute',
    );
    expect(await uptime({})).to.match(/^UNKNOWN/);
    const load = (data: Record<string, number>) =>
      endingOf(saying('host', data), scene => expectLoadPerProcessor(EVERY, 'below 1', scene));
    expect(await load({ load1: 3, cpus: 4 })).to.equal('well');
    expect(await load({ load1: 8, cpus: 4 })).to.contain('got 2');
    for (const data of [{ load1: 3 }, { cpus: 4 }, { load1: 3, cpus: 0 }])
      expect(await load(data as never)).to.match(/^UNKNOWN/);
  });
});
