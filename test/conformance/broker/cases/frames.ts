// Contract: bodies, headers and their escapes, receipts, garbage.
import { expect } from 'chai';
import type { BrokerCase } from '../case';

const everyByte = Buffer.from(Array.from({ length: 1024 }, (_, at) => at % 256));

function patternOf(length: number): Buffer {
  return Buffer.alloc(length, everyByte);
}

export const frameCases: readonly BrokerCase[] = [
  {
    name: 'bodies: binary with NULs, empty and 4 MiB arrive byte for byte',
    async run(bench) {
      const destination = `/queue/${bench.name('binary')}`;
      const client = await bench.connect('1.1');
      await client.processed('SUBSCRIBE', { id: 's', destination });
      for (const body of [everyByte, Buffer.alloc(0), Buffer.from([0]), patternOf(4 * 1024 * 1024)]) {
        client.send('SEND', { destination, 'content-length': String(body.length) }, body);
        const message = await client.next('MESSAGE');
        expect(message.headers['content-length']).to.equal(String(body.length));
        expect(message.body.equals(body), `${body.length} bytes`).to.equal(true);
      }
    },
  },
  {
    name: 'bodies: without content-length the body ends at the NUL',
    async run(bench) {
      const destination = `/queue/${bench.name('text')}`;
      const client = await bench.connect('1.2');
      await client.processed('SUBSCRIBE', { id: 's', destination });
      client.send('SEND', { destination }, 'Grüße\nzwei');
      expect(await client.nextBody()).to.equal('Grüße\nzwei');
    },
  },
  {
    name: 'headers: a MESSAGE carries id, destination, subscription and all user headers, not the forged ones',
    async run(bench) {
      const destination = `/queue/${bench.name('headers')}`;
      const client = await bench.connect('1.1');
      await client.processed('SUBSCRIBE', { id: 'sub-1', destination });
      const expires = String(Date.now() + 600_000);
      const user = {
        ...{ timestamp: '1700000000000', expires, priority: '7', type: 'T', 'correlation-id': 'c9' },
        ...{ 'reply-to': '/queue/reply.1', mc_identity: 'n1', 'content-type': 'text/plain', empty: '' },
      };
      const forged = { 'message-id': 'mine', subscription: 'other', redelivered: 'true', receipt: 'r' };
      client.send('SEND', { destination, ...user, ...forged, 'content-length': '1' }, 'x');
      const { headers } = await client.next('MESSAGE');
      expect(headers).to.include({ ...user, destination, subscription: 'sub-1' });
      expect(headers['message-id']).to.be.a('string').and.not.equal('mine');
      expect(headers).to.not.have.any.keys('redelivered', 'receipt');
    },
  },
  {
    name: 'headers: defaults of expires, priority and timestamp',
    async run(bench) {
      const destination = `/topic/${bench.name('defaults')}`;
      const client = await bench.connect();
      await client.processed('SUBSCRIBE', { destination });
      client.send('SEND', { destination }, 'x');
      const { headers } = await client.next('MESSAGE');
      expect(headers).to.include({ expires: '0', priority: '4' });
      expect(Number(headers.timestamp)).to.be.greaterThan(1.6e12);
      expect(headers).to.not.have.property('subscription');
    },
  },
  {
    name: 'headers: of repeated ones the first counts',
    async run(bench) {
      const destination = `/queue/${bench.name('repeated')}`;
      const client = await bench.connect('1.1');
      await client.processed('SUBSCRIBE', { id: 's', destination });
      client.write(`SEND\ndestination:${destination}\nfoo:first\nfoo:second\n\n\0`);
      expect((await client.next('MESSAGE')).headers.foo).to.equal('first');
    },
  },
  {
    name: 'headers: escapes are those of each side: none in 1.0, \\c \\n \\\\ in 1.1 and 1.2',
    async run(bench) {
      const destination = `/topic/${bench.name('escapes')}`;
      const [v10, v11, v12] = [await bench.connect(), await bench.connect('1.1'), await bench.connect('1.2')];
      for (const client of [v10, v11, v12]) await client.processed('SUBSCRIBE', { id: 's', destination });
      await v12.processed('SEND', { destination, colon: 'a\\cb', slash: 'c\\\\d', 'na\\cme': 'v' });
      v11.send('SEND', { destination, line: 'a\\nb' });
      for (const client of [v11, v12]) {
        const first = (await client.next('MESSAGE')).headers;
        expect(first).to.include({ colon: 'a\\cb', slash: 'c\\\\d', 'na\\cme': 'v' });
        expect((await client.next('MESSAGE')).headers.line).to.equal('a\\nb');
      }
      expect((await v10.next('MESSAGE')).headers).to.include({ colon: 'a:b', slash: 'c\\d' });
    },
  },
  {
    name: 'headers: STOMP 1.2 lines may end in CR LF',
    async run(bench) {
      const destination = `/queue/${bench.name('crlf')}`;
      const client = await bench.connect('1.2');
      await client.processed('SUBSCRIBE', { id: 's', destination });
      client.write(`SEND\r\ndestination:${destination}\r\nfoo:bar\r\n\r\nbody\0`);
      const message = await client.next('MESSAGE');
      expect(message.headers.foo).to.equal('bar');
      expect(message.body.toString()).to.equal('body');
    },
  },
  {
    name: 'receipts: every frame of a session can ask for one',
    async run(bench) {
      const destination = `/queue/${bench.name('receipts')}`;
      const client = await bench.connect('1.1');
      await client.processed('SUBSCRIBE', { id: 's', destination, ack: 'client-individual' });
      await client.processed('SEND', { destination }, 'one');
      await client.processed('SEND', { destination }, 'two');
      const ids = [await client.next('MESSAGE'), await client.next('MESSAGE')].map(
        m => m.headers['message-id']!,
      );
      await client.processed('ACK', { subscription: 's', 'message-id': ids[0]! });
      await client.processed('NACK', { subscription: 's', 'message-id': ids[1]! });
      await client.processed('BEGIN', { transaction: 't' });
      await client.processed('ABORT', { transaction: 't' });
      await client.processed('BEGIN', { transaction: 't' });
      await client.processed('COMMIT', { transaction: 't' });
      await client.processed('UNSUBSCRIBE', { id: 's' });
      await client.processed('DISCONNECT');
    },
  },
  {
    name: 'receipts: the one of SUBSCRIBE comes before stored messages',
    async run(bench) {
      const destination = `/queue/${bench.name('order')}`;
      const client = await bench.connect('1.1');
      await client.processed('SEND', { destination }, 'stored');
      client.send('SUBSCRIBE', { id: 's', destination, receipt: 'sub' });
      await client.next('RECEIPT');
      expect(await client.nextBody()).to.equal('stored');
    },
  },
  {
    name: 'errors: a frame that cannot be served names its receipt, and the session goes on',
    async run(bench) {
      const destination = `/queue/${bench.name('goes-on')}`;
      const client = await bench.connect('1.2');
      const wrong: Array<[string, Record<string, string>, string]> = [
        ['SEND', {}, 'SEND received without a Destination specified!'],
        ['SUBSCRIBE', { destination }, 'SUBSCRIBE received without a subscription id!'],
        ['UNSUBSCRIBE', { id: 'unknown' }, 'No subscription matched.'],
        ['ACK', { id: 'unknown' }, 'Unexpected ACK received for message-id'],
        ['COMMIT', { transaction: 'unknown' }, 'Invalid transaction id\\c unknown'],
      ];
      for (const [command, headers, text] of wrong) {
        client.send(command, { ...headers, receipt: command });
        const error = await client.next('ERROR');
        expect(error.headers.message, command).to.contain(text);
        expect(error.headers['receipt-id']).to.equal(command);
      }
      await client.processed('SEND', { destination }, 'still here');
    },
  },
  {
    name: 'garbage: answered with ERROR and closed, and nobody else notices',
    async run(bench) {
      const destination = `/topic/${bench.name('bystander')}`;
      const bystander = await bench.connect('1.2');
      await bystander.processed('SUBSCRIBE', { id: 's', destination });
      const garbage = ['GET / HTTP/1.1\r\nHost: x\r\n\r\n\0', 'send\ndestination:/queue/x\n\n\0', 'XX\n\n\0'];
      for (const bytes of garbage) {
        const client = await bench.open();
        client.write(bytes);
        await client.next('ERROR');
        await client.untilClosed();
      }
      bystander.send('SEND', { destination }, 'undisturbed');
      expect(await bystander.nextBody()).to.equal('undisturbed');
    },
  },
  {
    name: 'garbage: a content-length that is no number ends the session with ERROR',
    async run(bench) {
      const client = await bench.connect('1.2');
      client.send('SEND', { destination: `/queue/${bench.name('x')}`, 'content-length': 'many' });
      await client.next('ERROR');
      await client.untilClosed();
    },
  },
];
