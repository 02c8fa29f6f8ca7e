// Questions to the Statistics plugin: whose answer is whose, where a list ends, and what becomes of silence.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import {
  BadDestination,
  StatisticsSilent,
  StatisticsUnreadable,
  TooManyDestinations,
} from '../../../lib/activemq/errors';
import { type DestinationAnswer, StatisticsClient } from '../../../lib/activemq/statistics_client';
import { BrokerError, BrokerLost } from '../../../lib/stomp/errors';
import { FakeClock } from '../rpc/fake_clock';
import { FakeConnection } from './fake_connection';

const END = '{"map":""}';

function setUp() {
  const connection = new FakeConnection();
  const clock = new FakeClock();
  return { connection, clock, client: new StatisticsClient(connection, clock) };
}

function map(name: string, size = 1, kind = 'queue'): string {
  return JSON.stringify({
    map: {
      entry: [{ string: 'size', long: size }, { string: ['destinationName', `${kind}://${name}`] }],
    },
  });
}

// To the last question asked.
function answer(connection: FakeConnection, ...bodies: string[]): void {
  const id = connection.sent.at(-1)!.headers['correlation-id']!;
  for (const body of bodies) connection.deliver(body, { 'correlation-id': id, timestamp: '1700000000123' });
}

const told = (answers: readonly DestinationAnswer[]): string[] =>
  answers.map(({ kind, name, statistics }) => `${kind} ${name} ${statistics.get('size')}`);

async function failure(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => new Error('it succeeded'),
    (error: Error) => error,
  );
}

describe('a question about a queue', () => {
  it('is private, marked, and expires', () => {
    const { client, connection, clock } = setUp();
    void client.destinations('queue', 'exim.stats', 5000);
    void client.destinations('topic', 'news', 5000);
    const [first, second] = connection.sent;
    expect(first!.destination).to.equal(
      '/queue/ActiveMQ.Statistics.Destination.exim.statsActiveMQ.Statistics.Destination.List.End.With.Null',
    );
    expect(second!.destination).to.match(/^\/topic\/ActiveMQ\.Statistics\.Destination\.news/);
    expect(first!.headers.expires).to.equal(String(clock.now() + 5000));
    expect(first!.headers['correlation-id']).to.not.equal(second!.headers['correlation-id']);
    expect(connection.subscriptions).to.deep.equal([
      { destination: first!.headers['reply-to'], headers: { transformation: 'jms-map-json' } },
    ]);
    expect(first!.headers['reply-to']).to.match(/^\/temp-queue\//);
  });

  it('is answered by one map, with the time of the broker', async () => {
    const { client, connection, clock } = setUp();
    const asked = client.destinations('queue', 'a', 5000);
    answer(connection, map('a', 7));
    const [one] = await asked;
    expect(told([one!])).to.deep.equal(['queue a 7']);
    expect(one!.brokerTime).to.equal(1_700_000_000_123);
    expect(clock.pending).to.equal(0);
  });

  it('is not answered by a queue that ActiveMQ takes for a wildcard', async () => {
    const { client, connection } = setUp();
    const there = client.destinations('queue', 'a', 5000);
    answer(connection, map('>', 99), map('a', 7));
    expect(told(await there)).to.deep.equal(['queue a 7']);
    const missing = client.destinations('queue', 'b', 5000);
    answer(connection, map('>', 99), END);
    expect(await missing).to.deep.equal([]);
    const wild = client.destinations('queue', 'a.*', 5000);
    answer(connection, map('>', 99), map('a.b', 2), map('a.*', 3), END);
    expect(told(await wild)).to.deep.equal(['queue a.b 2', 'queue a.* 3']);
  });

  it('by a wildcard is answered until the list ends', async () => {
    const { client, connection } = setUp();
    const asked = client.destinations('topic', 'a.>', 5000);
    answer(connection, map('a.b', 1, 'topic'), map('a', 2, 'topic'), END);
    expect(told(await asked)).to.deep.equal(['topic a.b 1', 'topic a 2']);
  });

  it('knows names that statistics cannot spell', async () => {
    const { client, connection } = setUp();
    const asked = client.destinations('queue', 'x👍', 5000);
    answer(connection, map('x\ufffd\ufffd', 3));
    expect(told(await asked)).to.deep.equal(['queue x👍 3']);
  });

  it('takes a map without a name for the one that was asked for', async () => {
    const { client, connection } = setUp();
    const asked = client.destinations('queue', 'a', 5000);
    answer(connection, '{"map":{"entry":{"string":"size","long":4}}}');
    expect(told(await asked)).to.deep.equal(['queue a 4']);
  });

  it('gets its own answer when several are asked at once, in whatever order', async () => {
    const { client, connection } = setUp();
    const names = ['a', 'b', 'c'];
    const asked = Promise.all(names.map(name => client.destinations('queue', name, 5000)));
    const ids = connection.sent.map(({ headers }) => headers['correlation-id']!);
    for (const index of [2, 0, 1])
      connection.deliver(map(names[index]!, index), { 'correlation-id': ids[index]! });
    expect((await asked).flatMap(told)).to.deep.equal(['queue a 0', 'queue b 1', 'queue c 2']);
  });

  it('is not answered by strangers', async () => {
    const { client, connection, clock } = setUp();
    const asked = failure(client.destinations('queue', 'a', 5000));
    connection.deliver(map('a', 66));
    connection.deliver('rubbish', { 'correlation-id': 'another' });
    connection.deliver(END, { 'correlation-id': '' });
    await clock.advance(5000);
    expect(await asked).to.be.instanceOf(StatisticsSilent);
  });

  it('fails in time when nobody answers', async () => {
    const { client, clock } = setUp();
    const asked = failure(client.destinations('queue', 'a', 1850));
    const itself = failure(client.broker(1900));
    await clock.advance(1850);
    expect((await asked).message).to.equal(
      'mq1:61613 did not answer within 1.9 s when asked about the queue a',
    );
    await clock.advance(50);
    expect((await itself).message).to.include('when asked about itself');
  });

  it('fails when the list does not end', async () => {
    const { client, connection, clock } = setUp();
    const asked = failure(client.destinations('queue', 'a.>', 1000));
    answer(connection, map('a.b'));
    await clock.advance(1000);
    expect(await asked).to.be.instanceOf(StatisticsSilent);
  });

  it('fails when the answer is no map', async () => {
    const { client, connection } = setUp();
    for (const body of ['', 'rubbish', '<html/>', '[]', '{"map":{"entry":[{"string":1}]}}']) {
      const asked = failure(client.destinations('queue', 'a', 1000));
      answer(connection, body);
      expect(await asked, body).to.be.instanceOf(StatisticsUnreadable);
    }
    const itself = failure(client.broker(1000));
    answer(connection, END);
    expect(await itself).to.be.instanceOf(StatisticsUnreadable);
  });

  it('fails when there are too many, rather than judging some', async () => {
    const { client, connection } = setUp();
    const asked = failure(client.destinations('queue', '>', 1000));
    const body = map('a');
    answer(connection, ...Array.from({ length: 10_001 }, () => body));
    expect(await asked).to.be.instanceOf(TooManyDestinations);
    answer(connection, body);
  });

  it('fails when the broker refuses it, is lost, or cannot be sent to', async () => {
    for (const error of [new BrokerError('mq1', 'not authorized'), new BrokerLost('mq1', 'gone')]) {
      const { client, connection, clock } = setUp();
      const asked = failure(client.destinations('queue', 'a', 1000));
      connection.tell({ state: 'connected', broker: 'mq1' });
      connection.tell({ state: 'error', broker: 'mq1', error });
      expect(await asked).to.equal(error);
      expect(clock.pending).to.equal(0);
    }
    const { client, connection } = setUp();
    connection.fault = new BrokerLost('mq1', 'gone');
    expect(await failure(client.destinations('queue', 'a', 1000))).to.equal(connection.fault);
  });

  it('is not asked about what would be another name', async () => {
    const { client, connection } = setUp();
    expect(await failure(client.destinations('queue', 'a,b', 1000))).to.be.instanceOf(BadDestination);
    expect(connection.sent).to.deep.equal([]);
  });
});
