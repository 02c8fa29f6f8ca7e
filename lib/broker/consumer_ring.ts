// The consumers of a queue: who is next for a message. Round robin, with selectors found by their value.
import type { Consumer } from './destination';
import type { Message } from './message';
import { selects } from './selector';

/**
 * A fleet has one consumer per node on one queue, each with `mc_identity = 'node'`: those are looked up by
 * the first equality of their selector, so a message costs the same for 10 nodes and 10,000.
 */
export class ConsumerRing {
  private readonly unselective = new Ring();
  private readonly selective = new Map<string, Map<string, Ring>>();

  add(consumer: Consumer): void {
    this.ringOf(consumer).members.push(consumer);
  }

  remove(consumer: Consumer): void {
    const ring = this.ringOf(consumer);
    ring.remove(consumer);
    if (ring.members.length > 0 || !consumer.selector) return;
    const { header, value } = consumer.selector[0];
    const rings = this.selective.get(header)!;
    rings.delete(value);
    if (rings.size === 0) this.selective.delete(header);
  }

  /** The next consumer that wants the message and has room for it. */
  next(message: Message): Consumer | undefined {
    for (const [header, rings] of this.selective) {
      const value = message.headers[header];
      const found = value === undefined ? undefined : rings.get(value)?.next(message);
      if (found) return found;
    }
    return this.unselective.next(message);
  }

  private ringOf(consumer: Consumer): Ring {
    if (!consumer.selector) return this.unselective;
    const { header, value } = consumer.selector[0];
    const rings = this.selective.get(header) ?? new Map<string, Ring>();
    const ring = rings.get(value) ?? new Ring();
    this.selective.set(header, rings.set(value, ring));
    return ring;
  }
}

class Ring {
  readonly members: Consumer[] = [];
  private turn = 0;

  next(message: Message): Consumer | undefined {
    for (let tried = 0; tried < this.members.length; tried++) {
      const at = (this.turn + tried) % this.members.length;
      const consumer = this.members[at]!;
      if (!consumer.hasRoom || !selects(consumer.selector, message.headers)) continue;
      this.turn = at + 1;
      return consumer;
    }
    return undefined;
  }

  remove(consumer: Consumer): void {
    const at = this.members.indexOf(consumer);
    if (at >= 0) this.members.splice(at, 1);
  }
}
