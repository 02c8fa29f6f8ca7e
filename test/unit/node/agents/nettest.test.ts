// Agent nettest: what is reached, what is not, and what is no host at all.
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { EmulatedHost } from '../../../../lib/emulator/emulated_host';
import type { HostCalls } from '../../../../lib/exec/host_calls';
import { FakeExec, FakeRoot, until } from '../fakes';
import { HostOfTests } from './host_of_tests';

describe('agent nettest', () => {
  let root: FakeRoot;
  let emulated: EmulatedHost;
  let host: HostOfTests;
  beforeEach(() => {
    root = new FakeRoot();
    emulated = new EmulatedHost(root.folder, {
      reachable: {
        '192.0.2.7': { ports: [80] },
        '2001:db8::7': { ports: [443] },
        'db1.example.net': { ports: [5432] },
      },
    });
    host = new HostOfTests(root, {}, emulated.exec, emulated.calls);
  });
  afterEach(() => root.remove());

  const withCalls = (calls: Partial<HostCalls>): HostOfTests =>
    new HostOfTests(root, {}, emulated.exec, { ...emulated.calls, ...calls });

  it('pings addresses of both kinds and names', async () => {
    expect(await host.ask('nettest', 'ping', { fqdn: '192.0.2.7' })).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: { rtt: { float: 0.42 }, address: '192.0.2.7' },
    });
    expect((await host.ask('nettest', 'ping', { fqdn: '2001:db8::7' })).code).to.equal(0);
    expect((await host.ask('nettest', 'ping', { fqdn: 'db1.example.net' })).data.address).to.match(
      /^198\.18\./,
    );
  });

  it('says in the words of MCollective what cannot be pinged', async () => {
    expect(await host.ask('nettest', 'ping', { fqdn: '192.0.2.8' })).to.deep.equal({
      code: 1,
      msg: 'Cannot reach host',
      data: { rtt: null, address: '192.0.2.8' },
    });
    expect(await host.ask('nettest', 'ping', { fqdn: 'nobody.example.net' })).to.deep.include({
      code: 1,
      msg: 'Cannot resolve hostname',
    });
  });

  it('fails, and does not answer, where ping cannot be run', async () => {
    const bare = new HostOfTests(root, {}, new FakeExec(), emulated.calls);
    expect(await bare.ask('nettest', 'ping', { fqdn: '192.0.2.7' })).to.deep.include({ code: 5 });
  });

  it('connects', async () => {
    for (const [fqdn, port] of [
      ['192.0.2.7', 80],
      ['2001:db8::7', 443],
      ['db1.example.net', 5432],
    ] as const) {
      const { code, data } = await host.ask('nettest', 'connect', { fqdn, port });
      expect({ code, ...data }, fqdn).to.deep.include({
        ...{ code: 0, connect: true, connect_status: 'Connected', connect_time: { float: 0 }, problem: null },
      });
    }
  });

  it('answers that a port is closed, and that nobody answers', async () => {
    const closed = await host.ask('nettest', 'connect', { fqdn: '192.0.2.7', port: 81 });
    expect(closed).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: {
        ...{ connect: false, connect_status: 'Connection Refused', connect_time: null },
        ...{ address: '192.0.2.7', problem: 'ECONNREFUSED' },
      },
    });
    const silent = await host.ask('nettest', 'connect', { fqdn: '192.0.2.8', port: 80 });
    expect(silent.code).to.equal(0);
    expect(silent.data).to.include({
      connect: false,
      connect_status: 'Connection Timeout',
      problem: 'ETIMEDOUT',
    });
    emulated.setReachable('192.0.2.7', undefined);
    const gone = await host.ask('nettest', 'connect', { fqdn: '192.0.2.7', port: 80 });
    expect(gone.data).to.include({ connect_status: 'Connection Timeout' });
  });

  it('has one word for what has none of its own, and the problem beside it', async () => {
    const fault = Object.assign(new Error('x'), { code: 'EHOSTUNREACH' });
    const far = withCalls({ reach: () => Promise.reject(fault) });
    const { data } = await far.ask('nettest', 'connect', { fqdn: '192.0.2.7', port: 80 });
    expect(data).to.include({ connect_status: 'Connection Refused', problem: 'EHOSTUNREACH' });
  });

  it('gives up after two seconds, and tells the connection to end', async () => {
    let stopped = false;
    const mute = withCalls({
      reach: (_address, _port, signal) =>
        new Promise(() =>
          signal.addEventListener('abort', () => {
            stopped = true;
          }),
        ),
    });
    const answer = mute.ask('nettest', 'connect', { fqdn: '192.0.2.7', port: 80 });
    let ended = false;
    void answer.then(() => {
      ended = true;
    });
    await until(() => mute.clock.pending >= 2);
    await mute.clock.advance(1999);
    expect(ended).to.equal(false);
    await mute.clock.advance(1);
    expect((await answer).data).to.include({ connect: false, connect_status: 'Connection Timeout' });
    expect(stopped).to.equal(true);
  });

  it('tries every address of a name, a few of them at most', async () => {
    const tried: string[] = [];
    const calls: Partial<HostCalls> = {
      addresses: async () => ['2001:db8::1', '192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5'],
      reach: async address => {
        tried.push(address);
        if (address !== '192.0.2.2') throw Object.assign(new Error('x'), { code: 'ENETUNREACH' });
      },
    };
    const { data } = await withCalls(calls).ask('nettest', 'connect', { fqdn: 'many.example.net', port: 1 });
    expect(data).to.include({ connect: true, address: '192.0.2.2' });
    expect(tried).to.deep.equal(['2001:db8::1', '192.0.2.1', '192.0.2.2']);
    tried.length = 0;
    const none = {
      ...calls,
      reach: async (address: string) => {
        tried.push(address);
        throw new Error('no');
      },
    };
    await withCalls(none).ask('nettest', 'connect', { fqdn: 'many.example.net', port: 1 });
    expect(tried).to.have.length(4);
  });

  it('refuses what is no host and no port before anything is tried', async () => {
    const never = withCalls({
      addresses: () => Promise.reject(new Error('asked')),
      reach: () => Promise.reject(new Error('tried')),
    });
    const hosts = [
      '-f',
      '--help',
      'a b',
      'a;b',
      '$(id)',
      'x/y',
      '',
      'fe80::1%eth0',
      '1.2.3.4/8',
      'a..b',
      'é.example',
    ];
    for (const fqdn of hosts) {
      const { code, msg } = await never.ask('nettest', 'ping', { fqdn });
      expect(code, `${fqdn}: ${msg}`).to.equal(4);
      expect((await never.ask('nettest', 'connect', { fqdn, port: 80 })).code, fqdn).to.equal(4);
    }
    for (const port of [0, -1, 65_536, 2 ** 40]) {
      expect(
        (await never.ask('nettest', 'connect', { fqdn: '192.0.2.7', port })).code,
        String(port),
      ).to.equal(4);
    }
  });

  it('says when nobody can be asked for an address', async () => {
    const dumb = withCalls({
      addresses: () => Promise.reject(Object.assign(new Error('x'), { code: 'EAI_AGAIN' })),
    });
    expect((await dumb.ask('nettest', 'ping', { fqdn: 'a.example' })).msg).to.equal(
      'Cannot resolve hostname: EAI_AGAIN',
    );
  });
});
