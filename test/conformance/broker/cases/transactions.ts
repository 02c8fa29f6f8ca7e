// Contract: BEGIN, COMMIT, ABORT for SEND and ACK.
import { expect } from 'chai';
import type { BrokerCase } from '../case';

export const transactionCases: readonly BrokerCase[] = [
  {
    name: 'transactions: sends happen at COMMIT, in order, and never after ABORT',
    async run(bench) {
      const destination = `/queue/${bench.name('tx')}`;
      const [sender, reader] = [await bench.connect('1.1'), await bench.connect('1.1')];
      await reader.processed('SUBSCRIBE', { id: 's', destination });
      await sender.processed('BEGIN', { transaction: 'keep' });
      await sender.processed('BEGIN', { transaction: 'drop' });
      await sender.processed('SEND', { destination, transaction: 'keep' }, 'one');
      await sender.processed('SEND', { destination, transaction: 'drop' }, 'never');
      await sender.processed('SEND', { destination, transaction: 'keep' }, 'two');
      await sender.processed('SEND', { destination }, 'outside');
      await sender.processed('ABORT', { transaction: 'drop' });
      await sender.processed('COMMIT', { transaction: 'keep' });
      await sender.processed('SEND', { destination }, 'after');
      expect(await reader.bodies(4)).to.deep.equal(['outside', 'one', 'two', 'after']);
    },
  },
  {
    name: 'transactions: an acknowledgement that is aborted did not happen',
    async run(bench) {
      const destination = `/queue/${bench.name('txack')}`;
      const client = await bench.connect('1.1');
      await client.processed('SUBSCRIBE', { id: 's', destination, ack: 'client' });
      client.send('SEND', { destination }, 'x');
      const id = (await client.next('MESSAGE')).headers['message-id']!;
      await client.processed('BEGIN', { transaction: 't' });
      await client.processed('ACK', { subscription: 's', 'message-id': id, transaction: 't' });
      await client.processed('ABORT', { transaction: 't' });
      await client.processed('ACK', { subscription: 's', 'message-id': id });
    },
  },
  {
    name: 'transactions: begun twice, or not begun, is an error',
    async run(bench) {
      const destination = `/queue/${bench.name('txwrong')}`;
      const client = await bench.connect('1.1');
      await client.processed('BEGIN', { transaction: 't' });
      client.send('BEGIN', { transaction: 't' });
      expect((await client.next('ERROR')).headers.message).to.contain('already started');
      client.send('SEND', { destination, transaction: 'unknown' });
      expect((await client.next('ERROR')).headers.message).to.contain('Invalid transaction id');
      client.send('BEGIN', {});
      expect((await client.next('ERROR')).headers.message).to.contain('Must specify the transaction');
    },
  },
];
