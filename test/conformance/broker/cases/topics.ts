// Contract: topics, wildcards, selectors on topics.
import { expect } from 'chai';
import type { BrokerCase } from '../case';

export const topicCases: readonly BrokerCase[] = [
  {
    name: 'topics: every subscriber gets every message, in order; who came late gets none',
    async run(bench) {
      const destination = `/topic/${bench.name('fan')}`;
      const sender = await bench.connect('1.1');
      await sender.processed('SEND', { destination }, 'before anybody');
      const readers = [await bench.connect(), await bench.connect('1.1'), await bench.connect('1.2')];
      for (const reader of readers) await reader.processed('SUBSCRIBE', { id: 's', destination });
      const sent = Array.from({ length: 50 }, (_, at) => `message ${at}`);
      for (const body of sent) sender.send('SEND', { destination }, body);
      for (const reader of readers) expect(await reader.bodies(sent.length)).to.deep.equal(sent);
    },
  },
  {
    name: 'topics: two subscriptions of one connection each get the message',
    async run(bench) {
      const destination = `/topic/${bench.name('twice')}`;
      const client = await bench.connect('1.1');
      await client.processed('SUBSCRIBE', { id: 'a', destination });
      await client.processed('SUBSCRIBE', { id: 'b', destination });
      client.send('SEND', { destination }, 'x');
      const frames = [await client.next('MESSAGE'), await client.next('MESSAGE')];
      expect(frames.map(frame => frame.headers.subscription)).to.have.members(['a', 'b']);
      expect(frames[0]!.headers['message-id']).to.equal(frames[1]!.headers['message-id']);
    },
  },
  {
    name: 'topics: UNSUBSCRIBE by id (1.1) and by destination (1.0) stops delivery',
    async run(bench) {
      const destination = `/topic/${bench.name('unsubscribe')}`;
      const marker = `/topic/${bench.name('marker')}`;
      const [v10, v11] = [await bench.connect(), await bench.connect('1.1')];
      for (const client of [v10, v11]) {
        await client.processed('SUBSCRIBE', { id: 'marker', destination: marker });
        const id: Record<string, string> = client === v11 ? { id: 's' } : {};
        await client.processed('SUBSCRIBE', { ...id, destination });
        await client.processed('UNSUBSCRIBE', client === v11 ? { id: 's' } : { destination });
      }
      await v11.processed('SEND', { destination }, 'not wanted');
      await v11.processed('SEND', { destination: marker }, 'marker');
      for (const client of [v10, v11]) expect(await client.nextBody()).to.equal('marker');
    },
  },
  {
    name: 'topics: wildcards * and > match as ActiveMQ does',
    async run(bench) {
      const base = bench.name('wild');
      const client = await bench.connect('1.1');
      const patterns = ['>', '*.agent', '*.>', 'a.>', 'a.agent.>', 'a.*', 'A.>'];
      for (const pattern of patterns) {
        await client.processed('SUBSCRIBE', { id: pattern, destination: `/topic/${base}.${pattern}` });
      }
      const matching: Array<[string, string[]]> = [
        ['a.agent', ['>', '*.agent', '*.>', 'a.>', 'a.agent.>', 'a.*']],
        ['b.agent', ['>', '*.agent', '*.>']],
        ['b', ['>', '*.>']],
        ['a', ['>', '*.>', 'a.>']],
        ['a.b.c', ['>', '*.>', 'a.>']],
      ];
      for (const [name, expected] of matching) {
        await client.processed('SEND', { destination: `/topic/${base}.${name}` }, name);
        const frames = [];
        while (frames.length < expected.length) frames.push(await client.next('MESSAGE'));
        expect(frames.map(frame => frame.headers.subscription)).to.have.members(expected);
        for (const frame of frames) expect(frame.headers.destination).to.equal(`/topic/${base}.${name}`);
      }
      expect(client.waiting('MESSAGE')).to.equal(0);
    },
  },
  {
    name: 'topics: a selector passes only what matches',
    async run(bench) {
      const destination = `/topic/${bench.name('selected')}`;
      const client = await bench.connect('1.1');
      await client.processed('SUBSCRIBE', { id: 's', destination, selector: "mc_identity = 'n1'" });
      client.send('SEND', { destination, mc_identity: 'n2' }, 'other');
      client.send('SEND', { destination }, 'none');
      client.send('SEND', { destination, mc_identity: 'n1' }, 'mine');
      expect(await client.nextBody()).to.equal('mine');
    },
  },
  {
    name: 'topics: an expired message is not delivered',
    async run(bench) {
      const destination = `/topic/${bench.name('expired')}`;
      const client = await bench.connect('1.1');
      await client.processed('SUBSCRIBE', { id: 's', destination });
      client.send('SEND', { destination, expires: String(Date.now() - 60_000) }, 'too late');
      client.send('SEND', { destination, expires: '0' }, 'never expires');
      expect(await client.nextBody()).to.equal('never expires');
    },
  },
];
