// Contract: temporary queues for replies.
import { expect } from 'chai';
import type { BrokerCase } from '../case';

export const temporaryCases: readonly BrokerCase[] = [
  {
    name: 'temporary queues: the replier sees a name it can answer to, the owner its own',
    async run(bench) {
      const service = `/queue/${bench.name('service')}`;
      const [asker, replier] = [await bench.connect('1.2'), await bench.connect('1.1')];
      await replier.processed('SUBSCRIBE', { id: 's', destination: service });
      await asker.processed('SUBSCRIBE', { id: 'r', destination: '/temp-queue/replies' });
      asker.send('SEND', { destination: service, 'reply-to': '/temp-queue/replies' }, 'question');
      const replyTo = (await replier.next('MESSAGE')).headers['reply-to']!;
      expect(replyTo).to.match(/^\/remote-temp-queue\/ID/);
      await replier.processed('SEND', { destination: replyTo }, 'answer');
      const answer = await asker.next('MESSAGE');
      expect(answer.headers).to.include({ destination: '/temp-queue/replies', subscription: 'r' });
      expect(answer.body.toString()).to.equal('answer');
    },
  },
  {
    name: 'temporary queues: each connection has its own under the same name',
    async run(bench) {
      const [one, other] = [await bench.connect('1.1'), await bench.connect('1.1')];
      for (const client of [one, other]) {
        await client.processed('SUBSCRIBE', { id: 's', destination: '/temp-queue/same' });
      }
      await one.processed('SEND', { destination: '/temp-queue/same' }, 'of one');
      await other.processed('SEND', { destination: '/temp-queue/same' }, 'of the other');
      expect(await one.nextBody()).to.equal('of one');
      expect(await other.nextBody()).to.equal('of the other');
    },
  },
  {
    name: 'temporary queues: a reply-to alone creates one that keeps replies until its owner subscribes',
    async run(bench) {
      const service = `/queue/${bench.name('service')}`;
      const [asker, replier] = [await bench.connect('1.1'), await bench.connect('1.1')];
      await replier.processed('SUBSCRIBE', { id: 's', destination: service });
      asker.send('SEND', { destination: service, 'reply-to': '/temp-queue/later' }, 'question');
      const destination = (await replier.next('MESSAGE')).headers['reply-to']!;
      await replier.processed('SEND', { destination }, 'early answer');
      await asker.processed('SUBSCRIBE', { id: 'r', destination: '/temp-queue/later' });
      expect(await asker.nextBody()).to.equal('early answer');
    },
  },
  {
    name: 'temporary queues: gone with their connection',
    async run(bench) {
      const service = `/queue/${bench.name('service')}`;
      const [asker, replier] = [await bench.connect('1.1'), await bench.connect('1.1')];
      await replier.processed('SUBSCRIBE', { id: 's', destination: service });
      asker.send('SEND', { destination: service, 'reply-to': '/temp-queue/short' }, 'question');
      const destination = (await replier.next('MESSAGE')).headers['reply-to']!;
      await asker.processed('DISCONNECT');
      await asker.untilClosed();
      replier.send('SEND', { destination, receipt: 'r' }, 'too late');
      const error = await replier.next('ERROR');
      expect(error.headers['receipt-id']).to.equal('r');
      expect(`${error.headers.message} ${error.body}`).to.contain('does not exist');
    },
  },
  {
    name: 'temporary topics: reach their owner, too',
    async run(bench) {
      const service = `/queue/${bench.name('service')}`;
      const [asker, replier] = [await bench.connect('1.1'), await bench.connect('1.1')];
      await replier.processed('SUBSCRIBE', { id: 's', destination: service });
      await asker.processed('SUBSCRIBE', { id: 'r', destination: '/temp-topic/news' });
      asker.send('SEND', { destination: service, 'reply-to': '/temp-topic/news' }, 'question');
      const replyTo = (await replier.next('MESSAGE')).headers['reply-to']!;
      expect(replyTo).to.match(/^\/remote-temp-topic\/ID/);
      await replier.processed('SEND', { destination: replyTo }, 'answer');
      expect(await asker.nextBody()).to.equal('answer');
    },
  },
];
