// The Statistics plugin's answers.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseAddress, remoteAddress } from '../../../lib/broker/address';
import { Destinations } from '../../../lib/broker/destinations';
import { FrameRefused } from '../../../lib/broker/errors';
import { DEFAULT_BROKER_LIMITS } from '../../../lib/broker/limits';
import type { Message } from '../../../lib/broker/message';
import { answerStatistics, type Measured } from '../../../lib/broker/statistics';
import { FakeClock, makeMessage } from './fixture';

const PREFIX = 'ActiveMQ.Statistics.Destination';

function makeMeasured(): { measured: Measured; destinations: Destinations } {
  const limits = { ...DEFAULT_BROKER_LIMITS, maxQueueBytes: 10_000, maxStoredBytes: 100_000 };
  const destinations = new Destinations(limits, new FakeClock());
  const measured = {
    ...{ name: 'north', id: 'ID:north', limits, totals: destinations.totals },
    uris: { stomp: 'stomp://h:1', 'stomp+ssl': '' },
    matching: destinations.matching.bind(destinations),
  };
  return { measured, destinations };
}

function query(destination: string, headers: Record<string, string> = {}): Message {
  return { ...makeMessage(destination, headers), replyTo: remoteAddress('queue', 'ID:1') };
}

function asObject(map: ReadonlyArray<readonly [string, string, string | number]>): Record<string, unknown> {
  return Object.fromEntries(map.map(([name, , value]) => [name, value]));
}

describe('statistics', () => {
  it('are not asked for by ordinary messages, nor without reply-to', () => {
    const { measured } = makeMeasured();
    expect(answerStatistics(query('/queue/exim.stats'), measured)).to.equal(undefined);
    expect(answerStatistics(makeMessage('/queue/ActiveMQ.Statistics.Broker'), measured)).to.equal(undefined);
  });

  it('of a destination are its numbers', () => {
    const { measured, destinations } = makeMeasured();
    const address = parseAddress('/queue/exim.stats');
    const message = makeMessage(address.text, {}, 'x'.repeat(2000), 5000);
    destinations.at(address).send(message);
    const [map] = answerStatistics(query(`/queue/${PREFIX}.exim.stats`), measured)!;
    expect(asObject(map!)).to.deep.equal({
      ...{ destinationName: 'queue://exim.stats', brokerName: 'north', brokerId: 'ID:north' },
      ...{ size: 1, enqueueCount: 1, dequeueCount: 0, dispatchCount: 0, expiredCount: 0, inflightCount: 0 },
      ...{ messagesCached: 0, consumerCount: 0, producerCount: 0 },
      ...{ averageEnqueueTime: 0, maxEnqueueTime: 0, minEnqueueTime: 0 },
      ...{ averageMessageSize: message.size, memoryUsage: message.size, memoryLimit: 10_000 },
      memoryPercentUsage: Math.floor(message.size / 100),
    });
    const headers = { [`${PREFIX}.Include.First.Message.Timestamp`]: 'true' };
    const [aged] = answerStatistics(query(`/queue/${PREFIX}.exim.stats`, headers), measured)!;
    expect(asObject(aged!).firstMessageTimestamp).to.equal(5000);
  });

  it('of the broker are the sums', () => {
    const { measured, destinations } = makeMeasured();
    for (const text of ['/queue/a', '/queue/b', '/topic/c'])
      destinations.at(parseAddress(text)).send(makeMessage(text));
    const [map] = answerStatistics(query('/topic/activemq.statistics.broker'), measured)!;
    expect(asObject(map!)).to.include({ size: 2, enqueueCount: 3, stomp: 'stomp://h:1', vm: 'vm://north' });
  });

  it('match kind and pattern, and leave temporary destinations out', () => {
    const { measured, destinations } = makeMeasured();
    for (const text of ['/queue/a.1', '/queue/a.2', '/queue/b', '/topic/a.1'])
      destinations.at(parseAddress(text));
    destinations.create(remoteAddress('queue', 'a.temp'));
    const namesFor = (text: string): unknown[] =>
      answerStatistics(query(text), measured)!.map(map => asObject(map).destinationName);
    expect(namesFor(`/queue/${PREFIX}.a.>`)).to.have.members(['queue://a.1', 'queue://a.2']);
    expect(namesFor(`/topic/${PREFIX}.>`)).to.deep.equal(['topic://a.1']);
    expect(namesFor(`/queue/${PREFIX}.a`)).to.deep.equal([]);
    expect(namesFor(`/queue/${PREFIX}.>`)).to.have.length(3);
  });

  it('end with an empty map when asked to', () => {
    const { measured } = makeMeasured();
    const marker = `${PREFIX}.List.End.With.Null`;
    expect(answerStatistics(query(`/queue/${PREFIX}.none`, { [marker]: '' }), measured)).to.deep.equal([[]]);
    expect(answerStatistics(query(`/queue/${PREFIX}.none${marker}`), measured)).to.deep.equal([[]]);
    expect(answerStatistics(query(`/queue/${PREFIX}.none`), measured)).to.deep.equal([]);
  });

  it('refuse what they cannot answer', () => {
    const { measured } = makeMeasured();
    for (const name of [PREFIX, `${PREFIX}.`, 'ActiveMQ.Statistics.Subscription']) {
      expect(() => answerStatistics(query(`/queue/${name}`), measured), name).to.throw(FrameRefused);
    }
  });
});
