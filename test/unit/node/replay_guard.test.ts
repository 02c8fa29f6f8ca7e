// Seen before, or of another time: what the node does not act on, and how much it remembers for that.
import { beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { RubyFloat, type RubyValue, symbolHash } from '../../../lib/marshal/values';
import { EMPTY_FILTER } from '../../../lib/mcollective/filter';
import type { RequestMessage } from '../../../lib/mcollective/message';
import { ReplayGuard, type ReplayGuardOptions } from '../../../lib/node/replay_guard';

const NOW = 1_700_000_000;
const OPTIONS: ReplayGuardOptions = {
  futureTolerance: 60,
  maxTtl: 3600,
  maxEntries: 1000,
  signedTime: false,
};

function request(parts: Partial<RequestMessage> = {}): RequestMessage {
  return {
    agent: 'rpcutil',
    collective: 'mcollective',
    senderid: 'client',
    callerid: 'uid=500',
    requestid: 'a'.repeat(32),
    filter: EMPTY_FILTER,
    ttl: 60,
    msgtime: NOW,
    body: symbolHash({ action: 'ping' }),
    ...parts,
  };
}

let guard: ReplayGuard;
const use = (parts: Partial<ReplayGuardOptions> = {}): void => {
  guard = new ReplayGuard({ ...OPTIONS, ...parts });
};
beforeEach(() => use());

const refused = (parts: Partial<RequestMessage> = {}, now = NOW): string | undefined =>
  guard.refuse(request(parts), now)?.reason;

describe('a request seen before', () => {
  it('is refused until its ttl is over, when it is expired anyway', () => {
    expect(refused()).to.equal(undefined);
    for (const later of [0, 1, 59, 60]) expect(refused({}, NOW + later), `${later}`).to.equal('replay');
    expect(guard.size).to.equal(1);
    expect(refused({ requestid: 'b' }, NOW + 61)).to.equal(undefined);
    expect(guard.size).to.equal(1);
  });

  it('is not forgotten because the clock was set ahead for a while, or back', () => {
    const at = (now: number, passed: number, requestid: string): string | undefined =>
      guard.refuse(request({ requestid, msgtime: now }), now, passed)?.reason;
    const first = request();
    expect(guard.refuse(first, NOW, 100)).to.equal(undefined);
    expect(at(NOW + 7200, 101, 'b')).to.equal(undefined);
    expect(guard.refuse(first, NOW + 2, 102)?.reason).to.equal('replay');
    expect(at(NOW - 30, 170, 'c')).to.equal(undefined);
    expect(guard.refuse(first, NOW + 5, 205)?.reason).to.equal('replay');
    expect(at(NOW + 61, 261, 'd')).to.equal(undefined);
    expect(guard.refuse(first, NOW + 61, 261)).to.equal(undefined);
  });

  it('is the same whatever nobody signed was changed in it', () => {
    expect(refused()).to.equal(undefined);
    expect(refused({ ttl: 3000 })).to.equal('replay');
    expect(refused({ msgtime: NOW + 5 })).to.equal('replay');
    expect(refused({ collective: 'uk' })).to.equal('replay');
    expect(refused({ filter: { ...EMPTY_FILTER, identity: ['node1'] } })).to.equal('replay');
  });

  it('is another one from another caller or sender, with another id, agent or body', () => {
    const others: Partial<RequestMessage>[] = [
      {},
      { callerid: 'uid=501' },
      { senderid: 'other' },
      { requestid: 'b' },
      { agent: 'puppet' },
      { body: symbolHash({ action: 'inventory' }) },
      { body: 'ping' },
      { body: Buffer.from('ping') },
      { body: 1 },
      { body: new RubyFloat(1) },
    ];
    for (const parts of others) expect(refused(parts), JSON.stringify(parts)).to.equal(undefined);
    for (const parts of others) expect(refused(parts), JSON.stringify(parts)).to.equal('replay');
  });

  it('cannot hide by moving text from one field to the next', () => {
    expect(refused({ senderid: 'ab', requestid: 'c' })).to.equal(undefined);
    expect(refused({ senderid: 'a', requestid: 'bc' })).to.equal(undefined);
  });

  it('is remembered although its ttl is shorter than it says, or longer than is allowed', () => {
    expect(refused({ ttl: 0 })).to.equal(undefined);
    expect(refused({ ttl: 0 })).to.equal('replay');
    expect(refused({ requestid: 'long', ttl: 1_000_000 })).to.equal(undefined);
    expect(refused({ requestid: 'long', ttl: 1_000_000 }, NOW + 3600)).to.equal('replay');
    expect(refused({ requestid: 'long', ttl: 1_000_000 }, NOW + 3601)).to.equal('expired');
    expect(guard.size).to.equal(0);
  });
});

describe('a request of another time', () => {
  it('may be a little ahead', () => {
    expect(refused({ msgtime: NOW + 60 })).to.equal(undefined);
    expect(refused({ msgtime: NOW + 61 })).to.equal('future');
    expect(guard.refuse(request({ msgtime: NOW + 61 }), NOW)?.why).to.equal(
      'it is dated 61 seconds ahead, 60 are allowed; compare the clocks',
    );
    use({ futureTolerance: 0 });
    expect(refused({ msgtime: NOW + 1 })).to.equal('future');
  });

  it('is not remembered, nor is one too old', () => {
    refused({ msgtime: NOW + 1000 });
    refused({ msgtime: NOW - 4000, ttl: 100_000 });
    expect(guard.size).to.equal(0);
  });

  it('from ahead is remembered until it is expired', () => {
    expect(refused({ msgtime: NOW + 60 })).to.equal(undefined);
    expect(refused({ msgtime: NOW + 60 }, NOW + 120)).to.equal('replay');
    refused({ requestid: 'b', msgtime: NOW + 121 }, NOW + 121);
    expect(guard.size).to.equal(1);
  });
});

describe('a security plugin that signs the time', () => {
  beforeEach(() => use({ signedTime: true }));

  it('tells a copy under another request id, sender or agent', () => {
    expect(refused()).to.equal(undefined);
    expect(refused({ requestid: 'other' }, NOW + 4)).to.equal('replay');
    expect(refused({ requestid: 'other', senderid: 'x', agent: 'y' }, NOW + 60)).to.equal('replay');
  });

  it('lets two who ask alike within a second ask', () => {
    for (const requestid of ['a', 'b', 'c']) expect(refused({ requestid }, NOW + 3)).to.equal(undefined);
    expect(refused({ requestid: 'd' }, NOW + 7)).to.equal('replay');
    expect(refused({ requestid: 'e', msgtime: NOW + 7 }, NOW + 7)).to.equal(undefined);
    expect(refused({ requestid: 'f', callerid: 'cert=other' }, NOW + 7)).to.equal(undefined);
  });

  it('does not keep discovery and registration from being alike', () => {
    for (const body of ['ping', ['rpcutil', 'puppet'], symbolHash({ agentlist: [] })]) {
      expect(refused({ body, requestid: 'a' })).to.equal(undefined);
      expect(refused({ body, requestid: 'b', senderid: 'x' }, NOW + 30)).to.equal(undefined);
      expect(refused({ body, requestid: 'b', senderid: 'x' }, NOW + 30)).to.equal('replay');
    }
  });

  it('is no reason to refuse where the time is not signed', () => {
    use();
    expect(refused()).to.equal(undefined);
    expect(refused({ requestid: 'other' }, NOW + 30)).to.equal(undefined);
  });
});

describe('memory', () => {
  it('is bounded: full of requests in their ttl, nothing new is taken and nothing forgotten', () => {
    use({ maxEntries: 3 });
    for (const requestid of ['a', 'b', 'c']) expect(refused({ requestid })).to.equal(undefined);
    expect(refused({ requestid: 'd' })).to.equal('overloaded');
    expect(refused({ requestid: 'a' })).to.equal('replay');
    expect(guard.size).to.equal(3);
    expect(refused({ requestid: 'd', msgtime: NOW + 61 }, NOW + 61)).to.equal(undefined);
    expect(guard.size).to.equal(1);
  });

  it('is bounded for requests of two keys, too', () => {
    use({ maxEntries: 3, signedTime: true });
    const stop = symbolHash({ action: 'stop' });
    expect(refused()).to.equal(undefined);
    expect(refused({ body: stop })).to.equal('overloaded');
    expect(refused({ requestid: 'twin' })).to.equal(undefined);
    expect(guard.size).to.equal(3);
  });

  it('holds a burst of a hundred thousand and gives all of it back', () => {
    use({ maxEntries: 100_000 });
    for (let n = 0; n < 100_000; n++) {
      expect(refused({ requestid: `r${n}`, ttl: n % 60, body: null })).to.equal(undefined);
    }
    expect(refused({ requestid: 'one more' })).to.equal('overloaded');
    expect(refused({ requestid: 'r59', ttl: 59, body: null }, NOW + 59)).to.equal('replay');
    expect(guard.size).to.equal(1666);
    refused({ msgtime: NOW + 100 }, NOW + 100);
    expect(guard.size).to.equal(1);
  });

  it('is not spent on bodies that unfold to more than a message can be', () => {
    const wide: RubyValue = ['x'.repeat(1000)];
    let body: RubyValue = wide;
    for (let n = 0; n < 6; n++) body = Array.from({ length: 10 }, () => body);
    expect(refused({ body })).to.equal('malformed');
    expect(guard.size).to.equal(0);
  });
});
