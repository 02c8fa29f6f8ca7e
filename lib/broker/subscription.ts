// One SUBSCRIBE of one client: a consumer of queues and topics, with its unacknowledged messages.
import type { StompVersion } from '../stomp/frame';
import type { Address } from './address';
import type { Consumer, Delivery, Destination } from './destination';
import type { Message } from './message';
import { encodeForVersion, messageFrame, type View } from './message_frame';
import type { Selector } from './selector';

export type AckMode = 'auto' | 'client' | 'client-individual';

/** What a subscription needs of its session. */
export interface Subscriber {
  readonly version: StompVersion;
  /** True while queues should wait and topics skip it. */
  readonly isBusy: boolean;
  localName(text: string): string;
  write(frame: Buffer): void;
  /** The subscription has room again. */
  serve(subscription: Subscription): void;
}

export interface SubscriptionOptions {
  /** Unique within the connection; part of the `ack` header of STOMP 1.2. */
  readonly number: number;
  readonly id: string | undefined;
  readonly address: Address;
  readonly selector: Selector | undefined;
  readonly ackMode: AckMode;
  readonly prefetch: number;
  readonly transformation: string | undefined;
}

interface Unacknowledged {
  readonly message: Message;
  readonly from: Destination;
}

export class Subscription implements Consumer {
  private readonly unacknowledged = new Map<string, Unacknowledged>();

  constructor(
    readonly options: SubscriptionOptions,
    private readonly subscriber: Subscriber,
  ) {}

  get selector(): Selector | undefined {
    return this.options.selector;
  }

  get hasRoom(): boolean {
    return !this.subscriber.isBusy && this.unacknowledged.size < this.options.prefetch;
  }

  deliver(message: Message, from: Destination, how: Delivery): void {
    this.subscriber.write(this.encoded(message, how));
    if (this.options.ackMode === 'auto') from.settle(message);
    else this.unacknowledged.set(message.id, { message, from });
  }

  /** True while the message waits for this subscription's acknowledgement. */
  awaits(messageId: string): boolean {
    return this.unacknowledged.has(messageId);
  }

  /** ACK: in mode `client` also of everything delivered before. Twice is once: see `awaits`. */
  acknowledge(messageId: string): void {
    for (const id of this.coveredBy(messageId)) this.settle(id);
    this.subscriber.serve(this);
  }

  /** NACK: ActiveMQ drops what is not persistent, as all our messages are. */
  reject(messageId: string): void {
    this.settle(messageId);
    this.subscriber.serve(this);
  }

  /** Everything unacknowledged goes back to where it came from. */
  giveBackAll(): void {
    const bySource = new Map<Destination, Message[]>();
    for (const { message, from } of this.unacknowledged.values()) {
      const messages = bySource.get(from);
      if (messages) messages.push(message);
      else bySource.set(from, [message]);
    }
    this.unacknowledged.clear();
    for (const [from, messages] of bySource) from.giveBack(messages);
  }

  private coveredBy(messageId: string): string[] {
    if (this.options.ackMode === 'client-individual') return [messageId];
    const ids = [...this.unacknowledged.keys()];
    return ids.slice(0, ids.indexOf(messageId) + 1);
  }

  private settle(messageId: string): void {
    const waiting = this.unacknowledged.get(messageId);
    if (!waiting) return;
    this.unacknowledged.delete(messageId);
    waiting.from.settle(waiting.message);
  }

  private encoded(message: Message, how: Delivery): Buffer {
    const view = this.view(message, how.redelivered);
    if (!how.encoded || !isSameForAll(message, view)) {
      return encodeForVersion(messageFrame(message, view), view.version);
    }
    const key = `${view.version}\n${view.subscription}\n${view.transformation}`;
    let bytes = how.encoded.get(key);
    if (!bytes) {
      bytes = encodeForVersion(messageFrame(message, view), view.version);
      how.encoded.set(key, bytes);
    }
    return bytes;
  }

  private view(message: Message, redelivered: boolean): View {
    const { id, number, transformation, ackMode } = this.options;
    const { version } = this.subscriber;
    const ack = version === '1.2' && ackMode !== 'auto' ? `${number}:${message.id}` : undefined;
    const localName = (text: string) => this.subscriber.localName(text);
    return { version, subscription: id, transformation, ack, redelivered, localName };
  }
}

// Nodes of a fleet subscribe with the same ids: one encoding serves them all, unless a name is local to one.
function isSameForAll(message: Message, view: View): boolean {
  return view.ack === undefined && message.replyTo?.scope !== 'remote';
}
