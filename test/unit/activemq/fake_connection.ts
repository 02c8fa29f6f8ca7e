// A broker connection that keeps what was sent and delivers what a test says.
import type {
  ConnectionState,
  StompConnection,
  StompMessage,
  Subscription,
} from '../../../lib/stomp/connection';

export interface Sent {
  readonly destination: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export class FakeConnection implements StompConnection {
  broker: string | undefined = 'mq1:61613';
  readonly sent: Sent[] = [];
  readonly subscriptions: { destination: string; headers: Record<string, string> }[] = [];
  /** Thrown by the next `send`. */
  fault: Error | undefined;
  private readonly listeners = new Set<(state: ConnectionState) => void>();
  private onMessage: (message: StompMessage) => void = () => {};

  subscribe(
    destination: string,
    onMessage: (message: StompMessage) => void,
    headers: Record<string, string> = {},
  ): Subscription {
    this.subscriptions.push({ destination, headers });
    this.onMessage = onMessage;
    return { unsubscribe: () => {} };
  }

  send(destination: string, headers: Record<string, string>, body: Buffer): void {
    if (this.fault) throw this.fault;
    this.sent.push({ destination, headers, body: body.toString() });
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Gives the subscriber a message. */
  deliver(body: string, headers: Record<string, string> = {}): void {
    this.onMessage({ headers, body: Buffer.from(body) });
  }

  tell(state: ConnectionState): void {
    for (const listener of [...this.listeners]) listener(state);
  }
}
