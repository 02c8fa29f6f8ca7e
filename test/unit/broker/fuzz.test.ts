// Hostile clients: frames bent and broken at random; the broker answers or closes, and serves everybody else.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { silentLogger } from '../../../lib/util/logger';
import { MemoryClient, makeBroker, settle } from './fixture';

const COMMANDS = [
  'CONNECT',
  'SEND',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'ACK',
  'NACK',
  'BEGIN',
  'COMMIT',
  'ABORT',
  'DISCONNECT',
];
const NAMES = [
  ...[
    'destination',
    'id',
    'ack',
    'transaction',
    'receipt',
    'selector',
    'expires',
    'reply-to',
    'subscription',
  ],
  ...[
    'message-id',
    'content-length',
    'heart-beat',
    'accept-version',
    'activemq.prefetchSize',
    '__proto__',
    'x',
  ],
];
const VALUES = [
  ...[
    '/queue/q',
    '/topic/t',
    '/topic/>',
    '/queue/*',
    '/temp-queue/x',
    '/remote-temp-queue/ID:1',
    '/queue/',
    'q',
  ],
  ...[
    '/queue/ActiveMQ.Statistics.Broker',
    '/topic/ActiveMQ.Statistics.Destination.>',
    "a = 'b'",
    '1',
    '0',
    '-1',
    '',
  ],
  ...['client', 'client-individual', '1.2', '99999999999999', '1000,1000', '\\c', '\\x', 'a:b'],
];

const header = fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...VALUES)).map(pair => pair.join(':'));
const frame = fc
  .tuple(fc.constantFrom(...COMMANDS), fc.array(header, { maxLength: 6 }), fc.string({ maxLength: 20 }))
  .map(([command, headers, body]) => Buffer.from(`${[command, ...headers].join('\n')}\n\n${body}\0`));
const noise = fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes));
const stream = fc.array(fc.oneof({ weight: 9, arbitrary: frame }, { weight: 1, arbitrary: noise }), {
  maxLength: 12,
});

describe('hostile clients', () => {
  it('never disturb the others, and leave nothing behind', async () => {
    const faults: unknown[] = [];
    const logger = { ...silentLogger, error: (...what: unknown[]) => void faults.push(what) };
    const { broker } = makeBroker({ logger });
    const good = await MemoryClient.connect(broker);
    await good.processed('SUBSCRIBE', { id: 's', destination: '/topic/good' });
    await fc.assert(
      fc.asyncProperty(stream, async chunks => {
        const bad = new MemoryClient(broker);
        bad.stream.write('CONNECT\naccept-version:1.2\n\n\0');
        for (const chunk of chunks) bad.stream.write(chunk);
        for (let turn = 0; turn < 6; turn++) await settle();
        bad.stream.destroy();
        await good.processed('SEND', { destination: '/topic/good' }, 'fine');
        expect(await good.bodies(1)).to.deep.equal(['fine']);
      }),
      { numRuns: 200 },
    );
    await settle();
    expect(broker.stats.connections).to.equal(1);
    expect(broker.stats.consumers).to.equal(1);
    expect(faults).to.deep.equal([]);
  });
});
