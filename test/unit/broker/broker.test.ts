// Whole sessions over memory streams.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Broker } from '../../../lib/broker/broker';
import { MemoryClient, makeBroker, settle } from './fixture';

describe('the broker, frame by frame', () => {
  it('serves frames that come in one piece with CONNECT, in the version agreed there', async () => {
    const { broker } = makeBroker();
    const client = new MemoryClient(broker);
    client.stream.write(
      'CONNECT\naccept-version:1.2\n\n\0SUBSCRIBE\nid:s\ndestination:/topic/t\n\n\0' +
        'SEND\ndestination:/topic/t\ncolon:a\\cb\nreturn:a\\rb\n\n\0',
    );
    const message = await client.next('MESSAGE');
    expect({ ...message.headers }).to.include({ colon: 'a\\cb', return: 'a\\rb' });
  });

  it('serves frames that come byte by byte', async () => {
    const { broker } = makeBroker();
    const client = new MemoryClient(broker);
    const bytes = Buffer.from(
      'CONNECT\n\n\0\nSUBSCRIBE\ndestination:/queue/q\n\n\0\nSEND\ndestination:/queue/q\n\nbody\0',
    );
    for (const byte of bytes) client.stream.write(Buffer.from([byte]));
    expect(await client.bodies(1)).to.deep.equal(['body']);
  });

  it('gives every reader of a fan-out its own version and subscription', async () => {
    const { broker } = makeBroker();
    const ids = ['a', 'b', 'a'];
    const readers = [];
    for (const [at, version] of ['1.1', '1.1', '1.2', '1.0'].entries()) {
      const reader = await MemoryClient.connect(broker, version);
      const id: Record<string, string> = version === '1.0' ? {} : { id: ids[at]! };
      await reader.processed('SUBSCRIBE', { destination: '/topic/t', ...id });
      readers.push(reader);
    }
    readers[0]!.send('SEND', { destination: '/topic/t', value: 'a:b\\c' }, 'body');
    const frames = await Promise.all(readers.map(reader => reader.next('MESSAGE')));
    expect(frames.map(frame => frame.headers.subscription)).to.deep.equal(['a', 'b', 'a', undefined]);
    for (const frame of frames) {
      expect(frame.headers.value).to.equal('a:b\\c');
      expect(frame.body.toString()).to.equal('body');
    }
  });

  it('gives readers of a fan-out with the same subscription id what is theirs alone', async () => {
    const { broker } = makeBroker();
    const [one, other] = [
      await MemoryClient.connect(broker, '1.2'),
      await MemoryClient.connect(broker, '1.2'),
    ];
    await other.processed('SUBSCRIBE', { id: 'first', destination: '/topic/other' });
    for (const client of [one, other]) {
      await client.processed('SUBSCRIBE', { id: 's', destination: '/topic/t', ack: 'client' });
      await client.processed('SUBSCRIBE', { id: 'auto', destination: '/topic/auto' });
    }
    one.send('SEND', { destination: '/topic/t' });
    for (const client of [one, other]) {
      await client.processed('ACK', { id: (await client.next('MESSAGE')).headers.ack! });
    }
    one.send('SEND', { destination: '/topic/auto', 'reply-to': '/temp-queue/mine' });
    expect((await one.next('MESSAGE')).headers['reply-to']).to.equal('/temp-queue/mine');
    expect((await other.next('MESSAGE')).headers['reply-to']).to.match(/^\/remote-temp-queue\/ID/);
  });

  it('gives what a lost client did not acknowledge to another', async () => {
    const { broker } = makeBroker();
    const [one, other] = [await MemoryClient.connect(broker), await MemoryClient.connect(broker)];
    const subscribe = { id: 's', destination: '/queue/q', ack: 'client' };
    await one.processed('SUBSCRIBE', subscribe);
    await one.processed('SEND', { destination: '/queue/q' }, 'x');
    await one.next('MESSAGE');
    await other.processed('SUBSCRIBE', subscribe);
    one.stream.destroy();
    const again = await other.next('MESSAGE');
    expect(again.headers.redelivered).to.equal('true');
  });

  it('lets nobody else consume a temporary queue', async () => {
    const { broker } = makeBroker();
    const [asker, replier] = [await MemoryClient.connect(broker), await MemoryClient.connect(broker)];
    await replier.processed('SUBSCRIBE', { id: 's', destination: '/queue/service' });
    asker.send('SEND', { destination: '/queue/service', 'reply-to': '/temp-queue/mine' });
    const destination = (await replier.next('MESSAGE')).headers['reply-to']!;
    replier.send('SUBSCRIBE', { id: 'theft', destination });
    expect((await replier.next('ERROR')).headers.message).to.contain('only be consumed by the connection');
  });

  it('forgets a connection entirely when it is gone', async () => {
    const { broker, clock } = makeBroker();
    const idle = clock.pending;
    const client = await MemoryClient.connect(broker, '1.1', { 'heart-beat': '1000,1000' });
    await client.processed('SUBSCRIBE', { id: 's', destination: '/topic/t' });
    await client.processed('SUBSCRIBE', { id: 'w', destination: '/queue/>' });
    await client.processed('SUBSCRIBE', { id: 'r', destination: '/temp-queue/r' });
    await client.processed('SEND', { destination: '/temp-queue/unread' }, 'x');
    expect(broker.stats).to.include({ connections: 1, consumers: 2, destinations: 3, stored: 1 });
    await client.processed('DISCONNECT');
    await client.untilClosed();
    await settle();
    expect(broker.stats).to.include({ connections: 0, consumers: 0, destinations: 1, stored: 0 });
    expect(clock.pending).to.equal(idle);
  });

  it('closes what comes after stop, and everything at stop', async () => {
    const { broker, clock } = makeBroker();
    const clients = [await MemoryClient.connect(broker), new MemoryClient(broker)];
    await broker.stop();
    for (const client of clients) await client.untilClosed();
    const late = new MemoryClient(broker);
    await late.untilClosed();
    await settle();
    expect(clock.pending).to.equal(0);
    expect(broker.stats.connections).to.equal(0);
  });

  it('tells a reader why a frame was refused, with the receipt it asked for, and goes on', async () => {
    const { broker } = makeBroker();
    const client = await MemoryClient.connect(broker);
    const refused: Array<[string, Record<string, string>, string]> = [
      ['SEND', { destination: 'nowhere' }, 'Illegal destination name: [nowhere]'],
      ['SEND', { destination: '/queue/q', expires: 'soon' }, 'expires is not a number: [soon]'],
      ['SUBSCRIBE', { id: 's' }, "Invalid empty or 'null' Destination header"],
      ['SUBSCRIBE', { id: 's', destination: '/queue/q', selector: 'a > 5' }, 'Invalid selector: [a > 5]'],
      [
        'SUBSCRIBE',
        { id: 's', destination: '/queue/q', 'activemq.prefetchSize': '0' },
        'activemq.prefetchSize',
      ],
      ['UNSUBSCRIBE', { destination: '/queue/q' }, 'UNSUBSCRIBE received without a subscription id!'],
      ['ACK', { subscription: 's' }, 'ACK received without a message-id to acknowledge!'],
      ['NACK', { 'message-id': 'm' }, 'NACK received without a subscription id for acknowledge!'],
      ['ABORT', {}, 'Must specify the transaction'],
    ];
    for (const [command, headers, text] of refused) {
      client.send(command, { ...headers, receipt: 'r' });
      const error = await client.next('ERROR');
      expect(error.headers.message).to.contain(text);
      expect(error.headers['receipt-id']).to.equal('r');
    }
    await client.processed('SEND', { destination: '/queue/q' });
    expect(broker.stats.refusedFrames).to.equal(refused.length);
  });

  it('reports a fault of its own as that, to the one client concerned', async () => {
    const users = {};
    Object.defineProperty(users, 'trap', {
      get() {
        throw new TypeError('a bug');
      },
    });
    const broker = new Broker({ users });
    const client = new MemoryClient(broker);
    client.send('CONNECT', { login: 'trap', passcode: 'x' });
    expect((await client.next('ERROR')).headers.message).to.equal('The broker failed to serve this frame');
    await client.untilClosed();
    await broker.stop();
  });
});
