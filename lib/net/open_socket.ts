// TCP connections that end with a signal.
import { connect, type Socket } from 'node:net';
import { lookup } from '../stomp/sockets/lookup';
import { type Clock, systemClock } from '../util/clock';
import { attempt, type Patience } from './attempt';
import type { Endpoint } from './endpoint';
import type { Failed } from './fault';

const endings = new WeakMap<Socket, () => void>();

/** Every address of the host is tried. Rejects with what Node says. The socket ends with the signal. */
export function openSocket({ host, port }: Endpoint, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, lookup: lookup as never });
    const end = (): void => void socket.destroy();
    signal.addEventListener('abort', end, { once: true });
    endings.set(socket, () => signal.removeEventListener('abort', end));
    // Stays for the socket's life: a late error must not become an uncaught one.
    socket.on('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

/**
 * Leaves the end of a socket to who goes on with it. Under TLS that is the TLS socket alone: Node crashes when the
 * stream below is destroyed before it.
 */
export function disown(socket: Socket): Socket {
  endings.get(socket)?.();
  return socket;
}

/** That a port takes connections, and how long that took. */
export type Knock = { readonly ms: number };

export function knock(
  endpoint: Endpoint,
  patience: Patience,
  clock: Clock = systemClock,
): Promise<Knock | Failed> {
  const start = clock.monotonic();
  return attempt(
    patience,
    async signal => {
      await openSocket(endpoint, signal);
      return { ms: clock.monotonic() - start };
    },
    clock,
  );
}
