// Contract: queues, their selectors, expiry.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { BrokerCase } from '../case';

export const queueCases: readonly BrokerCase[] = [
  {
    name: 'queues: messages are kept in order until somebody subscribes',
    async run(bench) {
      const destination = `/queue/${bench.name('stored')}`;
      const sender = await bench.connect('1.1');
      const sent = Array.from({ length: 20 }, (_, at) => `message ${at}`);
      for (const body of sent) await sender.processed('SEND', { destination }, body);
      sender.destroy();
      const reader = await bench.connect('1.2');
      await reader.processed('SUBSCRIBE', { id: 's', destination });
      expect(await reader.bodies(sent.length)).to.deep.equal(sent);
    },
  },
  {
    name: 'queues: each message goes to one consumer, and all consumers get their share',
    async run(bench) {
      const destination = `/queue/${bench.name('shared')}`;
      const readers = [await bench.connect('1.1'), await bench.connect('1.1')];
      for (const reader of readers) await reader.processed('SUBSCRIBE', { id: 's', destination });
      const sender = await bench.connect('1.1');
      const sent = Array.from({ length: 20 }, (_, at) => `message ${at}`);
      for (const body of sent) sender.send('SEND', { destination }, body);
      const halves = await Promise.all(readers.map(reader => reader.bodies(10)));
      expect(halves.flat().sort()).to.deep.equal([...sent].sort());
    },
  },
  {
    name: 'queues: a selector picks one node; what nobody selects stays for others',
    async run(bench) {
      const destination = `/queue/${bench.name('nodes')}`;
      const nodes = [await bench.connect('1.1'), await bench.connect()];
      for (const [at, node] of nodes.entries()) {
        await node.processed('SUBSCRIBE', { id: 's', destination, selector: `mc_identity = 'node${at}'` });
      }
      const client = await bench.connect('1.1');
      for (const identity of ['node9', 'node1', 'node0', 'node1']) {
        await client.processed('SEND', { destination, mc_identity: identity }, `for ${identity}`);
      }
      expect(await nodes[0]!.nextBody()).to.equal('for node0');
      expect(await nodes[1]!.bodies(2)).to.deep.equal(['for node1', 'for node1']);
      const late = await bench.connect('1.1');
      await late.processed('SUBSCRIBE', { id: 's', destination, selector: "mc_identity='node9'" });
      expect(await late.nextBody()).to.equal('for node9');
    },
  },
  {
    name: 'queues: selectors with AND, quotes doubled; all parts must match',
    async run(bench) {
      const destination = `/queue/${bench.name('and')}`;
      const client = await bench.connect('1.1');
      const selector = "site = 'it''s' and role='web'";
      await client.processed('SUBSCRIBE', { id: 's', destination, selector });
      client.send('SEND', { destination, site: "it's", role: 'db' }, 'half');
      client.send('SEND', { destination, role: 'web' }, 'other half');
      client.send('SEND', { destination, site: "it's", role: 'web' }, 'whole');
      expect(await client.nextBody()).to.equal('whole');
    },
  },
  {
    name: 'queues: a broken selector is an error, and the session goes on',
    async run(bench) {
      const destination = `/queue/${bench.name('broken')}`;
      const client = await bench.connect('1.1');
      for (const selector of ['a = ', 'foo bar', 'a = "x"', "a = 'x"]) {
        client.send('SUBSCRIBE', { id: 's', destination, selector, receipt: 'r' });
        expect((await client.next('ERROR')).headers['receipt-id'], selector).to.equal('r');
      }
      await client.processed('SUBSCRIBE', { id: 's', destination });
    },
  },
  {
    name: 'queues: a wildcard subscription consumes existing and later queues',
    async run(bench) {
      const base = bench.name('wildqueue');
      const client = await bench.connect('1.1');
      await client.processed('SEND', { destination: `/queue/${base}.first` }, 'stored');
      // No receipt: with one, ActiveMQ never starts a wildcard consumer of queues.
      client.send('SUBSCRIBE', { id: 's', destination: `/queue/${base}.>` });
      expect((await client.next('MESSAGE')).headers.destination).to.equal(`/queue/${base}.first`);
      await client.processed('SEND', { destination: `/queue/${base}.deep.second` }, 'fresh');
      expect((await client.next('MESSAGE')).headers.destination).to.equal(`/queue/${base}.deep.second`);
    },
  },
  {
    name: 'queues: topics and queues of the same name are different things',
    async run(bench) {
      const name = bench.name('same');
      const client = await bench.connect('1.1');
      await client.processed('SUBSCRIBE', { id: 's', destination: `/queue/${name}` });
      await client.processed('SEND', { destination: `/topic/${name}` }, 'topic');
      await client.processed('SEND', { destination: `/queue/${name}` }, 'queue');
      expect(await client.nextBody()).to.equal('queue');
    },
  },
  {
    name: 'expiry: what is late on arrival or while waiting is dropped',
    async run(bench) {
      const destination = `/queue/${bench.name('expiry')}`;
      const client = await bench.connect('1.1');
      await client.processed(
        'SEND',
        { destination, expires: String(Date.now() - 60_000) },
        'late on arrival',
      );
      await client.processed(
        'SEND',
        { destination, expires: String(Date.now() + 100) },
        'late while waiting',
      );
      await client.processed('SEND', { destination, expires: String(Date.now() + 600_000) }, 'in time');
      await sleep(150);
      await client.processed('SUBSCRIBE', { id: 's', destination });
      expect(await client.nextBody()).to.equal('in time');
    },
  },
];
