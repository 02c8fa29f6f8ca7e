// Request ids, time stamps and expiry.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { EMPTY_FILTER } from '../../../lib/mcollective/filter';
import { isExpired, makeRequest, makeRequestId } from '../../../lib/mcollective/make_request';
import { systemClock } from '../../../lib/util/clock';

const clock = { ...systemClock, now: () => 1700000000999 };
const parts = { agent: 'a', collective: 'c', senderid: 's', filter: EMPTY_FILTER, ttl: 60, body: 'ping' };

describe('makeRequest', () => {
  it('stamps whole seconds and a fresh id', () => {
    const request = makeRequest(parts, clock);
    expect(request.msgtime).to.equal(1700000000);
    expect(request.requestid).to.match(/^[0-9a-f]{32}$/);
    expect(makeRequest(parts, clock).requestid).to.not.equal(request.requestid);
  });

  it('keeps an id that is given', () => {
    expect(makeRequest({ ...parts, requestid: 'x' }, clock).requestid).to.equal('x');
  });

  it('never makes an id twice', () => {
    expect(new Set(Array.from({ length: 1000 }, makeRequestId)).size).to.equal(1000);
  });
});

describe('isExpired', () => {
  const expired = (age: number, ttl = 60): boolean => isExpired({ msgtime: 1000, ttl }, 1000 + age);

  it('an age equal to the ttl passes, one second more does not', () => {
    expect([expired(0), expired(60), expired(60.9), expired(61)]).to.deep.equal([false, false, false, true]);
  });

  it('a sender with a clock ahead passes', () => {
    expect(expired(-3600)).to.equal(false);
  });

  it('counts without ttl from the first second', () => {
    expect([expired(0, 0), expired(1, 0)]).to.deep.equal([false, true]);
  });
});
