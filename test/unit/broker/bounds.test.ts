// What one bad client can do to itself, and cannot do to others.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Broker } from '../../../lib/broker/broker';
import type { BrokerLimits } from '../../../lib/broker/limits';
import { DEFAULT_FRAME_LIMITS } from '../../../lib/stomp/frame';
import { type BrokerFixture, MemoryClient, makeBroker, settle } from './fixture';

function bounded(limits: Partial<BrokerLimits>): BrokerFixture {
  return makeBroker({ limits });
}

async function subscribed(broker: Broker, destination: string): Promise<MemoryClient> {
  const client = await MemoryClient.connect(broker);
  await client.processed('SUBSCRIBE', { id: 's', destination });
  return client;
}

/** Sends until the reader, which does not read, has made the broker pause; how many were sent. */
async function fill(sender: MemoryClient, destination: string, isFull: () => boolean): Promise<number> {
  let sent = 0;
  while (!isFull()) {
    if (sent > 1000) throw new Error('never full');
    await sender.processed('SEND', { destination }, `${sent++} ${'x'.repeat(1000)}`);
  }
  return sent;
}

const numbersOf = (bodies: string[]): number[] => bodies.map(body => Number(body.split(' ')[0]));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe('bounds of the broker', () => {
  it('a slow reader of a topic misses messages, which are counted, and others do not', async () => {
    const { broker } = bounded({ outputPauseBytes: 50_000 });
    const [slow, quick] = [await subscribed(broker, '/topic/t'), await subscribed(broker, '/topic/t')];
    slow.stream.pause();
    const sender = await MemoryClient.connect(broker);
    const sent = await fill(sender, '/topic/t', () => broker.stats.dropped >= 5);
    expect(numbersOf(await quick.bodies(sent))).to.deep.equal(upTo(sent));
    slow.stream.resume();
    expect(numbersOf(await slow.bodies(sent - 5))).to.deep.equal(upTo(sent - 5));
    await sender.processed('SEND', { destination: '/topic/t' }, 'next');
    expect(await slow.bodies(1)).to.deep.equal(['next']);
    expect(broker.stats.slowCuts).to.equal(0);
  });

  it('a queue waits for a slow reader: nothing is lost', async () => {
    const { broker } = bounded({ outputPauseBytes: 50_000 });
    const slow = await subscribed(broker, '/queue/q');
    slow.stream.pause();
    const sender = await MemoryClient.connect(broker);
    const sent = await fill(sender, '/queue/q', () => broker.stats.stored >= 5);
    slow.stream.resume();
    expect(numbersOf(await slow.bodies(sent))).to.deep.equal(upTo(sent));
    expect(broker.stats).to.include({ stored: 0, dropped: 0 });
  });

  it('a queue gives the share of a slow reader to a quick one', async () => {
    const { broker } = bounded({ outputPauseBytes: 20_000 });
    const [slow, quick] = [await subscribed(broker, '/queue/q'), await subscribed(broker, '/queue/q')];
    slow.stream.pause();
    const sender = await MemoryClient.connect(broker);
    for (let at = 0; at < 200; at++)
      await sender.processed('SEND', { destination: '/queue/q' }, 'x'.repeat(1000));
    await quick.bodies(120);
    expect(broker.stats.stored).to.equal(0);
  });

  it('who asks for answers and reads none is cut', async () => {
    const { broker } = bounded({ outputPauseBytes: 20_000, outputCutBytes: 60_000 });
    const [bad, good] = [await MemoryClient.connect(broker), await subscribed(broker, '/topic/t')];
    bad.stream.pause();
    for (let at = 0; at < 2000; at++) bad.send('SEND', { destination: '/queue/q', receipt: 'r'.repeat(100) });
    for (let turn = 0; broker.stats.slowCuts === 0 && turn < 1000; turn++) await settle();
    expect(broker.stats).to.include({ slowCuts: 1, connections: 1 });
    await good.processed('SEND', { destination: '/topic/t' }, 'fine');
    expect(await good.bodies(1)).to.deep.equal(['fine']);
  });

  it('too many connections are turned away with a reason, and room is found again', async () => {
    const { broker } = bounded({ maxConnections: 2 });
    const clients = [await MemoryClient.connect(broker), await MemoryClient.connect(broker)];
    const third = new MemoryClient(broker);
    expect((await third.next('ERROR')).headers.message).to.contain('More than 2 connections');
    await third.untilClosed();
    clients[0]!.stream.destroy();
    await settle();
    await MemoryClient.connect(broker);
    expect(broker.stats).to.include({ refusedConnections: 1, connections: 2 });
  });

  it('who does not log in is closed at the deadline', async () => {
    const { broker, clock } = bounded({ loginDeadlineMs: 5000 });
    const silent = new MemoryClient(broker);
    const quick = await MemoryClient.connect(broker);
    await clock.advance(5000);
    expect((await silent.next('ERROR')).headers.message).to.equal('No CONNECT in time');
    await silent.untilClosed();
    await quick.processed('SEND', { destination: '/queue/q' });
    expect(broker.stats.lateLogins).to.equal(1);
  });

  it('who sends much before logging in is closed', async () => {
    const { broker } = bounded({ maxBytesBeforeLogin: 1000 });
    const client = new MemoryClient(broker);
    client.stream.write(`CONNECT\ncontent-length:100000\n\n${'x'.repeat(2000)}`);
    expect((await client.next('ERROR')).headers.message).to.contain('before CONNECT');
    await client.untilClosed();
  });

  it('frames too large, and what is no STOMP, end the connection with a reason', async () => {
    const { broker } = bounded({ frame: { ...DEFAULT_FRAME_LIMITS, maxBodyBytes: 1000 } });
    const bytes = [
      'SEND\ndestination:/queue/q\ncontent-length:1001\n\n',
      `SEND\ndestination:/queue/q\n\n${'x'.repeat(1001)}`,
      `SEND\nheader:${'x'.repeat(70_000)}`,
      'SEND\nno colon here\n\n\0',
      '\x16\x03\x01\x02\x00',
      'GET / HTTP/1.1\r\n',
    ];
    for (const each of bytes) {
      const client = await MemoryClient.connect(broker);
      client.stream.write(each);
      expect((await client.next('ERROR')).headers.message, each.slice(0, 40)).to.match(/./);
      await client.untilClosed();
    }
    await settle();
    expect(broker.stats).to.include({ garbage: bytes.length, connections: 0 });
  });

  it('MESSAGE and other frames of brokers are not served', async () => {
    const { broker } = makeBroker();
    const client = await MemoryClient.connect(broker);
    client.send('MESSAGE', { destination: '/queue/q' });
    expect((await client.next('ERROR')).headers.message).to.equal('Unknown STOMP action: MESSAGE');
    await client.untilClosed();
  });

  it('subscriptions and temporary destinations are limited per connection', async () => {
    const { broker } = bounded({ maxSubscriptions: 2, maxTemporaryDestinations: 1 });
    const client = await subscribed(broker, '/topic/a');
    await client.processed('SUBSCRIBE', { id: 't', destination: '/temp-queue/b' });
    client.send('SUBSCRIBE', { id: 'u', destination: '/topic/c' });
    expect((await client.next('ERROR')).headers.message).to.contain('More than 2 subscriptions');
    client.send('SEND', { destination: '/temp-queue/d' });
    expect((await client.next('ERROR')).headers.message).to.contain('More than 1 temporary');
    await client.processed('UNSUBSCRIBE', { id: 's' });
    await client.processed('SUBSCRIBE', { id: 'u', destination: '/topic/c' });
  });

  it('a full queue refuses, with the receipt of the message, and nobody is disconnected', async () => {
    const { broker } = bounded({ maxQueueMessages: 2 });
    const client = await MemoryClient.connect(broker);
    for (let at = 0; at < 2; at++) await client.processed('SEND', { destination: '/queue/q' });
    client.send('SEND', { destination: '/queue/q', receipt: 'third' });
    const error = await client.next('ERROR');
    expect({ ...error.headers }).to.include({ 'receipt-id': 'third' });
    expect(error.headers.message).to.contain('The queue q is full');
    await client.processed('SEND', { destination: '/queue/other' });
  });
});
