// What the Statistics plugin reports of a destination, and of the broker as the sum of them.

/** Numbers since the start; the broker's own counters are the parent of every destination's. */
export class Counters {
  enqueued = 0;
  dequeued = 0;
  dispatched = 0;
  expired = 0;
  inflight = 0;
  consumers = 0;
  /** Messages and bytes held now. */
  stored = 0;
  storedBytes = 0;
  /** Of everything enqueued. */
  totalBytes = 0;
  /** Milliseconds from arrival to acknowledgement. */
  waitTotal = 0;
  waitLongest = 0;
  waitShortest = 0;

  constructor(private readonly parent?: Counters) {}

  onEnqueued(size: number): void {
    this.enqueued++;
    this.totalBytes += size;
    this.parent?.onEnqueued(size);
  }

  onDispatched(): void {
    this.dispatched++;
    this.inflight++;
    this.parent?.onDispatched();
  }

  /** A dispatched message was acknowledged or discarded by its consumer after `waitedMs`. */
  onDequeued(waitedMs: number): void {
    this.inflight--;
    this.dequeued++;
    this.waitTotal += waitedMs;
    this.waitLongest = Math.max(this.waitLongest, waitedMs);
    this.waitShortest = this.dequeued === 1 ? waitedMs : Math.min(this.waitShortest, waitedMs);
    this.parent?.onDequeued(waitedMs);
  }

  /** A dispatched message came back. */
  onReturned(): void {
    this.inflight--;
    this.parent?.onReturned();
  }

  onExpired(): void {
    this.expired++;
    this.parent?.onExpired();
  }

  /** A message is held from now on (+1) or no longer (-1). */
  onStored(messages: 1 | -1, size: number): void {
    this.stored += messages;
    this.storedBytes += messages * size;
    this.parent?.onStored(messages, size);
  }

  onConsumers(change: 1 | -1): void {
    this.consumers += change;
    this.parent?.onConsumers(change);
  }

  get averageSize(): number {
    return this.enqueued === 0 ? 0 : Math.floor(this.totalBytes / this.enqueued);
  }

  get averageWait(): number {
    return this.dequeued === 0 ? 0 : this.waitTotal / this.dequeued;
  }
}
