// A queue: every message goes to one consumer, and waits until there is one.
import type { Clock } from '../util/clock';
import type { Address } from './address';
import { ConsumerRing } from './consumer_ring';
import { Counters } from './counters';
import type { Consumer, Destination } from './destination';
import { FrameRefused } from './errors';
import { isExpired, type Message } from './message';
import { MessageList, type Waiting } from './message_list';
import { selects } from './selector';

export interface QueueLimits {
  readonly maxQueueMessages: number;
  readonly maxQueueBytes: number;
  readonly maxStoredBytes: number;
}

export class Queue implements Destination {
  readonly counters: Counters;
  lastUsed: number;
  private readonly consumers = new ConsumerRing();
  private readonly waiting = new MessageList();

  /** `totals`: the counters of all queues, for the bound they share. */
  constructor(
    readonly address: Address,
    private readonly limits: QueueLimits,
    private readonly totals: Counters,
    private readonly clock: Clock,
  ) {
    this.counters = new Counters(totals);
    this.lastUsed = clock.monotonic();
  }

  send(message: Message): void {
    this.lastUsed = this.clock.monotonic();
    if (isExpired(message, this.clock.now())) {
      this.counters.onExpired();
      return;
    }
    this.checkRoom(message);
    this.counters.onEnqueued(message.size);
    this.counters.onStored(1, message.size);
    const consumer = this.consumers.next(message);
    if (consumer) this.hand(message, consumer, false);
    else this.waiting.append(message);
  }

  add(consumer: Consumer): void {
    this.lastUsed = this.clock.monotonic();
    this.consumers.add(consumer);
    this.counters.onConsumers(1);
  }

  remove(consumer: Consumer): void {
    this.lastUsed = this.clock.monotonic();
    this.consumers.remove(consumer);
    this.counters.onConsumers(-1);
  }

  serve(consumer: Consumer): void {
    const now = this.clock.now();
    for (const each of this.waiting) {
      if (!consumer.hasRoom) return;
      if (isExpired(each.message, now)) this.dropExpired(each);
      else if (selects(consumer.selector, each.message.headers)) {
        this.waiting.remove(each);
        this.hand(each.message, consumer, each.redelivered);
      }
    }
  }

  settle(message: Message): void {
    this.counters.onDequeued(Math.max(0, this.clock.now() - message.arrivedAt));
    this.counters.onStored(-1, message.size);
  }

  giveBack(messages: readonly Message[]): void {
    for (const message of messages) {
      this.counters.onReturned();
      this.waiting.giveBack(message);
    }
    this.distribute();
  }

  get firstArrival(): number | undefined {
    return this.waiting.first?.message.arrivedAt;
  }

  expire(now: number): void {
    for (const each of this.waiting) if (isExpired(each.message, now)) this.dropExpired(each);
  }

  discard(): void {
    for (const each of this.waiting) {
      this.waiting.remove(each);
      this.counters.onStored(-1, each.message.size);
    }
  }

  private distribute(): void {
    for (const each of this.waiting) {
      const consumer = this.consumers.next(each.message);
      if (!consumer) continue;
      this.waiting.remove(each);
      this.hand(each.message, consumer, each.redelivered);
    }
  }

  private hand(message: Message, consumer: Consumer, redelivered: boolean): void {
    this.counters.onDispatched();
    consumer.deliver(message, this, { redelivered });
  }

  private dropExpired(each: Waiting): void {
    this.waiting.remove(each);
    this.counters.onExpired();
    this.counters.onStored(-1, each.message.size);
  }

  private checkRoom(message: Message): void {
    const { maxQueueMessages, maxQueueBytes, maxStoredBytes } = this.limits;
    const { stored, storedBytes } = this.counters;
    if (stored >= maxQueueMessages) throw this.full(`it holds ${stored} messages`);
    if (storedBytes + message.size > maxQueueBytes) throw this.full(`it holds ${storedBytes} bytes`);
    if (this.totals.storedBytes + message.size > maxStoredBytes) {
      throw this.full(`all queues together hold ${this.totals.storedBytes} bytes`);
    }
  }

  private full(why: string): FrameRefused {
    return new FrameRefused(`The queue ${this.address.name} is full: ${why}`);
  }
}
