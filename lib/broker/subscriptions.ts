// The subscriptions of one connection, found by id (1.1 onwards) or by destination (1.0).
import { FrameRefused } from './errors';
import type { Subscription } from './subscription';

export class Subscriptions implements Iterable<Subscription> {
  private readonly all = new Set<Subscription>();
  private readonly byId = new Map<string, Subscription>();
  private lastNumber = 0;

  constructor(private readonly most: number) {}

  /** The number for the next one; throws FrameRefused when there are too many. */
  nextNumber(): number {
    if (this.all.size >= this.most) {
      throw new FrameRefused(`More than ${this.most} subscriptions per connection are not allowed`);
    }
    return ++this.lastNumber;
  }

  /** An id that is used again names the newer subscription from then on, as with ActiveMQ. */
  add(subscription: Subscription): void {
    this.all.add(subscription);
    const { id } = subscription.options;
    if (id !== undefined) this.byId.set(id, subscription);
  }

  withId(id: string): Subscription | undefined {
    return this.byId.get(id);
  }

  withNumber(number: number): Subscription | undefined {
    return this.find(each => each.options.number === number);
  }

  find(matches: (subscription: Subscription) => boolean): Subscription | undefined {
    for (const each of this.all) if (matches(each)) return each;
    return undefined;
  }

  delete(subscription: Subscription): void {
    this.all.delete(subscription);
    const { id } = subscription.options;
    if (id !== undefined && this.byId.get(id) === subscription) this.byId.delete(id);
  }

  [Symbol.iterator](): Iterator<Subscription> {
    return this.all.values();
  }
}
