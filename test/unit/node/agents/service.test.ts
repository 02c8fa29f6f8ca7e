// Agent service: what systemd and the scripts of System V are told, and that what is answered is what is.
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { ExecResult } from '../../../../lib/exec/exec';
import { service } from '../../../../lib/node/agents/service';
import { FakeExec, FakeRoot } from '../fakes';
import { HostOfTests } from './host_of_tests';
import { inTime, untilTrue } from './in_time';

const PROPERTIES = [
  ...['LoadState', 'ActiveState', 'SubState', 'UnitFileState', 'Type', 'Result', 'InvocationID'],
  ...['MainPID', 'ExecMainStatus'],
];
const SHOW = `systemctl show --no-pager ${PROPERTIES.map(name => `--property=${name}`).join(' ')} --`;

describe('agent service', () => {
  let root: FakeRoot;
  let exec: FakeExec;
  let host: HostOfTests;

  beforeEach(() => {
    root = new FakeRoot();
    exec = new FakeExec();
    host = new HostOfTests(root, {}, exec);
  });
  afterEach(() => root.remove());

  const ask = (action: string, name = 'ntp') =>
    inTime(host.clock, host.ask('service', action, { service: name }));
  const changes = (): string[] => exec.calls.filter(call => !/ show | status$/.test(call));

  // One state, or one after the other.
  const inTurn = (commandLine: string, results: Partial<ExecResult>[]): void =>
    exec.answer(commandLine, async () => (results.length > 1 ? results.shift()! : results[0]!));

  describe('of systemd', () => {
    beforeEach(() => root.makeFolder('/run/systemd/system'));

    const unit = (...states: string[]): void =>
      inTurn(
        `${SHOW} ntp.service`,
        states.map(state => ({ stdout: `LoadState=loaded\nActiveState=${state}\nUnitFileState=enabled\n` })),
      );
    // Recorded lines, one word for each property.
    const recorded = (...said: string[]): void =>
      inTurn(
        `${SHOW} ntp.service`,
        said.map(words => ({ stdout: words.replaceAll(' ', '\n') })),
      );

    it('tells whether it runs and starts with the system', async () => {
      unit('active');
      expect(await ask('status')).to.deep.equal({
        ...{ code: 0, msg: 'OK', data: { status: 'running', enabled: 'enabled', state: 'active' } },
      });
      unit('failed');
      expect((await ask('status')).data.status).to.equal('stopped');
      exec.answer(`${SHOW} ntp.service`, { code: 1, stderr: 'Failed to connect to bus: Host is down\n' });
      expect(await ask('status')).to.deep.equal({
        code: 1,
        msg: "Could not determine status of service 'ntp': cannot read service ntp.service: Failed to connect to bus: Host is down",
        data: { status: 'unknown', enabled: 'unknown', state: 'unknown' },
      });
    });

    for (const [action, before, after, goal] of [
      ['start', 'inactive', 'active', 'running'],
      ['start', 'failed', 'active', 'running'],
      ['stop', 'active', 'inactive', 'stopped'],
      ['restart', 'active', 'active', 'running'],
      ['restart', 'inactive', 'active', 'running'],
    ] as const) {
      it(`${action} from ${before}`, async () => {
        unit(before, after);
        exec.answer(`systemctl ${action} -- ntp.service`, {});
        expect(await ask(action)).to.deep.equal({ code: 0, msg: 'OK', data: { status: goal } });
        expect(changes()).to.deep.equal([`systemctl ${action} -- ntp.service`]);
        expect(host.logger.at('info')).to.deep.equal([`service ${action} ntp`]);
      });
    }

    for (const [action, state, goal] of [
      ['start', 'active', 'running'],
      ['stop', 'inactive', 'stopped'],
    ] as const) {
      it(`${action} of what is already ${goal}: MCollective's "no", and nothing is done`, async () => {
        unit(state);
        expect(await ask(action)).to.deep.equal({
          code: 1,
          msg: `Could not ${action} service 'ntp': Service is already ${goal}`,
          data: { status: goal },
        });
        expect(changes()).to.deep.equal([]);
      });
    }

    it('that dies as soon as it was started does not run', async () => {
      unit('inactive', 'failed');
      exec.answer('systemctl start -- ntp.service', {});
      expect(await ask('start')).to.deep.include({
        code: 1,
        msg: "Could not start service 'ntp': it is stopped",
        data: { status: 'stopped' },
      });
    });

    it('is looked at half a second after the change, and again while it is not there yet', async () => {
      exec.answer('systemctl restart -- ntp.service', {});
      unit('active', 'activating', 'activating', 'activating', 'active');
      const start = host.clock.monotonic();
      expect((await ask('restart')).data.status).to.equal('running');
      expect(host.clock.monotonic() - start).to.equal(1500);
      unit('active', 'deactivating', 'deactivating', 'inactive');
      exec.answer('systemctl stop -- ntp.service', {});
      expect((await ask('stop')).code).to.equal(0);
      expect(host.clock.monotonic() - start).to.equal(2500);
      unit('active', 'deactivating');
      expect((await ask('stop')).msg).to.equal(
        "Could not stop service 'ntp': it is not stopped yet: deactivating",
      );
      unit('active');
      expect((await ask('stop')).msg).to.equal("Could not stop service 'ntp': it is running");
    });

    it('that died says why, as far as systemd knows', async () => {
      exec.answer('systemctl start -- ntp.service', {});
      const failed = 'Type=simple Result=exit-code ExecMainStatus=3 ActiveState=failed SubState=failed';
      recorded('ActiveState=inactive', failed);
      expect((await ask('start')).msg).to.equal(
        "Could not start service 'ntp': it is stopped: its program ended with exit code 3",
      );
      recorded(
        'ActiveState=inactive',
        'Result=exit-code ExecMainStatus=1 ActiveState=activating SubState=auto-restart',
      );
      expect((await ask('start')).msg).to.equal(
        "Could not start service 'ntp': it is not running yet: activating (auto-restart), its program ended with exit code 1",
      );
    });

    it('that is started again and again does not run, whenever it is looked at', async () => {
      exec.answer('systemctl restart -- ntp.service', {});
      const runs = Array.from(
        { length: 9 },
        (_, n) => `ActiveState=active SubState=running InvocationID=${n}`,
      );
      recorded(...runs);
      expect(await ask('restart')).to.deep.include({
        code: 1,
        msg: "Could not restart service 'ntp': it ends and is started again",
        data: { status: 'running' },
      });
      recorded(runs[0]!, runs[1]!, runs[2]!, runs[2]!);
      expect((await ask('restart')).code).to.equal(0);
    });

    it('that waits for its next start can be stopped', async () => {
      exec.answer('systemctl stop -- ntp.service', {});
      unit('activating', 'inactive');
      expect(await ask('stop')).to.deep.equal({ code: 0, msg: 'OK', data: { status: 'stopped' } });
      expect(changes()).to.deep.equal(['systemctl stop -- ntp.service']);
    });

    it('that is a task and has ended well was started, and is stopped', async () => {
      exec.answer('systemctl start -- ntp.service', {});
      const done = 'Type=oneshot Result=success ActiveState=inactive SubState=dead';
      recorded(done);
      const began = host.clock.monotonic();
      expect(await ask('start')).to.deep.equal({ code: 0, msg: 'OK', data: { status: 'stopped' } });
      expect(host.clock.monotonic() - began).to.equal(500);
      recorded('ActiveState=inactive', done.replace('oneshot', 'simple'));
      expect((await ask('start')).msg).to.equal(
        "Could not start service 'ntp': it is stopped: its program ended by itself, or a condition of its unit is not met",
      );
    });

    it('that is the daemon itself answers before it ends', async () => {
      recorded(`ActiveState=active SubState=running MainPID=${host.node.pid}`);
      for (const [action, status] of [
        ['restart', 'restarting'],
        ['stop', 'stopping'],
      ] as const) {
        exec.calls.length = 0;
        exec.answer(`systemctl ${action} --no-block -- ntp.service`, {});
        expect(await ask(action)).to.deep.equal({ code: 0, msg: 'OK', data: { status } });
        expect(changes()).to.deep.equal([`systemctl ${action} --no-block -- ntp.service`]);
      }
      exec.answer('systemctl stop --no-block -- ntp.service', { code: 1, stderr: 'Access denied\n' });
      expect(await ask('stop')).to.deep.include({
        code: 1,
        msg: "Could not stop service 'ntp': systemctl ended with exit code 1: Access denied",
        data: { status: 'running' },
      });
    });

    it('that cannot be started says why, with the state it is in', async () => {
      unit('inactive');
      exec.answer('systemctl start -- ntp.service', {
        code: 1,
        stderr: 'Job for ntp.service failed.\nSee "journalctl -xeu ntp.service" for details.\n',
      });
      expect(await ask('start')).to.deep.include({
        code: 1,
        msg: `Could not start service 'ntp': systemctl ended with exit code 1: Job for ntp.service failed. See "journalctl -xeu ntp.service" for details.`,
        data: { status: 'stopped' },
      });
    });

    it('may be a socket, timer or path, and nothing else', async () => {
      exec.answer(`${SHOW} cups.socket`, { stdout: 'ActiveState=active\n' });
      expect((await ask('status', 'cups.socket')).data.status).to.equal('running');
      exec.calls.length = 0;
      for (const name of [
        'poweroff.target',
        'boot.mount',
        'system.slice',
        'dev-sda1.device',
        'a.scope',
        's.swap',
      ])
        for (const action of ['status', 'start', 'stop', 'restart']) {
          const { code, msg } = await ask(action, name);
          expect([code, msg]).to.deep.equal([
            1,
            `Could not ${action === 'status' ? 'determine status of' : action} service '${name}': ${name} is not a service`,
          ]);
        }
      expect(exec.calls).to.deep.equal([]);
    });

    it('answers before its timeout though systemctl goes on', async () => {
      unit('inactive');
      let finish = (_: Partial<ExecResult>): void => {};
      exec.answer('systemctl start -- ntp.service', () => new Promise(resolve => (finish = resolve)));
      const first = host.ask('service', 'start', { service: 'ntp' });
      await untilTrue(() => changes().length === 1);
      await host.clock.advance(service.metadata.timeout * 1000 - 1);
      expect(await first).to.deep.include({
        code: 1,
        msg: "Could not start service 'ntp': service start ntp: not done after 50 s, and goes on; ask for the status later",
        data: { status: 'unknown' },
      });
      finish({ code: 1 });
    });
  });

  describe('of System V', () => {
    beforeEach(() => root.put('/etc/init.d/ntp', ''));

    const script = (...codes: number[]): void =>
      inTurn(
        'service ntp status',
        codes.map(code => ({ code })),
      );

    it('tells whether it runs', async () => {
      for (const [code, status] of [
        [0, 'running'],
        [1, 'stopped'],
        [3, 'stopped'],
      ] as const) {
        script(code);
        expect((await ask('status')).data).to.deep.equal({ status, enabled: 'disabled', state: 'unknown' });
      }
      script(4);
      expect((await ask('status')).msg).to.include('exit code 4');
      expect((await ask('status', 'nosuch')).data).to.deep.equal({
        ...{ status: 'stopped', enabled: 'unknown', state: 'unknown' },
      });
    });

    for (const [action, before, after, goal] of [
      ['start', 3, 0, 'running'],
      ['stop', 0, 3, 'stopped'],
      ['restart', 3, 0, 'running'],
    ] as const) {
      it(action, async () => {
        script(before, after);
        exec.answer(`service ntp ${action}`, {});
        expect(await ask(action)).to.deep.equal({ code: 0, msg: 'OK', data: { status: goal } });
        expect(changes()).to.deep.equal([`service ntp ${action}`]);
      });
    }

    it('does not run scripts that halt the machine', async () => {
      for (const name of ['halt', 'reboot', 'single', 'rc', 'rcS', 'sendsigs', 'umountfs', 'killprocs']) {
        root.put(`/etc/init.d/${name}`, '');
        for (const action of ['status', 'start', 'stop', 'restart'])
          expect((await ask(action, name)).msg).to.include(`${name} is not a service`);
      }
      expect(exec.calls).to.deep.equal([]);
    });
  });

  it('works where there are services, by what is there or by its setting', async () => {
    expect(await service.activate!(host.node)).to.equal(
      'there are no services here: neither systemd runs, nor is there /etc/init.d',
    );
    expect((await ask('start')).msg).to.equal(
      "Could not start service 'ntp': there is neither systemd nor /etc/init.d here",
    );
    root.makeFolder('/etc/init.d');
    expect(await service.activate!(host.node)).to.equal(undefined);
    root.put('/etc/init.d/ntp', '');
    root.makeFolder('/run/systemd/system');
    exec.answer('service ntp status', {});
    const sysv = new HostOfTests(root, { node: { plugins: { 'service.provider': 'sysv' } } }, exec);
    expect((await sysv.ask('service', 'status', { service: 'ntp' })).data.status).to.equal('running');
  });

  for (const name of [
    ...[
      '--now',
      '-H',
      'a b',
      'ntp\n',
      'ntp\nssh',
      'n\0tp',
      '',
      '.',
      '../x',
      '/bin/sh',
      'ntp;id',
      '$(id)',
      '`id`',
    ],
    ...['a|b', 'a&b', 'n*', 'ntp\\x2d', 'ñtp', 'x'.repeat(91), 'x'.repeat(1 << 20)],
  ]) {
    it(`no program sees the name ${JSON.stringify(name.slice(0, 20))}`, async () => {
      root.makeFolder('/run/systemd/system');
      root.makeFolder('/etc/init.d');
      for (const action of ['start', 'stop', 'restart', 'status'])
        expect((await ask(action, name)).code, action).to.equal(4);
      expect(exec.calls).to.deep.equal([]);
    });
  }
});
