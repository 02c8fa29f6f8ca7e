// Contract: ACK and NACK in the modes client and client-individual, redelivery.
import { expect } from 'chai';
import type { Bench, BrokerCase } from '../case';
import type { RawClient, WireFrame } from '../raw_client';

async function threeDelivered(
  bench: Bench,
  version: string,
  ack: string,
): Promise<{ destination: string; client: RawClient; frames: WireFrame[] }> {
  const destination = `/queue/${bench.name('ack')}`;
  const client = await bench.connect(version);
  await client.processed('SUBSCRIBE', { id: 's', destination, ack });
  for (const body of ['one', 'two', 'three']) client.send('SEND', { destination }, body);
  const frames = [await client.next('MESSAGE'), await client.next('MESSAGE'), await client.next('MESSAGE')];
  return { destination, client, frames };
}

async function leftFor(bench: Bench, destination: string, count: number): Promise<WireFrame[]> {
  const marker = await bench.connect('1.1');
  await marker.processed('SEND', { destination }, 'marker');
  const reader = await bench.connect('1.1');
  await reader.processed('SUBSCRIBE', { id: 's', destination });
  const frames = [];
  while (frames.length < count + 1) frames.push(await reader.next('MESSAGE'));
  expect(frames.at(-1)!.body.toString()).to.equal('marker');
  return frames.slice(0, -1);
}

async function gone(client: RawClient): Promise<void> {
  await client.processed('DISCONNECT');
  await client.untilClosed();
}

const bodyOf = (frame: WireFrame): string => frame.body.toString();

export const acknowledgeCases: readonly BrokerCase[] = [
  {
    name: 'ack client: cumulative; what was not acknowledged is delivered again, marked',
    async run(bench) {
      const { destination, client, frames } = await threeDelivered(bench, '1.1', 'client');
      await client.processed('ACK', { subscription: 's', 'message-id': frames[1]!.headers['message-id']! });
      await gone(client);
      const left = await leftFor(bench, destination, 1);
      expect(left.map(bodyOf)).to.deep.equal(['three']);
      expect(left[0]!.headers.redelivered).to.equal('true');
    },
  },
  {
    name: 'ack client-individual: only the one named; STOMP 1.2 names it by the ack header',
    async run(bench) {
      const { destination, client, frames } = await threeDelivered(bench, '1.2', 'client-individual');
      await client.processed('ACK', { id: frames[1]!.headers.ack! });
      await gone(client);
      expect((await leftFor(bench, destination, 2)).map(bodyOf)).to.deep.equal(['one', 'three']);
    },
  },
  {
    name: 'ack: STOMP 1.0 names the message id alone',
    async run(bench) {
      const { destination, client, frames } = await threeDelivered(bench, '1.0', 'client');
      await client.processed('ACK', { 'message-id': frames[2]!.headers['message-id']! });
      await gone(client);
      expect(await leftFor(bench, destination, 0)).to.deep.equal([]);
    },
  },
  {
    name: 'nack: a message that is not persistent is dropped',
    async run(bench) {
      const { destination, client, frames } = await threeDelivered(bench, '1.1', 'client-individual');
      await client.processed('NACK', { subscription: 's', 'message-id': frames[0]!.headers['message-id']! });
      await gone(client);
      expect((await leftFor(bench, destination, 2)).map(bodyOf)).to.deep.equal(['two', 'three']);
    },
  },
  {
    name: 'ack: the same message twice is an error',
    async run(bench) {
      const { client, frames } = await threeDelivered(bench, '1.1', 'client-individual');
      const headers = { subscription: 's', 'message-id': frames[0]!.headers['message-id']! };
      await client.processed('ACK', headers);
      client.send('ACK', { ...headers, receipt: 'again' });
      expect((await client.next('ERROR')).headers['receipt-id']).to.equal('again');
    },
  },
  {
    name: 'ack: UNSUBSCRIBE gives back what was not acknowledged',
    async run(bench) {
      const { destination, client } = await threeDelivered(bench, '1.1', 'client');
      await client.processed('UNSUBSCRIBE', { id: 's' });
      expect((await leftFor(bench, destination, 3)).map(bodyOf)).to.deep.equal(['one', 'two', 'three']);
    },
  },
  {
    name: 'prefetch: a consumer holds no more unacknowledged messages than it asked for',
    async run(bench) {
      const destination = `/queue/${bench.name('prefetch')}`;
      const [one, other] = [await bench.connect('1.1'), await bench.connect('1.1')];
      const mode = { id: 's', destination, ack: 'client' };
      await one.processed('SUBSCRIBE', { ...mode, 'activemq.prefetchSize': '1' });
      await one.processed('SEND', { destination }, 'one');
      await one.next('MESSAGE');
      await one.processed('SEND', { destination }, 'two');
      await other.processed('SUBSCRIBE', mode);
      expect(await other.nextBody()).to.equal('two');
    },
  },
];
