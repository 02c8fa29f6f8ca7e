// MESSAGE frames for readers of every version.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { remoteAddress } from '../../../lib/broker/address';
import { mapMessage } from '../../../lib/broker/message';
import { encodeForVersion, messageFrame, type View } from '../../../lib/broker/message_frame';
import { makeHeaders } from '../../../lib/stomp/frame';
import { makeMessage } from './fixture';

const plain: View = {
  version: '1.1',
  subscription: 's',
  transformation: undefined,
  ack: undefined,
  redelivered: false,
  localName: text => text,
};

describe('MESSAGE frames', () => {
  it('say where, which, for whom, and whether again', () => {
    const message = makeMessage('/queue/q', { foo: 'bar' });
    const frame = messageFrame(message, { ...plain, ack: '1:x', redelivered: true });
    expect({ ...frame.headers }).to.include({
      ...{ destination: '/queue/q', 'message-id': message.id, subscription: 's', foo: 'bar' },
      ...{ ack: '1:x', redelivered: 'true' },
    });
    expect({ ...messageFrame(message, { ...plain, subscription: undefined }).headers }).to.not.have.any.keys(
      ...['subscription', 'ack', 'redelivered'],
    );
  });

  it('name temporary destinations as their reader does', () => {
    const origin = {
      id: '1',
      to: remoteAddress('queue', 'ID:9:1'),
      replyTo: remoteAddress('topic', 'ID:9:2'),
      now: 0,
    };
    const message = { ...makeMessage('/queue/q'), ...origin };
    const localName = (text: string): string => (text.endsWith(':1') ? '/temp-queue/mine' : text);
    expect({ ...messageFrame(message, { ...plain, localName }).headers }).to.include({
      destination: '/temp-queue/mine',
      'reply-to': '/remote-temp-topic/ID:9:2',
    });
  });

  it('render maps in the format the reader asked for', () => {
    const origin = { id: '1', to: remoteAddress('queue', 'ID:9:1'), replyTo: undefined, now: 0 };
    const message = mapMessage(origin, { type: 'Advisory' }, []);
    const frame = messageFrame(message, { ...plain, transformation: 'jms-map-json' });
    expect(frame.body.toString()).to.equal('{"map":""}');
    expect({ ...frame.headers }).to.include({ transformation: 'jms-map-json', type: 'Advisory' });
  });

  it('cannot be used to smuggle headers to readers of old versions', () => {
    const headers = makeHeaders({ evil: 'a\nmessage-id:forged', 'na\nme': 'x', fine: 'a:b' });
    const frame = { command: 'MESSAGE', headers, body: Buffer.alloc(0) };
    expect(encodeForVersion(frame, '1.0').toString()).to.equal(
      'MESSAGE\nevil:a message-id:forged\nna_me:x\nfine:a:b\ncontent-length:0\n\n\0',
    );
    const withReturn = { ...frame, headers: makeHeaders({ evil: 'a\rb' }) };
    expect(encodeForVersion(withReturn, '1.1').toString()).to.contain('evil:a b\n');
    expect(encodeForVersion(withReturn, '1.2').toString()).to.contain('evil:a\\rb\n');
  });
});
