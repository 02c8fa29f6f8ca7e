// Where clients of the broker come in: TCP or TLS.
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions as NodeTlsOptions } from 'node:tls';
import { brokerName } from '../stomp/broker_address';
import type { Logger } from '../util/logger';
import { CannotListen, UnusableTlsFile } from './errors';

/** PEM files of the broker's side of TLS. */
export interface ListenerTls {
  readonly certFile: string;
  readonly keyFile: string;
  /** Who signs client certificates. */
  readonly caFile?: string;
  /** Only clients with a certificate signed by `caFile` are let in. */
  readonly requireCert?: boolean;
}

export interface ListenerOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly tls: ListenerTls | undefined;
  readonly maxConnections: number;
  readonly logger: Logger;
  onClient(socket: Socket, peer: string): void;
}

export interface Listener {
  readonly port: number;
  readonly address: string;
  /** Frees the port at once; sockets already accepted are not touched. */
  close(): void;
}

// Handshakes are not sessions yet: a bound of their own keeps idle sockets from using up all descriptors.
const UNFINISHED_HANDSHAKES = 1000;
const HANDSHAKE_MS = 20_000;

/** Throws CannotListen or UnusableTlsFile. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const server = options.tls ? await tlsServer(options, options.tls) : plainServer(options);
  server.maxConnections = options.maxConnections + UNFINISHED_HANDSHAKES;
  await started(server, options);
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new CannotListen(options.host, 'not a TCP address');
  server.on('error', error => options.logger.error('listener', { reason: error.message }));
  return { port: address.port, address: address.address, close: () => void server.close() };
}

function plainServer(options: ListenerOptions): Server {
  return createServer({ noDelay: true, keepAlive: true }, socket => accept(socket, options));
}

async function tlsServer(options: ListenerOptions, tls: ListenerTls): Promise<Server> {
  const files = await readTlsFiles(tls);
  try {
    const server = createTlsServer(
      {
        ...files,
        requestCert: tls.requireCert ?? false,
        rejectUnauthorized: tls.requireCert ?? false,
        minVersion: 'TLSv1.2',
        handshakeTimeout: HANDSHAKE_MS,
        noDelay: true,
        keepAlive: true,
      },
      socket => accept(socket, options),
    );
    server.on('tlsClientError', (error, socket) => {
      options.logger.warn('TLS handshake failed', { client: peerOf(socket), reason: error.message });
      socket.destroy();
    });
    return server;
  } catch (error) {
    throw new UnusableTlsFile(`${tls.certFile} (key ${tls.keyFile})`, messageOf(error), { cause: error });
  }
}

async function readTlsFiles(tls: ListenerTls): Promise<Pick<NodeTlsOptions, 'cert' | 'key' | 'ca'>> {
  const [cert, key] = [await readPem(tls.certFile), await readPem(tls.keyFile)];
  return tls.caFile === undefined ? { cert, key } : { cert, key, ca: await readPem(tls.caFile) };
}

async function readPem(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UnusableTlsFile(file, messageOf(error), { cause: error });
  }
}

function accept(socket: Socket, options: ListenerOptions): void {
  options.onClient(socket, peerOf(socket));
}

function peerOf(socket: Socket): string {
  return brokerName({ host: socket.remoteAddress ?? 'unknown', port: socket.remotePort ?? 0 });
}

function started(server: Server, { host, port }: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void =>
      reject(new CannotListen(brokerName({ host, port }), messageOf(error), { cause: error }));
    server.once('error', onError);
    server.listen({ host, port }, () => {
      server.removeListener('error', onError);
      resolve();
    });
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
