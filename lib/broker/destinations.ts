// All queues and topics of a broker: made when first named, found by name or pattern, cleared away when idle.
import type { Clock } from '../util/clock';
import { type Address, type DestinationKind, qualifiedName } from './address';
import { Counters } from './counters';
import type { Destination } from './destination';
import { FrameRefused } from './errors';
import type { BrokerLimits } from './limits';
import { isPattern, type NameMatcher, nameMatcher } from './name_pattern';
import { Queue } from './queue';
import type { Subscription } from './subscription';
import { Topic } from './topic';

interface Wildcard {
  readonly kind: DestinationKind;
  readonly matches: NameMatcher;
  readonly subscription: Subscription;
}

export class Destinations implements Iterable<Destination> {
  readonly totals = new Counters();
  /** Topic messages that slow consumers missed. */
  dropped = 0;
  private readonly byName = new Map<string, Destination>();
  private readonly wildcards = new Set<Wildcard>();
  private readonly isReplyQueue: NameMatcher;

  constructor(
    private readonly limits: BrokerLimits,
    private readonly clock: Clock,
  ) {
    this.isReplyQueue = nameMatcher(limits.replyQueues);
  }

  /** The destination to send to or consume from, made if need be; temporary ones must exist. */
  at(address: Address): Destination {
    const found = this.byName.get(address.text);
    if (found) return found;
    if (address.scope === 'remote') {
      throw new FrameRefused(`The destination ${qualifiedName(address)} does not exist.`);
    }
    return this.create(address);
  }

  create(address: Address): Destination {
    this.makeRoom();
    const destination = this.make(address);
    this.byName.set(address.text, destination);
    for (const each of this.wildcardsOn(address)) destination.add(each.subscription);
    return destination;
  }

  remove(address: Address): void {
    const destination = this.byName.get(address.text);
    if (!destination) return;
    this.byName.delete(address.text);
    destination.discard();
  }

  /** Adds the consumer; `serve` then starts delivery of what waits. */
  subscribe(subscription: Subscription): void {
    const { address } = subscription.options;
    if (!isWild(address)) {
      this.at(address).add(subscription);
      return;
    }
    this.wildcards.add({ kind: address.kind, matches: nameMatcher(address.name), subscription });
    for (const destination of this.of(subscription)) destination.add(subscription);
  }

  unsubscribe(subscription: Subscription): void {
    for (const destination of this.of(subscription)) destination.remove(subscription);
    for (const each of this.wildcards) if (each.subscription === subscription) this.wildcards.delete(each);
  }

  serve(subscription: Subscription): void {
    for (const destination of this.of(subscription)) destination.serve(subscription);
  }

  /** Lasting destinations of this kind whose name matches. */
  matching(kind: DestinationKind, pattern: string): Destination[] {
    if (!isPattern(pattern)) {
      const found = this.byName.get(`/${kind}/${pattern}`);
      return found ? [found] : [];
    }
    const matches = nameMatcher(pattern);
    return [...this].filter(({ address }) => {
      return address.kind === kind && address.scope === 'lasting' && matches(address.name);
    });
  }

  [Symbol.iterator](): Iterator<Destination> {
    return this.byName.values();
  }

  get size(): number {
    return this.byName.size;
  }

  /** Drops expired messages and reply queues nobody uses any more. */
  sweep(): void {
    const now = this.clock.now();
    const idleSince = this.clock.monotonic() - this.limits.replyQueueIdleMs;
    for (const destination of [...this]) {
      destination.expire(now);
      const { address, lastUsed } = destination;
      if (address.kind === 'queue' && this.isReplyQueue(address.name) && lastUsed <= idleSince) {
        this.removeIfUnused(destination);
      }
    }
  }

  private of(subscription: Subscription): Destination[] {
    const { address } = subscription.options;
    if (isWild(address)) return this.matching(address.kind, address.name);
    const found = this.byName.get(address.text);
    return found ? [found] : [];
  }

  private make(address: Address): Destination {
    return address.kind === 'queue'
      ? new Queue(address, this.limits, this.totals, this.clock)
      : new Topic(address, this.totals, this.clock, () => this.dropped++);
  }

  // At the bound, what nobody uses goes first: its numbers are lost, service is not.
  private makeRoom(): void {
    if (this.byName.size < this.limits.maxDestinations) return;
    for (const destination of [...this]) this.removeIfUnused(destination);
    if (this.byName.size >= this.limits.maxDestinations) {
      throw new FrameRefused(`The broker already has ${this.byName.size} destinations in use`);
    }
  }

  // Wildcard consumers do not count as use: they will be there when the destination is made again.
  private removeIfUnused(destination: Destination): void {
    const { address, counters } = destination;
    if (address.scope !== 'lasting' || counters.stored > 0 || counters.inflight > 0) return;
    const wildcards = this.wildcardsOn(address);
    if (counters.consumers > wildcards.length) return;
    for (const each of wildcards) destination.remove(each.subscription);
    this.remove(address);
  }

  private wildcardsOn({ scope, kind, name }: Address): Wildcard[] {
    if (scope !== 'lasting') return [];
    return [...this.wildcards].filter(each => each.kind === kind && each.matches(name));
  }
}

function isWild(address: Address): boolean {
  return address.scope === 'lasting' && isPattern(address.name);
}
