// Agent process: what list answers, how large that may become, and whom kill signals.
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { EmulatedHost, type HostDescription } from '../../../../lib/emulator/emulated_host';
import { RubySymbol } from '../../../../lib/marshal/values';
import { dump } from '../../../../lib/marshal/writer';
import type { ActionRequest } from '../../../../lib/node/agent';
import { AGENTS } from '../../../../lib/node/agents';
import { MAX_ROWS, processRows } from '../../../../lib/node/agents/process_rows';
import { FakeExec, FakeRoot } from '../fakes';
import { type Answer, HostOfTests } from './host_of_tests';

describe('agent process', () => {
  let root: FakeRoot;
  beforeEach(() => {
    root = new FakeRoot();
  });
  afterEach(() => root.remove());

  function start(processes: NonNullable<HostDescription['processes']>): {
    emulated: EmulatedHost;
    host: HostOfTests;
  } {
    const emulated = new EmulatedHost(root.folder, { processes, puppet: 'stopped' });
    return { emulated, host: new HostOfTests(root, {}, emulated.exec) };
  }

  const commands = ({ data }: Answer): string[] => data.pslist.map((row: { cmdline: string }) => row.cmdline);

  it('lists with the keys of MCollective', async () => {
    const { host } = start([
      { command: '/usr/sbin/nginx -g daemon', user: 'www', resident: 8 * 1024 * 1024 },
    ]);
    expect(await host.ask('process', 'list', { pattern: 'nginx' })).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: {
        pslist: [
          {
            pid: 1000,
            ppid: 1,
            uid: 1001,
            username: 'www',
            state: 'S',
            cmdline: '/usr/sbin/nginx -g daemon',
            tty_nr: 0,
            vsize: 32 * 1024 * 1024,
            rss: 8 * 1024,
            starttime: 300,
          },
        ],
        matched: 1,
        truncated: false,
      },
    });
  });

  it('has symbols for keys, as front-ends of process agent 3.0.0 read them', () => {
    const row = {
      pid: 1,
      name: 'x',
      state: 'S',
      ppid: 0,
      tty: 0,
      startTime: 1,
      virtualSize: 0,
      uid: 0,
      resident: 0,
    };
    const users = { nameOf: String, uidOf: () => undefined };
    const [hash] = processRows([{ ...row, commandLine: 'x' }], users);
    expect([...hash!.keys()].every(key => key instanceof RubySymbol)).to.equal(true);
  });

  it('matches regexes of Ruby, everything without one, and nothing where nothing matches', async () => {
    const { host } = start(['nginx: master', 'nginx: worker', 'sshd']);
    const list = async (pattern?: string) =>
      commands(await host.ask('process', 'list', pattern === undefined ? {} : { pattern }));
    expect(await list()).to.have.length(4);
    expect(await list('^nginx: [mx]aster')).to.deep.equal(['nginx: master']);
    expect(await list('(?i)SSHD\\z')).to.deep.equal(['sshd']);
    expect(await list('apache')).to.deep.equal([]);
  });

  it('finds zombies, and the processes of a user by name or number', async () => {
    const { host } = start([{ command: 'cron -f', state: 'Z' }, 'cron -f', { command: 'sh', user: 'bob' }]);
    const zombies = await host.ask('process', 'list', { just_zombies: true });
    expect(zombies.data.pslist).to.have.length(1);
    expect(zombies.data.pslist[0]).to.include({ state: 'Z', cmdline: 'cron', rss: 0, vsize: 0 });
    expect(commands(await host.ask('process', 'list', { user: 'bob' }))).to.deep.equal(['sh']);
    expect(commands(await host.ask('process', 'list', { user: '1001' }))).to.deep.equal(['sh']);
    expect(commands(await host.ask('process', 'list', { user: 'nobody' }))).to.deep.equal([]);
  });

  it('refuses patterns that are none, and those that take too long', async () => {
    const { host } = start([`java ${'a'.repeat(16_000)}`]);
    const bad = await host.ask('process', 'list', { pattern: '(' });
    expect(bad).to.deep.include({ code: 4 });
    const many = Array.from({ length: 40 }, () => `java ${'a'.repeat(16_000)}`);
    const { host: busy } = start(many);
    // Exponential where a regex engine goes back.
    const slow = await busy.ask('process', 'list', { pattern: '(a+)+(a+)+(a+)+(a+)+(a+)+b' });
    expect(slow.code).to.equal(4);
    expect(slow.msg).to.match(/took too long/);
  });

  it('says how many there were when it does not list all', async () => {
    const { host } = start(Array.from({ length: MAX_ROWS + 5 }, (_, i) => `worker ${i}`));
    const { data } = await host.ask('process', 'list', { pattern: 'worker' });
    expect(data).to.include({ matched: MAX_ROWS + 5, truncated: true });
    expect(data.pslist).to.have.length(MAX_ROWS);
  });

  it('cuts long command lines, and only those, so that the answer stays small', () => {
    const users = { nameOf: String, uidOf: () => undefined };
    const rows = Array.from({ length: MAX_ROWS }, (_, i) => ({
      ...{ pid: 4_000_000 + i, name: 'x', state: 'S', ppid: 4_000_000, tty: 34816, startTime: 123_456_789 },
      ...{ virtualSize: 123_456_789_012, uid: 1_000_000 + i, resident: 123_456_789 },
      commandLine: i === 0 ? 'short' : `java -cp ${'/opt/x.jar:'.repeat(1000)}`,
    }));
    const hashes = processRows(rows, users);
    expect(dump(hashes).length).to.be.below(256 * 1024);
    const lines = hashes.map(hash => [...hash].find(([key]) => String(key) === ':cmdline')![1] as string);
    expect(lines[0]).to.equal('short');
    expect(lines[1]).to.match(/^java -cp \/opt.*…$/);
    expect(processRows([{ ...rows[1]!, commandLine: 'x'.repeat(2000) }], users)).to.satisfy(
      ([hash]: [Map<unknown, unknown>]) => [...hash.values()].includes(`${'x'.repeat(1023)}…`),
    );
  });

  it('signals the process that was listed', async () => {
    const { emulated, host } = start(['sleep 1000', 'sleep 2000']);
    const [row] = (await host.ask('process', 'list', { pattern: '1000' })).data.pslist;
    const which = { pid: row.pid, starttime: row.starttime };
    expect(await host.ask('process', 'kill', { ...which, signal: 'STOP' })).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: { killed: true, cmdline: 'sleep 1000' },
    });
    expect((await host.ask('process', 'list', { pattern: '1000' })).data.pslist[0].state).to.equal('T');
    await host.ask('process', 'kill', which);
    expect(commands(await host.ask('process', 'list', { pattern: 'sleep' }))).to.deep.equal(['sleep 2000']);
    expect(host.logger.at('info').join('\n')).to.include(`SIGTERM to ${row.pid} (sleep 1000)`);
    expect(await host.ask('process', 'kill', which)).to.deep.include({
      code: 1,
      msg: `There is no process ${row.pid}`,
    });
    expect(emulated.exec.signal(row.pid, 'SIGTERM')).to.equal(false);
  });

  it('does not signal another process that has the number now', async () => {
    const { emulated, host } = start(['sleep 1000']);
    const [row] = (await host.ask('process', 'list', { pattern: 'sleep' })).data.pslist;
    emulated.endProcess(row.pid);
    emulated.startProcess({ command: 'postgres', pid: row.pid });
    const answer = await host.ask('process', 'kill', {
      pid: row.pid,
      starttime: row.starttime,
      signal: 'KILL',
    });
    expect(answer).to.deep.equal({
      code: 1,
      msg: `Process ${row.pid} has the start time 400, not ${row.starttime}: it is another one`,
      data: { killed: false, cmdline: 'postgres' },
    });
    expect(commands(await host.ask('process', 'list', { pattern: 'postgres' }))).to.have.length(1);
  });

  it('never signals init, itself, groups, or with other signals', async () => {
    const exec = new FakeExec();
    exec.alive = [1, 4242, -1, 0, 1000];
    const emulated = new EmulatedHost(root.folder, {
      processes: ['x', { command: 'fleetspecd', pid: 4242 }],
    });
    const host = new HostOfTests(root, {}, exec);
    const rows = (await host.ask('process', 'list')).data.pslist as { pid: number; starttime: number }[];
    const starttime = (pid: number): number => rows.find(row => row.pid === pid)?.starttime ?? 0;
    const refusal = async (pid: number, signal = 'TERM') => {
      const { code, msg } = await host.ask('process', 'kill', { pid, starttime: starttime(pid), signal });
      return `${code} ${msg}`;
    };
    expect(await refusal(1)).to.equal('1 Process 1 is init: it is not signalled');
    expect(await refusal(4242)).to.equal('1 Process 4242 is this daemon: it is not signalled');
    for (const pid of [0, -1, -1000, 2 ** 31])
      expect(await refusal(pid)).to.equal(`1 There is no process ${pid}`);
    for (const signal of ['SEGV', 'SIGTERM', 'term', '9', ''])
      expect(await refusal(1000, signal)).to.match(/^4 /);
    expect(exec.signalled).to.deep.equal([]);
    expect(await refusal(1000)).to.equal('0 OK');
    expect(exec.signalled).to.deep.equal([[1000, 'SIGTERM']]);
    expect(emulated.exec.signal(99, 'SIGTERM')).to.equal(false);
  });

  it('sends no other signal even where no DDL stands before it', async () => {
    const exec = new FakeExec();
    exec.alive = [1000];
    new EmulatedHost(root.folder, { processes: ['x'], puppet: 'stopped' });
    const host = new HostOfTests(root, {}, exec);
    const data = { pid: 1000, starttime: 300, signal: 'SEGV' };
    const failure = await Promise.resolve(
      AGENTS.process!.actions.kill!.run!({ data } as unknown as ActionRequest, host.node),
    ).catch(e => e);
    expect(failure).to.include({ statusmsg: 'There is no such signal', statuscode: 4 });
    expect(exec.signalled).to.deep.equal([]);
  });

  it('wants both numbers', async () => {
    const { host } = start(['x']);
    expect(await host.ask('process', 'kill', { pid: 1000 })).to.include({ code: 4 });
    expect(await host.ask('process', 'kill', { starttime: 300 })).to.include({ code: 4 });
    expect(await host.ask('process', 'kill', { pid: '1000', starttime: 300 })).to.include({ code: 4 });
  });

  it('says so when a process may not be signalled', async () => {
    const exec = new FakeExec();
    new EmulatedHost(root.folder, { processes: ['x'], puppet: 'stopped' });
    const host = new HostOfTests(root, {}, exec);
    expect(await host.ask('process', 'kill', { pid: 1000, starttime: 300 })).to.deep.equal({
      code: 1,
      msg: 'Process 1000 could not be signalled',
      data: { killed: false, cmdline: 'x' },
    });
  });
});
