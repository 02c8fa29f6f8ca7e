// What the layers above need of a STOMP session; StompSession is the real one, tests hand in others.
import type { StompHeaders } from './frame';

/** A MESSAGE frame as delivered to a subscriber. */
export interface StompMessage {
  readonly headers: StompHeaders;
  readonly body: Buffer;
}

export interface Subscription {
  unsubscribe(): void;
}

export interface SubscribeOptions {
  /**
   * The broker delivers without being asked, under the destination as the id of the subscription (RabbitMQ's
   * temporary queues): no SUBSCRIBE is sent, nor UNSUBSCRIBE.
   */
  readonly unasked?: boolean;
}

export type ConnectionState =
  | { readonly state: 'connected'; readonly broker: string }
  | { readonly state: 'disconnected'; readonly broker: string; readonly error: Error }
  /**
   * The broker refused something we sent (an ERROR frame). ActiveMQ keeps the connection, other brokers close
   * it: then 'disconnected' follows.
   */
  | { readonly state: 'error'; readonly broker: string; readonly error: Error }
  /** No more attempts will be made. */
  | { readonly state: 'failed'; readonly error: Error };

export interface StompConnection {
  /** Name of the connected broker (`host:port`), undefined while down. */
  readonly broker: string | undefined;
  /** Subscribes now and again after every reconnect. `headers` may hold `selector`, `transformation`, …. */
  subscribe(
    destination: string,
    onMessage: (message: StompMessage) => void,
    headers?: Record<string, string>,
    options?: SubscribeOptions,
  ): Subscription;
  /** Sends a frame; content-length is set. Throws BrokerLost while down: nothing is queued. */
  send(destination: string, headers: Record<string, string>, body: Buffer): void;
  /** Resolves when the broker has processed everything sent so far (RECEIPT), rejects at the deadline. */
  flush(timeoutMs: number): Promise<void>;
  /** Tells of connects, losses and the final failure until the returned function is called. */
  onState(listener: (state: ConnectionState) => void): () => void;
  /** DISCONNECT with receipt, bounded in time; never throws. */
  close(): Promise<void>;
}
