// What a session is subscribed to, across reconnects; finds the subscriber of a MESSAGE.
import type { Logger } from '../util/logger';
import type { StompMessage } from './connection';

export interface SubscriptionRecord {
  readonly id: string;
  readonly destination: string;
  /** As they go on the wire, `id` and `destination` included. */
  readonly headers: Record<string, string>;
  readonly onMessage: (message: StompMessage) => void;
  /** The broker was not asked for it. */
  readonly unasked: boolean;
}

export class Subscriptions {
  private readonly byId = new Map<string, SubscriptionRecord>();
  private count = 0;

  constructor(private readonly logger: Logger) {}

  add(
    destination: string,
    onMessage: (message: StompMessage) => void,
    headers: Record<string, string>,
    unasked = false,
  ): SubscriptionRecord {
    const id = this.freeId(unasked ? destination : headers.id);
    const record = { id, destination, headers: { ...headers, id, destination }, onMessage, unasked };
    this.byId.set(id, record);
    return record;
  }

  /** False when it was not there any more. */
  remove(record: SubscriptionRecord): boolean {
    return this.byId.get(record.id) === record && this.byId.delete(record.id);
  }

  clear(): void {
    this.byId.clear();
  }

  [Symbol.iterator](): Iterator<SubscriptionRecord> {
    return this.byId.values();
  }

  /** Hands a message to its subscriber; one for nobody (just unsubscribed) is dropped. Never throws. */
  dispatch(message: StompMessage): void {
    const record = this.find(message);
    try {
      record?.onMessage(message);
    } catch (error) {
      this.logger.error('a subscriber failed on a message', {
        destination: record?.destination,
        error: String(error),
      });
    }
  }

  // Brokers of STOMP 1.0 may leave the subscription header out.
  private find({ headers }: StompMessage): SubscriptionRecord | undefined {
    if (headers.subscription !== undefined) return this.byId.get(headers.subscription);
    for (const record of this.byId.values()) if (record.destination === headers.destination) return record;
    return undefined;
  }

  private freeId(wanted: string | undefined): string {
    if (wanted !== undefined && !this.byId.has(wanted)) return wanted;
    let id: string;
    do id = `s${++this.count}`;
    while (this.byId.has(id));
    return id;
  }
}
