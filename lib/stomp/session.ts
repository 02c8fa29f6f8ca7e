// A STOMP session over a pool of brokers: failover, reconnect with back-off, resubscription.
import { type Clock, systemClock, type Timer } from '../util/clock';
import { type Logger, silentLogger } from '../util/logger';
import { BackOff } from './back_off';
import { type BrokerAddress, brokerName } from './broker_address';
import { BrokerLink, type LinkOptions } from './broker_link';
import { BrokerRing, shuffled } from './broker_ring';
import type {
  ConnectionState,
  StompConnection,
  StompMessage,
  SubscribeOptions,
  Subscription,
} from './connection';
import { BrokerLost, BrokerUnreachable, LoginRefused, NoBrokerReachable } from './errors';
import { linkOptions, maxAttempts, type SessionOptions } from './session_options';
import { type SubscriptionRecord, Subscriptions } from './subscriptions';

/** A connection that held this long was a good one: the next loss starts with the short delay again. */
const STABLE_MS = 10_000;

export class StompSession implements StompConnection {
  private link: BrokerLink | undefined;
  private connectedAt = 0;
  private attempts = 0;
  /** Why no more attempts are made, once that is so. */
  private over: Error | undefined;
  private timer: Timer | undefined;
  private readonly closing = new AbortController();
  private readonly ring: BrokerRing;
  private readonly backOff: BackOff;
  private readonly subscriptions: Subscriptions;
  private readonly listeners = new Set<(state: ConnectionState) => void>();
  private readonly clock: Clock;
  private readonly logger: Logger;
  private readonly linkOptions: LinkOptions;
  private readonly maxAttempts: number;

  /**
   * Tries each broker once, in order. Rejects when none can be used: with the broker's own error when one was
   * tried, otherwise with NoBrokerReachable. Brokers that would be given a refused login again are left out.
   */
  static async connect(options: SessionOptions): Promise<StompSession> {
    const session = new StompSession(options);
    await session.connectFirst(options.signal);
    return session;
  }

  private constructor(options: SessionOptions) {
    const random = options.random ?? Math.random;
    this.clock = options.clock ?? systemClock;
    this.logger = options.logger ?? silentLogger;
    this.ring = new BrokerRing(options.randomize ? shuffled(options.pool, random) : options.pool);
    this.backOff = new BackOff({
      initialMs: options.reconnectInitialMs ?? 10,
      maxMs: options.reconnectMaxMs ?? 30_000,
      random,
    });
    this.subscriptions = new Subscriptions(this.logger);
    this.maxAttempts = maxAttempts(options);
    this.linkOptions = linkOptions(options, this.clock);
  }

  get broker(): string | undefined {
    return this.link && brokerName(this.link.address);
  }

  /** A given `id` header is used if it is free. Throws BrokerLost once the session is over. */
  subscribe(
    destination: string,
    onMessage: (message: StompMessage) => void,
    headers: Record<string, string> = {},
    { unasked = false }: SubscribeOptions = {},
  ): Subscription {
    if (this.over) throw this.downError();
    const record = this.subscriptions.add(destination, onMessage, headers, unasked);
    try {
      if (!unasked) this.link?.send('SUBSCRIBE', record.headers);
    } catch (error) {
      this.subscriptions.remove(record);
      throw error;
    }
    return { unsubscribe: () => this.unsubscribe(record) };
  }

  send(destination: string, headers: Record<string, string>, body: Buffer): void {
    if (!this.link) throw this.downError();
    this.link.send('SEND', { ...headers, destination }, body);
  }

  flush(timeoutMs: number): Promise<void> {
    return this.link ? this.link.flush(timeoutMs) : Promise.reject(this.downError());
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** States are not told any more: the caller knows. */
  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.over = new BrokerLost(this.lastBroker, 'the session is closed');
    this.listeners.clear();
    this.subscriptions.clear();
    this.timer?.cancel();
    this.closing.abort(this.over);
    const link = this.link;
    this.link = undefined;
    await link?.close();
    this.logger.debug('left the broker');
  }

  private async connectFirst(signal: AbortSignal | undefined): Promise<void> {
    const failures: Error[] = [];
    const tried = new Set<BrokerAddress>();
    for (let broker = this.ring.head; broker && !tried.has(broker); broker = this.ring.head) {
      tried.add(broker);
      this.logger.debug(`connecting to ${brokerName(broker)}`);
      try {
        return await this.tryBroker(broker, signal);
      } catch (error) {
        signal?.throwIfAborted();
        failures.push(error as Error);
      }
    }
    throw summary(failures);
  }

  // Connects to one broker, or puts it at the end of the ring (out of it when it refused the login) and throws.
  private async tryBroker(broker: BrokerAddress, signal: AbortSignal | undefined): Promise<void> {
    let link: BrokerLink | undefined;
    try {
      link = await BrokerLink.open(
        broker,
        this.linkOptions,
        {
          onMessage: message => this.subscriptions.dispatch(message),
          onError: error => this.onError(broker, error),
          onClose: error => this.onLost(link, error),
        },
        signal,
      );
      this.adopt(link);
    } catch (error) {
      if (error instanceof LoginRefused) this.ring.refuse(broker);
      else this.ring.fail(broker);
      throw error;
    }
  }

  private adopt(link: BrokerLink): void {
    if (link.ended) throw link.ended;
    if (this.over) {
      void link.close();
      throw this.over;
    }
    this.link = link;
    this.connectedAt = this.clock.monotonic();
    this.attempts = 0;
    for (const record of this.subscriptions) this.resubscribe(link, record);
    this.logger.info('connected to the broker', { broker: this.broker });
    this.emit({ state: 'connected', broker: brokerName(link.address) });
  }

  private resubscribe(link: BrokerLink, record: SubscriptionRecord): void {
    if (record.unasked) return;
    try {
      link.send('SUBSCRIBE', record.headers);
    } catch (error) {
      this.logger.error('cannot subscribe again', { destination: record.destination, error: String(error) });
    }
  }

  private unsubscribe(record: SubscriptionRecord): void {
    if (!this.subscriptions.remove(record) || !this.link || record.unasked) return;
    try {
      this.link.send('UNSUBSCRIBE', { id: record.id });
    } catch (error) {
      // The connection is about to end, and the subscription with it.
      this.logger.debug('cannot unsubscribe', { destination: record.destination, error: String(error) });
    }
  }

  private onError(broker: BrokerAddress, error: Error): void {
    this.logger.warn(error.message);
    this.emit({ state: 'error', broker: brokerName(broker), error });
  }

  private onLost(link: BrokerLink | undefined, error: Error): void {
    // Not adopted yet: `adopt` will see that it has ended.
    if (!link || this.link !== link) return;
    this.link = undefined;
    this.ring.fail(link.address);
    if (this.clock.monotonic() - this.connectedAt >= STABLE_MS) this.backOff.reset();
    this.logger.warn(error.message);
    this.emit({ state: 'disconnected', broker: brokerName(link.address), error });
    this.scheduleReconnect(error);
  }

  private scheduleReconnect(error: Error): void {
    if (this.over) return;
    if (this.attempts >= this.maxAttempts || !this.ring.head) this.giveUp(error);
    else this.timer = this.clock.after(this.backOff.nextMs(), () => void this.reconnect());
  }

  private async reconnect(): Promise<void> {
    const broker = this.ring.head!;
    this.attempts++;
    try {
      await this.tryBroker(broker, this.closing.signal);
    } catch (error) {
      this.logger.debug('cannot reconnect', { broker: brokerName(broker), error: String(error) });
      this.scheduleReconnect(error as Error);
    }
  }

  private giveUp(error: Error): void {
    this.over = error;
    this.logger.error(error.message);
    this.emit({ state: 'failed', error });
  }

  private emit(state: ConnectionState): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(state);
      } catch (error) {
        this.logger.error('a listener of the broker connection failed', { error: String(error) });
      }
    }
  }

  private downError(): BrokerLost {
    if (this.over instanceof BrokerLost) return this.over;
    const reason = this.over ? this.over.message : 'it is being set up again';
    return new BrokerLost(this.lastBroker, reason, { cause: this.over });
  }

  private get lastBroker(): string {
    const address = this.link?.address ?? this.ring.head;
    return address ? brokerName(address) : 'pool';
  }
}

function summary(failures: readonly Error[]): Error {
  if (failures.length === 1) return failures[0]!;
  if (failures.length === 0) return new BrokerUnreachable('(none)', 'the pool of brokers is empty');
  return new NoBrokerReachable(failures);
}
