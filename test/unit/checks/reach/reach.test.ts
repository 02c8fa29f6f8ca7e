// Real traffic of hosts: answered, refused, timed out; and what says nothing.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { expectPing, expectRoundTrip } from '../../../../lib/checks/reach/ping';
import { expectConnection, expectConnectTime, expectNoConnection } from '../../../../lib/checks/reach/tcp';
import { EVERY, endingOf, NO, saying } from '../agent_scene';
import type { ToyReply } from '../toy_fleet';

const failed = (statusmsg: string): ToyReply => ({ statuscode: 1, statusmsg });

describe('a ping from hosts', () => {
  const ping = (data: Record<string, unknown>, more: ToyReply = {}, claim = EVERY) =>
    endingOf(saying('nettest', data as never, more), scene => expectPing(claim, 'db1', scene));

  it('is answered, or not', async () => {
    expect(await ping({ rtt: 0.42 })).to.equal('well');
    expect(await ping({}, failed('Cannot reach host'))).to.equal(
      'CRITICAL web1: ping of db1 expected answered, got no answer',
    );
    expect(await ping({}, failed('Cannot reach host'), NO)).to.equal('well');
    expect(await ping({ rtt: 0.42 }, {}, NO)).to.contain('got an answer in 0.42 ms');
  });

  it('is unknown where it was not sent, or the answer lacks the time', async () => {
    expect(await ping({}, failed('Cannot resolve hostname'), NO)).to.match(
      /^UNKNOWN .*Cannot resolve hostname/,
    );
    for (const data of [{}, { rtt: null }, { rtt: 'fast' }, { rtt: -1 }])
      expect(await ping(data, {}, NO)).to.match(/^UNKNOWN/);
  });

  it('takes its time', async () => {
    const trip = (data: Record<string, unknown>, more: ToyReply = {}) =>
      endingOf(saying('nettest', data as never, more), scene =>
        expectRoundTrip(EVERY, 'db1', 'below 20 ms', scene),
      );
    expect(await trip({ rtt: '12.5' })).to.equal('well');
    expect(await trip({ rtt: 25 })).to.contain('got an answer in 25 ms');
    expect(await trip({}, failed('Cannot reach host'))).to.contain('got no answer');
  });

  it('that is not answered was not fast enough either', async () => {
    const slow = (claim: string) =>
      endingOf(saying('nettest', {}, failed('Cannot reach host')), scene =>
        expectRoundTrip(claim, 'db1', 'above 20 ms', scene),
      );
    for (const claim of [NO, 'every host with class web should not', 'at most 0 hosts with class web should'])
      expect(await slow(claim), claim).to.match(
        /^UNKNOWN web1 cannot answer nettest ping: Cannot reach host/,
      );
    expect(await slow('no host with class web should not')).to.contain('got no answer');
    expect(await slow('at most 0 hosts with class web should not')).to.contain('got no answer');
  });
});

describe('a connection from hosts', () => {
  const connect = (data: Record<string, unknown>, claim = EVERY) =>
    endingOf(saying('nettest', data as never), scene => expectConnection(claim, 'db1', 3306, scene));
  const open = { connect: true, connect_status: 'Connected', connect_time: 0.01 };
  const refused = { connect: false, connect_status: 'Connection Refused', connect_time: null };
  const silent = { connect: false, connect_status: 'Connection Timeout', connect_time: null };

  it('is made, refused, or not answered', async () => {
    expect(await connect(open)).to.equal('well');
    expect(await connect(refused)).to.equal(
      'CRITICAL web1: TCP port 3306 of db1 expected connected, got refused',
    );
    expect(await connect(silent)).to.contain('got timed out');
    expect(await connect({ ...refused, problem: 'EHOSTUNREACH' })).to.contain('got no route to it');
    expect(await connect({ ...refused, problem: 'constructor' })).to.contain('got constructor');
    expect(await connect(silent, NO)).to.equal('well');
  });

  it('is unknown where the answer does not say', async () => {
    for (const data of [{}, { connect: 'maybe' }, { connect_status: 'Connected' }])
      expect(await connect(data, NO)).to.match(/^UNKNOWN/);
  });

  it('not made in one way is not made in another', async () => {
    const not = (data: Record<string, unknown>, how: 'refused' | 'timed out') =>
      endingOf(saying('nettest', data as never), scene => expectNoConnection(EVERY, 'db1', 22, how, scene));
    expect(await not(refused, 'refused')).to.equal('well');
    expect(await not(silent, 'timed out')).to.equal('well');
    expect(await not(silent, 'refused')).to.contain('expected refused, got timed out');
    expect(await not(open, 'timed out')).to.contain('got connected');
  });

  it('takes its time, and needs a port that there is', async () => {
    const time = (data: Record<string, unknown>, port = 22) =>
      endingOf(saying('nettest', data as never), scene =>
        expectConnectTime(EVERY, 'db1', port, 'below 50 ms', scene),
      );
    expect(await time(open)).to.equal('well');
    expect(await time({ ...open, connect_time: 0.2 })).to.contain('got 200 ms');
    expect(await time(refused)).to.contain('got refused');
    expect(await time({ connect: true })).to.match(/^UNKNOWN .*how fast/);
    const slow = endingOf(saying('nettest', refused as never), scene =>
      expectConnectTime(NO, 'db1', 22, 'above 50 ms', scene),
    );
    expect(await slow).to.match(/^UNKNOWN .*it could not connect/);
    expect(await time(open, 70_000)).to.match(/^UNKNOWN 70000 is no TCP port/);
  });
});
