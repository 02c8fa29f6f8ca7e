// A broker connection that tells the trace what is subscribed, sent and delivered, and asks the broker for receipts.
import type {
  ConnectionState,
  StompConnection,
  StompMessage,
  SubscribeOptions,
  Subscription,
} from '../stomp/connection';
import type { TraceLog } from './trace_log';

// A broker that is slower than this has lost the connection, or will.
const RECEIPT_MS = 10_000;

export class TracingConnection implements StompConnection {
  /** Frames sent since the broker was asked for a receipt. */
  #unconfirmed = 0;

  constructor(
    private readonly inner: StompConnection,
    private readonly log: TraceLog,
  ) {
    inner.onState(state => this.#tellState(state));
  }

  get broker(): string | undefined {
    return this.inner.broker;
  }

  subscribe(
    destination: string,
    onMessage: (message: StompMessage) => void,
    headers: Record<string, string> = {},
    options: SubscribeOptions = {},
  ): Subscription {
    this.log.add({ event: 'subscribe', destination, headers, unasked: options.unasked === true });
    const take = (message: StompMessage): void =>
      this.log.message(destination, message, () => onMessage(message));
    return this.inner.subscribe(destination, take, headers, options);
  }

  send(destination: string, headers: Record<string, string>, body: Buffer): void {
    this.inner.send(destination, headers, body);
    this.log.sent(destination, headers, body.length);
    if (this.#unconfirmed++ === 0) queueMicrotask(() => this.#askReceipt());
  }

  flush(timeoutMs: number): Promise<void> {
    return this.inner.flush(timeoutMs);
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    return this.inner.onState(listener);
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  // One for all frames of this turn. Without it nobody would know when the broker had the request.
  #askReceipt(): void {
    const frames = this.#unconfirmed;
    this.#unconfirmed = 0;
    const receipt = this.log.awaitReceipt(frames);
    // That the connection is lost is told elsewhere.
    this.inner.flush(RECEIPT_MS).then(receipt, () => {});
  }

  #tellState(state: ConnectionState): void {
    const broker = state.state === 'failed' ? undefined : state.broker;
    const problem = state.state === 'connected' ? undefined : state.error.message;
    this.log.add({ event: 'state', state: state.state, broker, problem });
  }
}
