// The end of a connection, pauses and cuts, over memory streams.
import { type Duplex, duplexPair } from 'node:stream';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Connection, type ConnectionHandlers } from '../../../lib/broker/connection';
import { type BrokerLimits, DEFAULT_BROKER_LIMITS } from '../../../lib/broker/limits';
import { FakeClock, settle } from './fixture';

interface Wired {
  readonly connection: Connection;
  readonly peer: Duplex;
  readonly clock: FakeClock;
  readonly log: string[];
  readonly chunks: string[];
}

function wire(limits: Partial<BrokerLimits> = {}): Wired {
  const [ours, peer] = duplexPair();
  const log: string[] = [];
  const chunks: string[] = [];
  peer.on('data', chunk => chunks.push(chunk.toString()));
  peer.on('end', () => log.push('peer sees the end'));
  const handlers: ConnectionHandlers = {
    onFrame: frame => log.push(frame.command),
    onBytes: () => {},
    onDrained: () => log.push('drained'),
    onGarbage: () => log.push('garbage'),
    onTooSlow: () => log.push('too slow'),
    onClosed: () => log.push('closed'),
  };
  const clock = new FakeClock();
  const connection = new Connection(ours, handlers, { ...DEFAULT_BROKER_LIMITS, ...limits }, clock);
  return { connection, peer, clock, log, chunks };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await settle();
}

describe('a connection of the broker', () => {
  it('sends what it has to say before it closes, and hears nothing more', async () => {
    const { connection, peer, log, chunks } = wire();
    connection.sendFrame('ERROR', { message: 'why' });
    connection.end();
    peer.write('SEND\n\n\0');
    await turns();
    expect(chunks.join('')).to.equal('ERROR\nmessage:why\ncontent-length:0\n\n\0');
    expect(log).to.deep.equal(['closed', 'peer sees the end']);
    connection.sendFrame('RECEIPT', {});
    connection.end();
    await turns();
    expect(log).to.have.length(2);
  });

  it('takes the socket away from a peer that does not close its side', async () => {
    const { connection, clock } = wire();
    let destroyed = false;
    (connection as unknown as { stream: Duplex }).stream.on('close', () => {
      destroyed = true;
    });
    connection.end();
    await turns();
    expect(destroyed).to.equal(false);
    await clock.advance(2000);
    await turns();
    expect(destroyed).to.equal(true);
    expect(clock.pending).to.equal(0);
  });

  it('ends when the peer ends', async () => {
    const { connection, peer, log } = wire();
    peer.end('SEND\n\n\0');
    await turns();
    expect(log.slice(0, 2)).to.deep.equal(['SEND', 'closed']);
    expect(connection.isOpen).to.equal(false);
  });

  it('serves the frames before garbage, none after it', async () => {
    const { peer, log } = wire();
    peer.write('SEND\n\n\0 garbage\n\n\0SEND\n\n\0');
    await turns();
    expect(log.slice(0, 3)).to.deep.equal(['SEND', 'garbage', 'closed']);
  });

  it('is cut when it takes nothing for long, not while it takes something', async () => {
    const { connection, peer, clock, log } = wire({ outputPauseBytes: 100, outputStalledMs: 1000 });
    peer.pause();
    while (!connection.paused) connection.write(Buffer.alloc(1000));
    for (let at = 0; at < 500; at++) connection.write(Buffer.alloc(1000));
    await turns();
    for (let second = 0; second < 3; second++) {
      peer.read(20_000);
      await turns();
      await clock.advance(1000);
    }
    expect(log).to.deep.equal([]);
    await clock.advance(1000);
    await turns();
    expect(log).to.deep.equal(['too slow', 'closed']);
    expect(clock.pending).to.equal(0);
  });

  it('pauses above one bound, resumes when all is read, and is cut above the other', async () => {
    const { connection, peer, log } = wire({ outputPauseBytes: 100, outputCutBytes: 100_000 });
    peer.pause();
    while (!connection.paused) connection.write(Buffer.alloc(1000));
    expect(log).to.deep.equal([]);
    peer.resume();
    await turns();
    expect(connection.paused).to.equal(false);
    expect(log).to.deep.equal(['drained']);
    peer.pause();
    await turns();
    for (let at = 0; at < 1000; at++) connection.write(Buffer.alloc(1000));
    expect(log).to.deep.equal(['drained', 'too slow']);
    expect(connection.isOpen).to.equal(false);
    await turns();
    expect(log).to.deep.equal(['drained', 'too slow', 'closed']);
  });
});
