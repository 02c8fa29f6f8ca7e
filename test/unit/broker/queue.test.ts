// Queues: turns, storage, selectors, redelivery, expiry, bounds, counts.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseAddress } from '../../../lib/broker/address';
import { Counters } from '../../../lib/broker/counters';
import { FrameRefused } from '../../../lib/broker/errors';
import { Queue, type QueueLimits } from '../../../lib/broker/queue';
import { FakeClock, FakeConsumer, makeMessage } from './fixture';

const WIDE = { maxQueueMessages: 1000, maxQueueBytes: 1e6, maxStoredBytes: 1e6 };

function makeQueue(limits: Partial<QueueLimits> = {}): { queue: Queue; clock: FakeClock; totals: Counters } {
  const clock = new FakeClock();
  const totals = new Counters();
  const queue = new Queue(parseAddress('/queue/q'), { ...WIDE, ...limits }, totals, clock);
  return { queue, clock, totals };
}

function send(queue: Queue, body: string, headers: Record<string, string> = {}): void {
  queue.send(makeMessage('/queue/q', headers, body));
}

describe('a queue', () => {
  it('gives each message to one consumer, in turn', () => {
    const { queue } = makeQueue();
    const consumers = [new FakeConsumer(), new FakeConsumer(), new FakeConsumer()];
    for (const consumer of consumers) queue.add(consumer);
    for (const body of 'abcdef') send(queue, body);
    expect(consumers.map(each => each.bodies)).to.deep.equal([
      ['a', 'd'],
      ['b', 'e'],
      ['c', 'f'],
    ]);
  });

  it('keeps messages until a consumer is served', () => {
    const { queue } = makeQueue();
    for (const body of 'abc') send(queue, body);
    const consumer = new FakeConsumer();
    queue.add(consumer);
    expect(consumer.bodies).to.deep.equal([]);
    queue.serve(consumer);
    expect(consumer.bodies).to.deep.equal(['a', 'b', 'c']);
  });

  it('passes over consumers without room, and serves them when they have some', () => {
    const { queue } = makeQueue();
    const consumer = new FakeConsumer({ room: 1 });
    queue.add(consumer);
    for (const body of 'abc') send(queue, body);
    expect(consumer.bodies).to.deep.equal(['a']);
    queue.settle(consumer.held.shift()!);
    queue.serve(consumer);
    expect(consumer.bodies).to.deep.equal(['a', 'b']);
  });

  it('finds the node a message is for among many', () => {
    const { queue } = makeQueue();
    const nodes = Array.from(
      { length: 50 },
      (_, at) => new FakeConsumer({ selector: `mc_identity = 'n${at}'` }),
    );
    for (const node of nodes) queue.add(node);
    for (const at of [7, 49, 7]) send(queue, `for ${at}`, { mc_identity: `n${at}` });
    send(queue, 'for nobody', { mc_identity: 'n99' });
    send(queue, 'unaddressed');
    expect(nodes.flatMap((node, at) => node.bodies.map(body => [at, body]))).to.have.deep.members([
      [7, 'for 7'],
      [7, 'for 7'],
      [49, 'for 49'],
    ]);
    expect(queue.counters.stored).to.equal(2);
    queue.remove(nodes[7]!);
    send(queue, 'for 7', { mc_identity: 'n7' });
    expect(queue.counters.stored).to.equal(3);
  });

  it('serves a selective consumer from the middle of what waits', () => {
    const { queue } = makeQueue();
    for (const body of ['n1', 'n2', 'n1']) send(queue, body, { mc_identity: body });
    const node = new FakeConsumer({ selector: "mc_identity = 'n1'" });
    queue.add(node);
    queue.serve(node);
    expect(node.bodies).to.deep.equal(['n1', 'n1']);
    const other = new FakeConsumer();
    queue.add(other);
    queue.serve(other);
    expect(other.bodies).to.deep.equal(['n2']);
  });

  it('delivers again what came back, marked and first, to whoever is there', () => {
    const { queue } = makeQueue();
    const leaving = new FakeConsumer({ room: 2 });
    queue.add(leaving);
    for (const body of 'abc') send(queue, body);
    queue.remove(leaving);
    const staying = new FakeConsumer();
    queue.add(staying);
    queue.giveBack(leaving.held);
    expect(staying.got).to.deep.equal([
      { body: 'a', redelivered: true },
      { body: 'b', redelivered: true },
      { body: 'c', redelivered: false },
    ]);
  });

  it('drops what is expired: on arrival, when a consumer comes, and when swept', () => {
    const { queue, clock } = makeQueue();
    const at = (ms: number): Record<string, string> => ({ expires: String(clock.now() + ms) });
    send(queue, 'late', at(-1));
    send(queue, 'soon', at(10));
    send(queue, 'later', at(20));
    send(queue, 'never');
    clock.block(10);
    const consumer = new FakeConsumer({ room: 0 });
    queue.add(consumer);
    queue.expire(clock.now());
    expect(queue.counters).to.include({ expired: 2, stored: 2 });
    clock.block(10);
    consumer.room = Number.POSITIVE_INFINITY;
    queue.serve(consumer);
    expect(consumer.bodies).to.deep.equal(['never']);
    expect(queue.counters).to.include({ expired: 3, stored: 0, storedBytes: 0 });
  });

  it('refuses what exceeds its messages, its bytes, or those of all queues, naming itself', () => {
    const size = makeMessage('/queue/q').size;
    const bounds = [{ maxQueueMessages: 2 }, { maxQueueBytes: size * 2 }, { maxStoredBytes: size * 2 }];
    for (const limits of bounds) {
      const { queue } = makeQueue(limits);
      for (const body of 'ab') send(queue, body);
      expect(() => send(queue, 'c')).to.throw(FrameRefused, 'The queue q is full');
      const consumer = new FakeConsumer();
      queue.add(consumer);
      queue.serve(consumer);
      send(queue, 'd');
      expect(consumer.bodies).to.deep.equal(['a', 'b', 'd']);
    }
  });

  it('counts, for itself and for the broker', () => {
    const { queue, clock, totals } = makeQueue();
    const consumer = new FakeConsumer({ room: 2 });
    queue.add(consumer);
    for (const body of 'abc') send(queue, body);
    clock.block(40);
    queue.settle(consumer.held.shift()!);
    queue.giveBack(consumer.held.splice(0));
    const expected = { enqueued: 3, dispatched: 4, dequeued: 1, stored: 2, inflight: 2, consumers: 1 };
    for (const counters of [queue.counters, totals]) {
      expect(counters).to.include(expected);
      expect(counters).to.include({ waitLongest: 40, waitShortest: 40, averageWait: 40 });
      expect(counters.storedBytes).to.equal(2 * makeMessage('/queue/q').size);
      expect(counters.averageSize).to.equal(makeMessage('/queue/q').size);
    }
    expect(queue.firstArrival).to.equal(undefined);
  });

  it('tells when the oldest waiting message arrived', () => {
    const { queue } = makeQueue();
    queue.send(makeMessage('/queue/q', { timestamp: '1' }, 'a', 5000));
    queue.send(makeMessage('/queue/q', {}, 'b', 6000));
    expect(queue.firstArrival).to.equal(5000);
  });

  it('holds nothing any more when it is discarded', () => {
    const { queue, totals } = makeQueue();
    for (const body of 'abc') send(queue, body);
    queue.discard();
    expect(totals).to.include({ stored: 0, storedBytes: 0, enqueued: 3 });
  });
});
