// TCP connections to a broker.
import type { LookupOptions } from 'node:dns';
import { connect, type Socket } from 'node:net';
import { type BrokerAddress, brokerName } from '../broker_address';
import { BrokerUnreachable } from '../errors';
import type { ByteSocket, ConnectSocketOptions } from './byte_socket';
import type { LookupCallback } from './lookup';
import { NodeSocket } from './node_socket';

/** The kernel probes an idle connection after this long. */
const KEEP_ALIVE_MS = 30_000;
// Node gives each address of a host 250 ms, too little for a far one, before it tries the next.
const ADDRESS_ATTEMPT_MS = 1_000;

export async function connectTcp(address: BrokerAddress, options: ConnectSocketOptions): Promise<ByteSocket> {
  options.signal.throwIfAborted();
  options.onPhase?.('TCP');
  try {
    return await NodeSocket.open(tune(connect(dialOptions(address))), 'connect', options.signal);
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    throw tcpFault(address, error);
  }
}

export function dialOptions({ host, port }: BrokerAddress) {
  return { host, port, lookup: lookupLate, autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS };
}

// Not called for addresses.
function lookupLate(host: string, options: LookupOptions, callback: LookupCallback): void {
  void import('./lookup').then(({ lookup }) => lookup(host, options, callback));
}

/** No waiting to fill packets, and a probe now and then for peers that vanished. */
export function tune<T extends Socket>(socket: T): T {
  return socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS) as T;
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'connection refused, nothing listens there',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the name server does not answer',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'the host does not answer',
  ECONNRESET: 'the connection was reset',
  ERR_SOCKET_BAD_PORT: 'the port must be between 1 and 65535',
};

export function tcpFault(address: BrokerAddress, error: unknown): BrokerUnreachable {
  return new BrokerUnreachable(brokerName(address), socketErrorText(error), { cause: error });
}

/** What a socket error means, in words. */
export function socketErrorText(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message ?? String(error);
}
