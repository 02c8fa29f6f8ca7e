// The calls of the real machine: room, addresses, connections to a listener of the test's own.
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { hostCalls } from '../../../lib/exec/host_calls';

const never = new AbortController().signal;

async function listening(host: string): Promise<{ port: number; accepted: Promise<unknown>; close(): void }> {
  const server = createServer();
  const accepted = new Promise(resolve => server.once('connection', resolve));
  server.on('connection', socket => socket.on('error', () => {}));
  await new Promise<void>(resolve => server.listen(0, host, resolve));
  return { port: (server.address() as { port: number }).port, accepted, close: () => server.close() };
}

describe('calls of the host', () => {
  it('tell the room of a file system', async () => {
    const room = await hostCalls.fileSystemRoom('/');
    expect(room.size).to.be.greaterThan(1e6);
    expect(room.free).to.be.within(0, room.size);
    expect(room.available).to.be.within(0, room.free);
    expect(await hostCalls.fileSystemRoom('/no/such/folder').catch(e => e)).to.include({ code: 'ENOENT' });
  });

  it('find addresses', async () => {
    expect(await hostCalls.addresses('localhost')).to.include.oneOf(['127.0.0.1', '::1']);
    expect(await hostCalls.addresses('192.0.2.7')).to.deep.equal(['192.0.2.7']);
    expect(await hostCalls.addresses('2001:db8::7')).to.deep.equal(['2001:db8::7']);
  });

  for (const host of ['127.0.0.1', '::1']) {
    it(`connect to a port that listens on ${host}, and not to one that does not`, async () => {
      const server = await listening(host);
      await hostCalls.reach(host, server.port, never);
      await server.accepted;
      server.close();
      expect(await hostCalls.reach(host, server.port, never).catch(e => e)).to.include({
        code: 'ECONNREFUSED',
      });
    });
  }

  it('end when nobody waits any more', async () => {
    const server = await listening('127.0.0.1');
    const failure = await hostCalls.reach('127.0.0.1', server.port, AbortSignal.abort()).catch(e => e);
    server.close();
    expect(failure).to.be.instanceOf(Error).with.property('message', 'nobody waits for it any more');
  });
});
