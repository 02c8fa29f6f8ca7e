// The byte sockets: TCP and TLS over loopback on any free port, and memory.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { createServer as createTlsServer, type TlsOptions as ServerOptions } from 'node:tls';
import { expect } from 'chai';
import type { BrokerAddress, TlsOptions } from '../../../lib/stomp/broker_address';
import { BrokerUnreachable, TlsFailed } from '../../../lib/stomp/errors';
import { StompSession } from '../../../lib/stomp/session';
import type { ByteSocket, ConnectPhase } from '../../../lib/stomp/sockets/byte_socket';
import { connectSocket } from '../../../lib/stomp/sockets/connect_socket';
import { memoryPair } from '../../../lib/stomp/sockets/memory';
import { tcpFault } from '../../../lib/stomp/sockets/tcp';
import { settle } from '../rpc/fake_clock';
import { failure } from './session_fixture';

const file = (name: string): string => join(__dirname, 'certificates', name);
const pem = (name: string): Buffer => readFileSync(file(name));

const servers: Server[] = [];
const accepted = new Set<Socket>();

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', socket => accepted.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function tlsServer(
  certificate: string,
  onSocket: (socket: Socket) => void,
  options: ServerOptions = {},
): Server {
  const server = createTlsServer({
    cert: pem(`${certificate}.crt`),
    key: pem(`${certificate}.key`),
    ...options,
  });
  server.on('secureConnection', onSocket);
  server.on('tlsClientError', () => {});
  return server;
}

const echo = (socket: Socket): void => void socket.on('error', () => {}).pipe(socket);

const TRUSTING: TlsOptions = { caFiles: [file('ca.crt')], verify: true };

function local(port: number, tls?: TlsOptions, host = 'localhost'): BrokerAddress {
  return tls ? { host, port, tls } : { host, port };
}

function connect(address: BrokerAddress, signal = new AbortController().signal): Promise<ByteSocket> {
  return connectSocket(address, { signal });
}

/** What comes back of `bytes`, until the peer has closed. */
async function exchange(socket: ByteSocket, bytes: Buffer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  await new Promise<void>((resolve, reject) => {
    socket.start({
      onData(chunk) {
        chunks.push(Buffer.from(chunk));
        length += chunk.length;
        if (length >= bytes.length) socket.end();
      },
      onClose: error => (error ? reject(error) : resolve()),
    });
    for (let at = 0; at < bytes.length; at += 70_000) socket.write(bytes.subarray(at, at + 70_000));
  });
  return Buffer.concat(chunks);
}

describe('sockets', () => {
  afterEach(async () => {
    for (const socket of accepted) socket.destroy();
    accepted.clear();
    await Promise.all(servers.splice(0).map(server => new Promise(resolve => server.close(resolve))));
  });

  const body = Buffer.alloc(300_000, 'every byte counts');

  describe('TCP', () => {
    it('carries bytes both ways and closes after the last', async () => {
      const port = await listen(createTcpServer(echo));
      expect((await exchange(await connect(local(port)), body)).equals(body)).to.equal(true);
      expect(
        (await exchange(await connect(local(port, undefined, '127.0.0.1')), body)).equals(body),
      ).to.equal(true);
    });

    it('loses nothing that comes before start', async () => {
      const port = await listen(createTcpServer(socket => void socket.end('early')));
      const socket = await connect(local(port));
      await new Promise(resolve => setImmediate(resolve));
      expect(String(await exchange(socket, Buffer.from('x')))).to.equal('early');
    });

    it('is over when the peer hangs up, though it reads no more of what is still to be sent', async () => {
      const server = createTcpServer({ allowHalfOpen: true, pauseOnConnect: true }, peer => peer.end('bye'));
      const socket = await connect(local(await listen(server)));
      let heard = '';
      const closed = new Promise(resolve => {
        socket.start({ onData: chunk => (heard += chunk), onClose: resolve });
      });
      socket.write(Buffer.alloc(32 * 1024 * 1024));
      expect(await closed).to.equal(undefined);
      expect(heard).to.equal('bye');
    });

    it('says that nothing listens', async () => {
      const server = createTcpServer();
      const port = await listen(server);
      await new Promise(resolve => server.close(resolve));
      const error = (await failure(connect(local(port)))) as BrokerUnreachable;
      expect(error).to.be.instanceOf(BrokerUnreachable);
      expect(error.sentence).to.equal(
        `cannot reach the broker localhost:${port}: connection refused, nothing listens there; ` +
          'check the host and port of the broker, and that it runs and no firewall is between',
      );
      expect(error).to.have.nested.property('cause.code', 'ECONNREFUSED');
    });

    it('says that the host is unknown and the port impossible', async () => {
      const unknown = tcpFault(local(61613), Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
      expect(unknown.message).to.equal('cannot reach the broker localhost:61613: the host name is unknown');
      expect((await failure(connect(local(70_000)))).message).to.match(/between 1 and 65535/);
    });

    it('ends at the signal with its reason', async () => {
      const port = await listen(createTcpServer());
      const controller = new AbortController();
      const reason = new Error('enough');
      const failing = failure(connect(local(port), controller.signal));
      controller.abort(reason);
      expect(await failing).to.equal(reason);
      expect(await failure(connect(local(port), controller.signal))).to.equal(reason);
    });

    it('ignores writes after the end', async () => {
      const port = await listen(createTcpServer(echo));
      const socket = await connect(local(port));
      const closed = new Promise<Error | undefined>(resolve =>
        socket.start({ onData() {}, onClose: resolve }),
      );
      socket.destroy();
      socket.write(Buffer.from('x'));
      expect(await closed).to.equal(undefined);
      socket.write(Buffer.from('x'));
      expect(socket.bufferedBytes).to.equal(0);
    });
  });

  describe('TLS', () => {
    it('carries bytes, checks the chain and the name, tells its phases', async () => {
      const port = await listen(tlsServer('server', echo));
      const phases: ConnectPhase[] = [];
      const { signal } = new AbortController();
      const socket = await connectSocket(local(port, TRUSTING), {
        signal,
        onPhase: phase => phases.push(phase),
      });
      expect((await exchange(socket, body)).equals(body)).to.equal(true);
      expect(phases).to.deep.equal(['TCP', 'TLS']);
      const byAddress = await connect(local(port, TRUSTING, '127.0.0.1'));
      expect((await exchange(byAddress, body)).equals(body)).to.equal(true);
    });

    it('shows a client certificate', async () => {
      const options = { requestCert: true, rejectUnauthorized: true, ca: pem('ca.crt') };
      const port = await listen(tlsServer('server', echo, options));
      const own = { ...TRUSTING, certFile: file('client.crt'), keyFile: file('client.key') };
      expect((await exchange(await connect(local(port, own)), body)).equals(body)).to.equal(true);
    });

    it('connects to anything when told not to verify', async () => {
      const port = await listen(tlsServer('expired', echo));
      const socket = await connect(local(port, { caFiles: [], verify: false }));
      expect((await exchange(socket, body)).equals(body)).to.equal(true);
    });

    const FAULTS: Record<string, [server: string, tls: TlsOptions, says: RegExp]> = {
      'an expired certificate': ['expired', TRUSTING, /its certificate has expired; renew/],
      'a certificate for another host': [
        'wrong_host',
        TRUSTING,
        /certificate is for broker.example.net, not for localhost; write the host/,
      ],
      'an unknown CA': [
        'server',
        { caFiles: [file('other_ca.crt')], verify: true },
        /not signed by a CA we know; set/,
      ],
      'no CA given': ['server', { caFiles: [], verify: true }, /not signed by a CA we know; set/],
      'a CA file that is not there': [
        'server',
        { caFiles: ['/no/ca.pem'], verify: true },
        /CA file \/no\/ca.pem .*ENOENT/,
      ],
      'a CA file that is no PEM': [
        'server',
        { caFiles: [__filename], verify: true },
        /sockets.test.ts is not in PEM/,
      ],
      'a key that is not there': [
        'server',
        { ...TRUSTING, keyFile: '/no/key.pem' },
        /client key file \/no\/key.pem/,
      ],
      'a key of another certificate': [
        'server',
        { ...TRUSTING, certFile: file('client.crt'), keyFile: file('server.key') },
        /key values mismatch/,
      ],
      'ciphers nobody has': ['server', { ...TRUSTING, ciphers: 'NONESUCH' }, /ssl.ciphers names no cipher/],
    };
    for (const [name, [certificate, tls, says]] of Object.entries(FAULTS)) {
      it(`names ${name}`, async () => {
        const port = await listen(tlsServer(certificate, echo));
        const error = (await failure(connect(local(port, tls)))) as TlsFailed;
        expect(error).to.be.instanceOf(TlsFailed);
        expect(error.sentence).to.match(says).and.contain(`localhost:${port}`);
      });
    }

    it('names a port that does not speak TLS', async () => {
      const port = await listen(
        createTcpServer(socket => void socket.end('ERROR\nmessage:Unknown STOMP action\n\n\0')),
      );
      const error = (await failure(connect(local(port, TRUSTING)))) as TlsFailed;
      expect(error).to.be.instanceOf(TlsFailed);
      expect(error.sentence).to.match(/does not speak TLS; use the TLS port \(usually 61614\)/);
    });

    it('names a peer that hangs up in the handshake', async () => {
      const port = await listen(createTcpServer(socket => void socket.destroy()));
      const error = (await failure(connect(local(port, TRUSTING)))) as TlsFailed;
      expect(error).to.be.instanceOf(TlsFailed);
      expect(error.sentence).to.match(/handshake failed .*check that the port speaks TLS/);
    });

    it('leaves a broker that is not there unreachable', async () => {
      const server = createTcpServer();
      const port = await listen(server);
      await new Promise(resolve => server.close(resolve));
      expect(await failure(connect(local(port, TRUSTING)))).to.be.instanceOf(BrokerUnreachable);
    });

    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      it(`names a missing client certificate, which ${version} refuses in its own way`, async () => {
        const port = await listen(
          tlsServer('server', echo, {
            requestCert: true,
            rejectUnauthorized: true,
            ca: pem('ca.crt'),
            maxVersion: version,
          }),
        );
        // In TLS 1.3 the refusal comes after the handshake, when the session is logging in.
        const error = (await failure(StompSession.connect({ pool: [local(port, TRUSTING)] }))) as TlsFailed;
        expect(error).to.be.instanceOf(TlsFailed);
        expect(error.sentence).to.match(/client certificate.*ssl.cert, ssl.key/);
      });
    }

    it('ends at the signal while the handshake hangs', async () => {
      const port = await listen(createTcpServer());
      const controller = new AbortController();
      const reason = new Error('enough');
      const onPhase = (phase: ConnectPhase): void => {
        if (phase === 'TLS') controller.abort(reason);
      };
      expect(
        await failure(connectSocket(local(port, TRUSTING), { signal: controller.signal, onPhase })),
      ).to.equal(reason);
    });
  });

  describe('memory', () => {
    it('carries bytes in order, also from before start, then the end', async () => {
      const [left, right] = memoryPair();
      const seen: string[] = [];
      left.write(Buffer.from('a'));
      left.write(Buffer.from('b'));
      right.start({
        onData: chunk => seen.push(String(chunk)),
        onClose: error => seen.push(`closed ${error}`),
      });
      left.write(Buffer.from('c'));
      left.end();
      left.write(Buffer.from('too late'));
      await settle();
      expect(seen).to.deep.equal(['a', 'b', 'c', 'closed undefined']);
    });

    it('counts what the other end has not read', async () => {
      const [left, right] = memoryPair();
      right.start({ onData() {}, onClose() {} });
      right.stall();
      left.write(Buffer.alloc(10));
      left.write(Buffer.alloc(5));
      expect(left.bufferedBytes).to.equal(15);
      right.stall(false);
      await settle();
      expect(left.bufferedBytes).to.equal(0);
    });

    it('closes both ends at destroy; only this one learns of an error', async () => {
      const [left, right] = memoryPair();
      const closed: unknown[] = [];
      left.start({ onData() {}, onClose: error => closed.push(['left', error?.message]) });
      right.start({ onData() {}, onClose: error => closed.push(['right', error]) });
      left.fail(new Error('reset'));
      await settle();
      expect(closed).to.have.deep.members([
        ['left', 'reset'],
        ['right', undefined],
      ]);
    });
  });
});
