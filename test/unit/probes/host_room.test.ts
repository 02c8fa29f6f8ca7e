// Memory, mounts, disks and pings: texts of a real host, and reckoning as free and df do it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { makeDisk, readDiskMounts } from '../../../lib/probes/disks';
import { ProbeFailed } from '../../../lib/probes/errors';
import { parseMemory } from '../../../lib/probes/memory';
import { mountOf, parseMounts } from '../../../lib/probes/mounts';
import { parsePing, readPing } from '../../../lib/probes/ping';
import { FakeExec, FakeRoot } from '../node/fakes';

const golden = (name: string): string => readFileSync(join(__dirname, 'golden/proc', name), 'utf8');

describe('memory', () => {
  it('is read in bytes', () => {
    expect(parseMemory(golden('meminfo'))).to.deep.equal({
      total: 24684084 * 1024,
      available: 24068984 * 1024,
      swapTotal: 0,
      swapFree: 0,
    });
  });

  it('is reckoned where an old kernel makes no estimate', () => {
    const text = golden('meminfo').replace(/^MemAvailable.*\n/m, '');
    expect(parseMemory(text).available).to.equal((21954644 + 224148 + 1972556) * 1024);
  });

  it('is refused when something is missing rather than made up', () => {
    for (const name of ['MemTotal', 'SwapTotal', 'SwapFree']) {
      const text = golden('meminfo').replace(new RegExp(`^${name}.*\n`, 'm'), '');
      expect(() => parseMemory(text), name).to.throw(ProbeFailed, `it has no ${name}`);
    }
    expect(() => parseMemory('')).to.throw(ProbeFailed);
    expect(() => parseMemory(golden('meminfo').replace(/MemTotal:.*/, 'MemTotal: 0 kB'))).to.throw(
      ProbeFailed,
    );
  });
});

describe('mounts', () => {
  it('are read, the last of those at one place', () => {
    const mounts = parseMounts(golden('mounts'));
    expect(mounts.find(({ mount }) => mount === '/')).to.deep.equal({
      device: '/dev/vda',
      mount: '/',
      type: 'ext4',
    });
    expect(mounts.filter(({ mount }) => mount === '/dev/pts')).to.have.length(1);
    expect(parseMounts('a /x ext4 rw 0 0\nb /x xfs rw 0 0\n')).to.deep.equal([
      { device: 'b', mount: '/x', type: 'xfs' },
    ]);
  });

  it('may have blanks in their names', () => {
    expect(parseMounts('//srv/my\\040share /mnt/a\\040b\\134c cifs rw 0 0\nx\n')).to.deep.equal([
      { device: '//srv/my share', mount: '/mnt/a b\\c', type: 'cifs' },
    ]);
  });

  it('hold what is below them', () => {
    const mounts = parseMounts('a / ext4 rw 0 0\nb /srv ext4 rw 0 0\nc /srv/data ext4 rw 0 0\n');
    const device = (path: string) => mountOf(path, mounts)?.device;
    expect(['/', '/etc', '/srv', '/srv/x', '/srvx', '/srv/data', '/srv/database'].map(device)).to.deep.equal([
      'a',
      'a',
      'b',
      'b',
      'a',
      'c',
      'b',
    ]);
    expect(mountOf('/x', [])).to.equal(undefined);
  });

  it('are those of disks, each once', async () => {
    const root = new FakeRoot();
    const more =
      '/dev/sdb /mnt/long ext4 rw 0 0\n/dev/sdb /mnt/b ext4 rw 0 0\ntmpfs /run tmpfs rw 0 0\n/dev/loop0 /snap/x squashfs ro 0 0\n';
    root.put('/proc/self/mounts', golden('mounts') + more);
    const found = (await readDiskMounts(root.paths)).map(({ mount }) => mount);
    root.remove();
    expect(found).to.deep.equal(['/', '/dev/shm', '/sys/fs/cgroup', '/mnt/b', '/run']);
  });
});

describe('a disk', () => {
  const mount = { device: '/dev/sda', mount: '/', type: 'ext4' };

  it('is as full as df says: root’s reserve is not to be had', () => {
    // df: 1000 blocks, 300 free, 200 for all: 700 used of 900.
    const room = { size: 1000, free: 300, available: 200, inodes: 50, inodesFree: 20 };
    expect(makeDisk(mount, room)).to.deep.equal({
      ...mount,
      size: 1000,
      used: 700,
      available: 200,
      usedPercent: 77.78,
      inodesUsedPercent: 60,
    });
  });

  it('may not count inodes, or have no room at all', () => {
    const room = { size: 10, free: 0, available: 0, inodes: 0, inodesFree: 0 };
    expect(makeDisk(mount, room)).to.include({ usedPercent: 100, inodesUsedPercent: undefined });
    expect(makeDisk(mount, { ...room, size: 0 }).usedPercent).to.equal(0);
  });
});

const IPUTILS = `PING 192.0.2.7 (192.0.2.7) 56(84) bytes of data.
64 bytes from 192.0.2.7: icmp_seq=1 ttl=64 time=0.304 ms

--- 192.0.2.7 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 0ms
rtt min/avg/max/mdev = 0.304/0.304/0.304/0.000 ms
`;
const IPUTILS_V6 = 'PING ::1(::1) 56 data bytes\n64 bytes from ::1: icmp_seq=1 ttl=64 time=12 ms\n';
const BUSYBOX = `PING 127.0.0.1 (127.0.0.1): 56 data bytes
64 bytes from 127.0.0.1: seq=0 ttl=64 time=0.083 ms

--- 127.0.0.1 ping statistics ---
1 packets transmitted, 1 packets received, 0% packet loss
round-trip min/avg/max = 0.083/0.083/0.083 ms
`;
const SILENT = `PING 192.0.2.9 (192.0.2.9) 56(84) bytes of data.

--- 192.0.2.9 ping statistics ---
1 packets transmitted, 0 received, 100% packet loss, time 0ms
`;
const UNREACHABLE = `PING 10.0.0.9 (10.0.0.9) 56(84) bytes of data.
From 10.0.0.1 icmp_seq=1 Destination Host Unreachable time=3 ms
`;

describe('ping', () => {
  it('is read in milliseconds, of iputils and of busybox', () => {
    expect([IPUTILS, IPUTILS_V6, BUSYBOX, SILENT, UNREACHABLE, ''].map(parsePing)).to.deep.equal([
      0.304,
      12,
      0.083,
      undefined,
      undefined,
      undefined,
    ]);
  });

  const COMMAND = 'ping -n -c 1 -W 2 -- 192.0.2.7';
  const answer = (result: object) => {
    const exec = new FakeExec();
    exec.answer(COMMAND, result);
    return readPing(exec, '192.0.2.7', { timeoutMs: 1000 }).catch((error: Error) => error.message);
  };

  it('tells an answer, and that there was none', async () => {
    expect(await answer({ stdout: IPUTILS })).to.equal(0.304);
    expect(await answer({ code: 1, stdout: SILENT })).to.equal(undefined);
    expect(await answer({ code: null, timedOut: true })).to.equal(undefined);
    expect(await answer({ code: 2, stderr: 'ping: connect: Network is unreachable\n' })).to.equal(undefined);
  });

  it('fails when it could not be tried', async () => {
    const sentence = 'cannot read ping of 192.0.2.7: ';
    expect(await answer({ code: 2, stderr: 'ping: socket: Operation not permitted\n' })).to.equal(
      `${sentence}ping: socket: Operation not permitted`,
    );
    expect(await answer({ code: 1, stderr: 'ping: permission denied (are you root?)\n' })).to.include(
      'permission denied',
    );
    expect(await answer({ code: 0, stdout: 'hello' })).to.equal(`${sentence}hello`);
    expect(await readPing(new FakeExec(), '192.0.2.7', { timeoutMs: 1 }).catch(e => e)).to.include({
      code: 'E_PROGRAM_NOT_FOUND',
    });
  });
});
