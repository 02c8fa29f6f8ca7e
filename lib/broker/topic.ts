// A topic: every message goes to everybody subscribed at that moment; nothing is kept.
import type { Clock } from '../util/clock';
import type { Address } from './address';
import { Counters } from './counters';
import type { Consumer, Destination } from './destination';
import { isExpired, type Message } from './message';
import { selects } from './selector';

export class Topic implements Destination {
  readonly counters: Counters;
  readonly firstArrival = undefined;
  lastUsed: number;
  private readonly consumers = new Set<Consumer>();

  /** `onDropped` is told of every message a slow consumer missed. */
  constructor(
    readonly address: Address,
    totals: Counters,
    private readonly clock: Clock,
    private readonly onDropped: () => void,
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
    this.counters.onEnqueued(message.size);
    const encoded = new Map<string, Buffer>();
    for (const consumer of this.consumers) {
      if (!selects(consumer.selector, message.headers)) continue;
      if (consumer.hasRoom) {
        this.counters.onDispatched();
        consumer.deliver(message, this, { redelivered: false, encoded });
      } else this.onDropped();
    }
  }

  add(consumer: Consumer): void {
    this.lastUsed = this.clock.monotonic();
    this.consumers.add(consumer);
    this.counters.onConsumers(1);
  }

  remove(consumer: Consumer): void {
    this.lastUsed = this.clock.monotonic();
    this.consumers.delete(consumer);
    this.counters.onConsumers(-1);
  }

  serve(): void {}

  settle(message: Message): void {
    this.counters.onDequeued(Math.max(0, this.clock.now() - message.arrivedAt));
  }

  giveBack(messages: readonly Message[]): void {
    for (const _ of messages) this.counters.onReturned();
  }

  expire(): void {}

  discard(): void {}
}
