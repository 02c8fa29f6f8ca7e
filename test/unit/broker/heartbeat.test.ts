// Heart-beats on a clock that stands still: agreed, sent, missed.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { FrameRefused } from '../../../lib/broker/errors';
import { agreeHeartbeat, Heartbeat, heartbeatHeader } from '../../../lib/broker/heartbeat';
import { FakeClock } from './fixture';

function makeHeartbeat(header: string): { heartbeat: Heartbeat; clock: FakeClock; log: string[] } {
  const clock = new FakeClock();
  const log: string[] = [];
  const peer = { beat: () => log.push('beat'), silent: (ms: number) => log.push(`silent ${ms}`) };
  return { heartbeat: new Heartbeat(agreeHeartbeat(header), peer, clock), clock, log };
}

describe('heart-beat negotiation', () => {
  it('mirrors what the client can and wants', () => {
    expect(heartbeatHeader(agreeHeartbeat('30500,29500'))).to.equal('29500,30500');
    expect(heartbeatHeader(agreeHeartbeat(' 0 , 1000 '))).to.equal('1000,0');
    expect(heartbeatHeader(agreeHeartbeat(undefined))).to.equal('0,0');
  });

  it('does not go below 100 ms', () => {
    expect(heartbeatHeader(agreeHeartbeat('1,1'))).to.equal('100,100');
  });

  it('refuses what is no pair of numbers', () => {
    for (const header of ['', '1', '1,2,3', 'a,b', '-1,0', '1e3,0']) {
      expect(() => agreeHeartbeat(header), header).to.throw(FrameRefused, 'Invalid heart-beat header');
    }
  });
});

describe('heart-beats', () => {
  it('are sent at the interval agreed, until stopped', async () => {
    const { heartbeat, clock, log } = makeHeartbeat('0,1000');
    await clock.advance(3500);
    expect(log).to.deep.equal(['beat', 'beat', 'beat']);
    heartbeat.stop();
    await clock.advance(5000);
    expect(log).to.have.length(3);
    expect(clock.pending).to.equal(0);
  });

  it('none are sent or expected when none were agreed', () => {
    expect(makeHeartbeat('0,0').clock.pending).to.equal(0);
  });

  it('a peer that is heard in time stays', async () => {
    const { heartbeat, clock, log } = makeHeartbeat('1000,0');
    for (let beat = 0; beat < 20; beat++) {
      await clock.advance(1500);
      heartbeat.heard();
    }
    expect(log).to.deep.equal([]);
  });

  it('a peer silent for twice the interval is reported, once', async () => {
    const { heartbeat, clock, log } = makeHeartbeat('1000,0');
    await clock.advance(900);
    heartbeat.heard();
    await clock.advance(1999);
    expect(log).to.deep.equal([]);
    await clock.advance(100);
    expect(log).to.deep.equal(['silent 2050']);
    await clock.advance(100_000);
    expect(log).to.have.length(1);
  });

  it('a pause of the broker itself is not held against a peer whose bytes wait to be read', async () => {
    const { heartbeat, clock, log } = makeHeartbeat('1000,0');
    clock.block(60_000);
    await clock.advance(0);
    heartbeat.heard();
    await clock.advance(1000);
    expect(log).to.deep.equal([]);
  });
});
