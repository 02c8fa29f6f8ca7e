// Acknowledgement, prefetch and redelivery of one subscription.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseAddress } from '../../../lib/broker/address';
import { Counters } from '../../../lib/broker/counters';
import { FrameRefused } from '../../../lib/broker/errors';
import { Queue } from '../../../lib/broker/queue';
import { type AckMode, type Subscriber, Subscription } from '../../../lib/broker/subscription';
import { Subscriptions } from '../../../lib/broker/subscriptions';
import { FakeClock, makeMessage } from './fixture';

class FakeSubscriber implements Subscriber {
  readonly frames: string[] = [];
  isBusy = false;
  constructor(
    private readonly queue: Queue,
    readonly version: '1.1' | '1.2' = '1.1',
  ) {}
  localName(text: string): string {
    return text;
  }
  write(frame: Buffer): void {
    this.frames.push(frame.toString());
  }
  serve(subscription: Subscription): void {
    this.queue.serve(subscription);
  }
  get bodies(): string[] {
    return this.frames.map(frame => frame.split('\n\n')[1]!.replace('\0', ''));
  }
}

interface Made {
  readonly queue: Queue;
  readonly subscriber: FakeSubscriber;
  readonly subscription: Subscription;
  /** Message ids in the order sent. */
  readonly ids: string[];
}

function subscribed(
  ackMode: AckMode,
  prefetch: number,
  bodies: string,
  version: '1.1' | '1.2' = '1.1',
): Made {
  const address = parseAddress('/queue/q');
  const limits = { maxQueueMessages: 100, maxQueueBytes: 1e6, maxStoredBytes: 1e6 };
  const queue = new Queue(address, limits, new Counters(), new FakeClock());
  const subscriber = new FakeSubscriber(queue, version);
  const options = {
    number: 7,
    id: 's',
    address,
    selector: undefined,
    ackMode,
    prefetch,
    transformation: undefined,
  };
  const subscription = new Subscription(options, subscriber);
  queue.add(subscription);
  const messages = [...bodies].map(body => makeMessage('/queue/q', {}, body));
  for (const message of messages) queue.send(message);
  return { queue, subscriber, subscription, ids: messages.map(message => message.id) };
}

describe('a subscription', () => {
  it('in mode auto is done with a message when it is written', () => {
    const { queue, subscriber, subscription, ids } = subscribed('auto', 1, 'abc');
    expect(subscriber.bodies).to.deep.equal(['a', 'b', 'c']);
    expect(queue.counters).to.include({ stored: 0, inflight: 0, dequeued: 3 });
    expect(subscription.awaits(ids[0]!)).to.equal(false);
  });

  it('holds as many messages as its prefetch, and more after each ACK', () => {
    const { queue, subscriber, subscription, ids } = subscribed('client-individual', 2, 'abcd');
    expect(subscriber.bodies).to.deep.equal(['a', 'b']);
    subscription.acknowledge(ids[1]!);
    expect(subscriber.bodies).to.deep.equal(['a', 'b', 'c']);
    expect(subscription.awaits(ids[0]!)).to.equal(true);
    subscription.reject(ids[0]!);
    expect(subscriber.bodies).to.deep.equal(['a', 'b', 'c', 'd']);
    expect(queue.counters).to.include({ stored: 2, inflight: 2, dequeued: 2 });
  });

  it('in mode client acknowledges everything before, too', () => {
    const { queue, subscription, ids } = subscribed('client', 10, 'abcd');
    subscription.acknowledge(ids[2]!);
    expect(queue.counters).to.include({ stored: 1, dequeued: 3 });
    expect(subscription.awaits(ids[1]!)).to.equal(false);
    subscription.acknowledge(ids[1]!);
    expect(queue.counters).to.include({ stored: 1, dequeued: 3 });
  });

  it('gives back what it holds, in order', () => {
    const { queue, subscription } = subscribed('client', 10, 'abc');
    queue.remove(subscription);
    subscription.giveBackAll();
    expect(queue.counters).to.include({ stored: 3, inflight: 0 });
    const next = new FakeSubscriber(queue);
    const { options } = subscription;
    const again = new Subscription({ ...options, ackMode: 'auto' }, next);
    queue.add(again);
    queue.serve(again);
    expect(next.bodies).to.deep.equal(['a', 'b', 'c']);
    expect(next.frames[0]).to.contain('\nredelivered:true\n');
  });

  it('has no room while its client is busy', () => {
    const { queue, subscriber, subscription } = subscribed('auto', 10, '');
    subscriber.isBusy = true;
    queue.send(makeMessage('/queue/q', {}, 'x'));
    expect(subscriber.bodies).to.deep.equal([]);
    subscriber.isBusy = false;
    queue.serve(subscription);
    expect(subscriber.bodies).to.deep.equal(['x']);
  });

  it('writes an ack header only for STOMP 1.2, and only when one is awaited', () => {
    expect(subscribed('client', 1, 'a', '1.2').subscriber.frames[0]).to.contain('\nack:7\\cID\\c');
    expect(subscribed('client', 1, 'a', '1.1').subscriber.frames[0]).to.not.contain('\nack:');
    expect(subscribed('auto', 1, 'a', '1.2').subscriber.frames[0]).to.not.contain('\nack:');
  });
});

describe('the subscriptions of a connection', () => {
  it('are found by id, where the latest counts, and by number', () => {
    const all = new Subscriptions(2);
    const [one, other] = [subscribed('auto', 1, '').subscription, subscribed('auto', 1, '').subscription];
    for (const each of [one, other]) all.add(each);
    expect(all.withId('s')).to.equal(other);
    expect(all.withNumber(7)).to.equal(one);
    expect(() => all.nextNumber()).to.throw(FrameRefused, 'More than 2');
    all.delete(one);
    expect(all.withId('s')).to.equal(other);
    all.delete(other);
    expect(all.withId('s')).to.equal(undefined);
    expect([...all]).to.deep.equal([]);
  });
});
