// Topics: fan-out, selectors, slow consumers, expiry.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseAddress } from '../../../lib/broker/address';
import { Counters } from '../../../lib/broker/counters';
import { Topic } from '../../../lib/broker/topic';
import { FakeClock, FakeConsumer, makeMessage } from './fixture';

function makeTopic(): { topic: Topic; clock: FakeClock; drops: () => number } {
  const clock = new FakeClock();
  let dropped = 0;
  const topic = new Topic(parseAddress('/topic/t'), new Counters(), clock, () => dropped++);
  return { topic, clock, drops: () => dropped };
}

describe('a topic', () => {
  it('gives every message to everybody, and keeps none', () => {
    const { topic } = makeTopic();
    topic.send(makeMessage('/topic/t', {}, 'before'));
    const consumers = [new FakeConsumer(), new FakeConsumer()];
    for (const consumer of consumers) topic.add(consumer);
    topic.send(makeMessage('/topic/t', {}, 'a'));
    topic.remove(consumers[0]!);
    topic.send(makeMessage('/topic/t', {}, 'b'));
    expect(consumers.map(each => each.bodies)).to.deep.equal([['a'], ['a', 'b']]);
    expect(topic.counters).to.include({ enqueued: 3, dispatched: 3, dequeued: 3, stored: 0, consumers: 1 });
  });

  it('passes over who does not select it, and counts who has no room', () => {
    const { topic, drops } = makeTopic();
    const [selective, full] = [new FakeConsumer({ selector: "a = '1'" }), new FakeConsumer({ room: 0 })];
    topic.add(selective);
    topic.add(full);
    topic.send(makeMessage('/topic/t', { a: '1' }, 'one'));
    topic.send(makeMessage('/topic/t', { a: '2' }, 'two'));
    expect(selective.bodies).to.deep.equal(['one']);
    expect(drops()).to.equal(2);
  });

  it('drops and counts what is expired', () => {
    const { topic, clock } = makeTopic();
    const consumer = new FakeConsumer();
    topic.add(consumer);
    topic.send(makeMessage('/topic/t', { expires: String(clock.now()) }));
    expect(consumer.bodies).to.deep.equal([]);
    expect(topic.counters).to.include({ expired: 1, enqueued: 0 });
  });
});
