// From a SEND frame to a message: headers passed on, expiry, ownership of the body.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseAddress } from '../../../lib/broker/address';
import { FrameRefused } from '../../../lib/broker/errors';
import { isExpired, messageFromFrame } from '../../../lib/broker/message';
import { makeHeaders } from '../../../lib/stomp/frame';
import { makeMessage } from './fixture';

describe('messages', () => {
  it('pass on what the sender said, but not what is the broker to say', () => {
    const { headers } = makeMessage('/queue/q', {
      ...{ foo: 'bar', 'reply-to': 'rubbish', priority: '9', timestamp: '5' },
      ...{ destination: '/queue/q', receipt: 'r', transaction: 't', 'content-length': '1' },
      ...{ 'message-id': 'm', subscription: 's', redelivered: 'true', ack: 'a' },
    });
    expect({ ...headers }).to.deep.equal({
      ...{ expires: '0', priority: '9', timestamp: '5', foo: 'bar', 'reply-to': 'rubbish' },
    });
  });

  it('get the time of arrival, the priority 4 and no expiry', () => {
    const message = makeMessage('/queue/q', {}, 'x', 1234);
    expect({ ...message.headers }).to.deep.equal({ expires: '0', priority: '4', timestamp: '1234' });
    expect(message.arrivedAt).to.equal(1234);
  });

  it('expire at the time they say; 0 and less mean never', () => {
    expect(isExpired(makeMessage('/queue/q', { expires: '1000' }), 999)).to.equal(false);
    expect(isExpired(makeMessage('/queue/q', { expires: '1000' }), 1000)).to.equal(true);
    for (const expires of ['0', '-5', ' 0 ']) {
      expect(isExpired(makeMessage('/queue/q', { expires }), 1e15), expires).to.equal(false);
    }
    for (const expires of ['soon', '', '1e5', '99999999999999999999']) {
      expect(() => makeMessage('/queue/q', { expires }), expires).to.throw(FrameRefused, 'expires');
    }
  });

  it('for queues own their body, so that they do not keep the whole read alive', () => {
    const chunk = Buffer.alloc(64 * 1024, 'a');
    const frame = { command: 'SEND', headers: makeHeaders(), body: chunk.subarray(0, 10) };
    const to = parseAddress('/queue/q');
    const { body } = messageFromFrame(frame, { id: '1', to, replyTo: undefined, now: 0 });
    chunk.fill('b');
    expect(body.toString()).to.equal('aaaaaaaaaa');
    expect(body.buffer.byteLength).to.be.lessThan(chunk.length);
  });
});
