// Processes and users, from files of a real /proc and of an emulated one.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { EmulatedHost } from '../../../lib/emulator/emulated_host';
import { hostPaths, rootedPaths } from '../../../lib/exec/host_paths';
import { ProbeFailed } from '../../../lib/probes/errors';
import { parseProcessStat, parseProcessStatus, readProcessStatNow } from '../../../lib/probes/process_stat';
import { type ProcessRow, readProcesses } from '../../../lib/probes/processes';
import { parseUsers, readUsers } from '../../../lib/probes/users';

const golden = (name: string): string => readFileSync(join(__dirname, 'golden/proc', name), 'utf8');

describe('/proc/PID/stat', () => {
  it('of a usual process', () => {
    expect(parseProcessStat(golden('pid_stat'))).to.deep.equal({
      pid: 15837,
      name: 'puppet',
      state: 'S',
      ppid: 15834,
      tty: 0,
      startTime: 169361,
      virtualSize: 199995392,
    });
  });

  it('of one whose name looks like the rest of the line', () => {
    expect(parseProcessStat(golden('hostile_stat'))).to.include({
      pid: 13874,
      name: 'a) S (b c',
      state: 'S',
      ppid: 13819,
      startTime: 2385075,
      virtualSize: 2990080,
    });
  });

  it('of a zombie', () => {
    expect(parseProcessStat(golden('zombie_stat'))).to.include({
      name: 'python3',
      state: 'Z',
      virtualSize: 0,
    });
  });

  it('is nothing when it is cut or made of something else', () => {
    const whole = golden('pid_stat');
    for (const text of [
      '',
      'x',
      '1 (a',
      '1 (a) ',
      '1 (a) S 1',
      whole.slice(0, 60),
      whole.replace(' S ', ' 7 '),
    ]) {
      expect(parseProcessStat(text), text).to.equal(undefined);
    }
  });
});

describe('/proc/PID/status', () => {
  it('tells the user and the resident size', () => {
    expect(parseProcessStatus(golden('hostile_status'))).to.deep.equal({ uid: 0, resident: 1732 });
    expect(parseProcessStatus('Name:\tx\nUid:\t33\t0\t0\t0\nVmRSS:\t     8 kB\n')).to.deep.equal({
      uid: 33,
      resident: 8,
    });
  });

  it('has no resident size of a zombie', () => {
    expect(parseProcessStatus(golden('zombie_status'))).to.deep.equal({ uid: 0, resident: 0 });
    expect(parseProcessStatus('Name:\tUid:\n')).to.equal(undefined);
  });
});

describe('users', () => {
  it('have names and numbers', () => {
    const users = parseUsers(
      'root:x:0:0::/:/bin/sh\ntoor:x:0:0::/:/bin/sh\nwww:x:33:33::/:\n+::::\nbad:x:y\n',
    );
    expect([users.nameOf(0), users.nameOf(33), users.nameOf(1234)]).to.deep.equal(['root', 'www', '1234']);
    expect(['toor', 'www', '1234', 'bad', 'nobody'].map(name => users.uidOf(name))).to.deep.equal([
      0,
      33,
      1234,
      undefined,
      undefined,
    ]);
  });

  it('have none without the file', async () => {
    expect((await readUsers(rootedPaths('/nowhere'))).nameOf(0)).to.equal('0');
  });
});

describe('processes', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'fleetspec-probes-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  async function all(
    host: EmulatedHost,
    wanted: (line: string) => boolean = () => true,
  ): Promise<ProcessRow[]> {
    const rows: ProcessRow[] = [];
    for await (const row of readProcesses(host.paths, wanted)) rows.push(row);
    return rows;
  }

  it('come by number, with the name for what has no words', async () => {
    const zombie = { command: 'sshd -D', state: 'Z', user: 'sync' };
    const host = new EmulatedHost(root, { processes: [zombie, '/usr/sbin/nginx -g x'], puppet: 'stopped' });
    expect((await all(host)).map(row => [row.pid, row.commandLine, row.state, row.uid])).to.deep.equal([
      [1, '/sbin/init', 'S', 0],
      [1000, 'sshd', 'Z', 1001],
      [1001, '/usr/sbin/nginx -g x', 'S', 0],
    ]);
    expect((await all(host, line => line.includes('nginx'))).map(row => row.pid)).to.deep.equal([1001]);
  });

  it('are left out when half of one is read and half of another', async () => {
    const host = new EmulatedHost(root, { processes: ['old'], puppet: 'stopped' });
    const pid = 1000;
    const rows = await all(host, line => {
      // Its number goes to another process after the command line was read.
      if (line === 'old') host.startProcess({ command: 'new', pid });
      return true;
    });
    expect(rows.map(row => row.pid)).to.deep.equal([1]);
    expect((await all(host)).map(row => row.commandLine)).to.deep.equal(['/sbin/init', 'new']);
  });

  it('are left out when they end meanwhile, or their files are no such files', async () => {
    const host = new EmulatedHost(root, { processes: ['a', 'b'], puppet: 'stopped' });
    host.writeFile('/proc/77/stat', 'nonsense');
    host.writeFile('/proc/self/stat', golden('pid_stat'));
    const rows = await all(host, line => {
      if (line === 'a') host.endProcess(1000);
      return true;
    });
    expect(rows.map(row => row.commandLine)).to.deep.equal(['/sbin/init', 'b']);
  });

  it('are nowhere without /proc', async () => {
    const failure = await readProcesses(rootedPaths(join(root, 'x')), () => true)
      .next()
      .catch(e => e);
    expect(failure).to.be.instanceOf(ProbeFailed);
  });

  it('of this machine hold this one', async () => {
    const rows: ProcessRow[] = [];
    for await (const row of readProcesses(hostPaths, (_, { pid }) => pid === process.pid)) rows.push(row);
    expect(rows).to.have.length(1);
    expect(rows[0]!.commandLine).to.include('node');
    expect(rows[0]!.uid).to.equal(process.getuid!());
    expect(rows[0]!.resident).to.be.within(10_000, 10_000_000);
    expect(readProcessStatNow(hostPaths, process.pid)!.startTime).to.equal(rows[0]!.startTime);
  });
});
