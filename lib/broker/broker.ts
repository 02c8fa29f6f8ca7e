// The embedded STOMP broker: enough of ActiveMQ for demos, tests and one small site.
import type { Duplex } from 'node:stream';
import { type Clock, systemClock, type Timer } from '../util/clock';
import { type Logger, silentLogger } from '../util/logger';
import { ClientSession } from './client_session';
import { Hub } from './hub';
import { type BrokerLimits, DEFAULT_BROKER_LIMITS } from './limits';
import { type Listener, type ListenerTls, listen } from './listener';
import type { Users } from './login';
import type { BrokerStats } from './tally';

export interface BrokerOptions {
  /** Reported in statistics and part of message ids. */
  readonly name?: string;
  /** Login to password; without it everybody may come in. */
  readonly users?: Users;
  readonly limits?: Partial<BrokerLimits>;
  readonly logger?: Logger;
  readonly clock?: Clock;
}

export interface ListenOptions extends BrokerOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free one. */
  readonly port?: number;
  /** With it TLS is spoken, and nothing else. */
  readonly tls?: ListenerTls;
}

// Time for clients to notice the end before their sockets are taken away.
const STOP_MS = 1000;

export class Broker {
  private readonly hub: Hub;
  private readonly sessions = new Set<ClientSession>();
  private listener: Listener | undefined;
  private sweepTimer: Timer | undefined;
  private allGone: (() => void) | undefined;
  private stopped = false;

  /** A broker without a port: clients are handed to `accept`. */
  constructor(options: BrokerOptions = {}) {
    const { name = 'fleetspec', users, logger = silentLogger, clock = systemClock } = options;
    const limits = { ...DEFAULT_BROKER_LIMITS, ...options.limits };
    this.hub = new Hub({ name, users, limits, clock, logger });
    this.sweepLater();
  }

  /** Listens and serves until `stop`. Throws CannotListen or UnusableTlsFile. */
  static async start(options: ListenOptions = {}): Promise<Broker> {
    const broker = new Broker(options);
    try {
      await broker.listen(options);
    } catch (error) {
      await broker.stop();
      throw error;
    }
    return broker;
  }

  /** The port listened on, 0 without one. */
  get port(): number {
    return this.listener?.port ?? 0;
  }

  /** The address listened on, empty without one. */
  get address(): string {
    return this.listener?.address ?? '';
  }

  get stats(): BrokerStats {
    return this.hub.stats();
  }

  /** Serves a client on the other end of `stream`; `peer` names it in the log. */
  accept(stream: Duplex, peer: string): void {
    const { tally, limits } = this.hub;
    const session = new ClientSession(this.hub, stream, peer, gone => this.onGone(gone));
    this.sessions.add(session);
    tally.accepted++;
    tally.connections = this.sessions.size;
    if (this.stopped) session.close();
    else if (this.sessions.size > limits.maxConnections) {
      tally.refusedConnections++;
      session.turnAway(`More than ${limits.maxConnections} connections are not allowed`);
    }
  }

  /** Closes the port and every connection; never throws. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.sweepTimer?.cancel();
    this.listener?.close();
    for (const session of this.sessions) session.close();
    if (this.sessions.size === 0) return;
    const { clock } = this.hub.options;
    await new Promise<void>(resolve => {
      const timer = clock.after(STOP_MS, resolve);
      this.allGone = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  private async listen(options: ListenOptions): Promise<void> {
    const { host = '127.0.0.1', port = 0, tls } = options;
    const { logger, limits } = this.hub.options;
    this.listener = await listen({
      ...{ host, port, tls, logger },
      maxConnections: limits.maxConnections,
      onClient: (socket, peer) => this.accept(socket, peer),
    });
    this.hub.uris[tls ? 'stomp+ssl' : 'stomp'] = `${tls ? 'stomp+ssl' : 'stomp'}://${host}:${this.port}`;
    logger.info('broker listening', { host, port: this.port, tls: tls !== undefined });
  }

  private onGone(session: ClientSession): void {
    this.sessions.delete(session);
    this.hub.tally.connections = this.sessions.size;
    if (this.sessions.size === 0) this.allGone?.();
  }

  private sweepLater(): void {
    const { clock, limits } = this.hub.options;
    this.sweepTimer = clock.after(limits.sweepMs, () => {
      this.hub.destinations.sweep();
      this.sweepLater();
    });
  }
}
