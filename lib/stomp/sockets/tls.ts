// TLS connections to a broker: CA files, client certificate, host name check.
import { readFile, stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { type BrokerAddress, brokerName, type TlsOptions } from '../broker_address';
import { TlsFailed } from '../errors';
import type { ByteSocket, ConnectSocketOptions, TlsSession } from './byte_socket';
import { NodeSocket } from './node_socket';
import { dialOptions, tcpFault, tune } from './tcp';
import { tlsFault } from './tls_fault';

export async function connectTls(address: BrokerAddress, options: ConnectSocketOptions): Promise<ByteSocket> {
  // Files first: a missing key should not depend on the broker being up.
  const files = await readFiles(address, address.tls!);
  options.signal.throwIfAborted();
  options.onPhase?.('TCP');
  let connected = false;
  try {
    const socket = tune(connect({ ...dialOptions(address), ...tlsOptions(address), ...files }));
    socket.once('connect', () => {
      connected = true;
      options.onPhase?.('TLS');
    });
    const opened = await NodeSocket.open(socket, 'secureConnect', options.signal);
    opened.tls = () => sessionOf(socket);
    return opened;
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    throw connected || !isSystemError(error) ? tlsFault(address, error) : tcpFault(address, error);
  }
}

function sessionOf(socket: TLSSocket): TlsSession {
  return {
    protocol: socket.getProtocol() ?? undefined,
    cipher: socket.getCipher()?.name,
    certificate: [socket.getPeerCertificate()?.subject?.CN].flat()[0],
  };
}

// From the kernel or the resolver, as opposed to OpenSSL's complaints about keys and ciphers.
function isSystemError(error: unknown): boolean {
  const { syscall, code } = error as NodeJS.ErrnoException;
  return syscall !== undefined || code === 'ERR_SOCKET_BAD_PORT' || error instanceof AggregateError;
}

function tlsOptions({ host, tls }: BrokerAddress): ConnectionOptions {
  return {
    // A name only: an address is not allowed in the SNI extension.
    ...(isIP(host) ? {} : { servername: host }),
    rejectUnauthorized: tls!.verify,
    ...(tls!.ciphers === undefined ? {} : { ciphers: tls!.ciphers }),
  };
}

type Files = Pick<ConnectionOptions, 'ca' | 'cert' | 'key'>;

async function readFiles(address: BrokerAddress, tls: TlsOptions): Promise<Files> {
  const read = (what: string, file: string) => readPem(address, what, file);
  return {
    // Without any, the CAs that come with Node.
    ...(tls.caFiles.length > 0 ? { ca: await Promise.all(tls.caFiles.map(file => read('CA', file))) } : {}),
    ...(tls.certFile === undefined ? {} : { cert: await read('client certificate', tls.certFile) }),
    ...(tls.keyFile === undefined ? {} : { key: await read('client key', tls.keyFile) }),
  };
}

async function readPem(address: BrokerAddress, what: string, file: string): Promise<Buffer> {
  let pem: Buffer;
  try {
    // A pipe that nobody writes to would hold a thread, and with it the end of the process.
    if (!(await stat(file)).isFile()) throw Object.assign(new Error(), { code: 'no regular file' });
    pem = await readFile(file);
  } catch (error) {
    throw fileFault(
      address,
      `the ${what} file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`,
      error,
    );
  }
  if (!pem.includes('-----BEGIN ')) throw fileFault(address, `the ${what} file ${file} is not in PEM format`);
  return pem;
}

function fileFault(address: BrokerAddress, reason: string, cause?: unknown): TlsFailed {
  return new TlsFailed(brokerName(address), reason, { remedy: 'correct the file or its path', cause });
}
