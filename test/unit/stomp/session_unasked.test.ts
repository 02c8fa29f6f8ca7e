// Subscriptions a broker makes by itself: RabbitMQ's temporary queues for replies.
import { afterEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { BrokerError } from '../../../lib/stomp/errors';
import type { StompSession } from '../../../lib/stomp/session';
import { settle } from '../rpc/fake_clock';
import { ScriptedBroker } from './scripted_broker';
import { Fixture, states } from './session_fixture';

const QUEUE = '/temp-queue/mcollective_reply_1';

describe('a subscription nobody asked for', () => {
  let session: StompSession;
  afterEach(() => session.close());

  it('gets what the broker delivers under its name, without SUBSCRIBE or UNSUBSCRIBE', async () => {
    const broker = new ScriptedBroker();
    session = await new Fixture({ a: broker }).connect();
    const got: string[] = [];
    const subscription = session.subscribe(QUEUE, m => got.push(m.body.toString()), {}, { unasked: true });
    const message = { subscription: QUEUE, destination: '/queue/amq.gen-1', 'message-id': '1' };
    broker.peer.send('MESSAGE', message, 'one');
    broker.peer.send('MESSAGE', { ...message, subscription: '/temp-queue/other' }, 'for nobody');
    await settle();
    expect(got).to.deep.equal(['one']);
    subscription.unsubscribe();
    broker.peer.send('MESSAGE', message, 'late');
    await settle();
    expect(got).to.deep.equal(['one']);
    expect(broker.peer.frames.map(frame => frame.command)).to.deep.equal(['CONNECT']);
  });

  it('is not subscribed after a reconnection either, others are', async () => {
    const broker = new ScriptedBroker();
    const fixture = new Fixture({ a: broker });
    session = await fixture.connect();
    session.subscribe(QUEUE, () => {}, {}, { unasked: true });
    session.subscribe('/exchange/c_directed/n', () => {}, { id: 'c_n_directed_to_identity' });
    broker.peer.socket.destroy();
    await settle();
    fixture.clock.advance(100);
    await settle();
    expect(broker.peers).to.have.length(2);
    expect(broker.peer.got('SUBSCRIBE').map(frame => frame.headers.id)).to.deep.equal([
      'c_n_directed_to_identity',
    ]);
  });
});

describe('an exchange that is missing on RabbitMQ', () => {
  it('is the reason the session tells, though the broker hangs up', async () => {
    const broker = new ScriptedBroker();
    const fixture = new Fixture({ a: broker });
    const session = await fixture.connect();
    const told = states(session);
    // As RabbitMQ 3.10 sends it.
    broker.peer.write(
      "ERROR\nmessage:not_found\ncontent-type:text/plain\nversion:1.0,1.1,1.2\ncontent-length:55\n\nNOT_FOUND - no exchange 'nosuch_broadcast' in vhost '/'\0\n",
    );
    broker.peer.socket.end();
    await settle();
    const lost = told.find(state => state.state === 'disconnected') as { error: Error } | undefined;
    expect(lost?.error).to.be.instanceOf(BrokerError);
    const { message, remedy } = lost!.error as BrokerError;
    expect(message).to.contain("no exchange 'nosuch_broadcast'");
    expect(remedy).to.contain('create the exchange "nosuch_broadcast"');
    await session.close();
  });
});
