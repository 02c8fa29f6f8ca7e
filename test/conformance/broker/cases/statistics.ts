// Contract: the Statistics plugin's answers, in XML and JSON.
import { expect } from 'chai';
import type { Bench, BrokerCase } from '../case';
import type { RawClient, WireFrame, WireHeaders } from '../raw_client';

const LIST_END = 'ActiveMQ.Statistics.Destination.List.End.With.Null';
const FIRST_TIMESTAMP = 'ActiveMQ.Statistics.Destination.Include.First.Message.Timestamp';
const REPLIES = '/temp-queue/statistics';

const DESTINATION_LONGS = [
  ...['size', 'enqueueCount', 'dequeueCount', 'dispatchCount', 'expiredCount', 'inflightCount'],
  ...['messagesCached', 'averageMessageSize', 'memoryUsage', 'memoryLimit', 'consumerCount', 'producerCount'],
];
const DOUBLES = ['averageEnqueueTime', 'maxEnqueueTime', 'minEnqueueTime'];
const BROKER_LONGS = [...DESTINATION_LONGS, 'storeUsage', 'storeLimit', 'tempUsage', 'tempLimit'];
const BROKER_STRINGS = [
  'brokerName',
  'brokerId',
  'openwire',
  'stomp',
  'ssl',
  'stomp+ssl',
  'vm',
  'dataDirectory',
];

type Entry = { value: string | number; type: string };
type StatisticsMap = Record<string, Entry>;

async function asking(bench: Bench, transformation?: string): Promise<RawClient> {
  const client = await bench.connect('1.1');
  const headers: WireHeaders = transformation ? { transformation } : {};
  await client.processed('SUBSCRIBE', { id: 'statistics', destination: REPLIES, ...headers });
  return client;
}

async function ask(client: RawClient, destination: string, headers: WireHeaders = {}): Promise<WireFrame> {
  client.send('SEND', { destination, 'reply-to': REPLIES, ...headers });
  return client.next('MESSAGE');
}

// {"string":"size","long":1} or, when the value is a string too, {"string":["brokerName","x"]}.
function fromJson(body: Buffer): StatisticsMap {
  const map: StatisticsMap = {};
  for (const entry of JSON.parse(body.toString()).map.entry) {
    if (Array.isArray(entry.string)) map[entry.string[0]] = { type: 'string', value: entry.string[1] };
    else {
      const type = Object.keys(entry).find(key => key !== 'string')!;
      map[entry.string] = { type, value: entry[type] };
    }
  }
  return map;
}

function fromXml(body: Buffer): StatisticsMap {
  const map: StatisticsMap = {};
  const entries = /<entry>\s*<string>([^<]*)<\/string>\s*<(\w+)>([^<]*)<\/\2>\s*<\/entry>/g;
  for (const [, name, type, value] of body.toString().matchAll(entries)) {
    map[name!] = { type: type!, value: type === 'string' ? value! : Number(value) };
  }
  return map;
}

function typesOf(map: StatisticsMap): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([name, { type }]) => [name, type]));
}

function expectedTypes(strings: string[], longs: string[], ints: string[]): Record<string, string> {
  const types: Record<string, string> = {};
  for (const name of strings) types[name] = 'string';
  for (const name of longs) types[name] = 'long';
  for (const name of ints) types[name] = 'int';
  for (const name of DOUBLES) types[name] = 'double';
  return types;
}

const DESTINATION_TYPES = expectedTypes(['brokerName', 'brokerId', 'destinationName'], DESTINATION_LONGS, [
  'memoryPercentUsage',
]);

export const statisticsCases: readonly BrokerCase[] = [
  {
    name: 'statistics: a queue as JSON, with real numbers and the correlation id',
    async run(bench) {
      const name = bench.name('counted');
      const destination = `/queue/${name}`;
      const client = await asking(bench, 'jms-map-json');
      await client.processed('SUBSCRIBE', { id: 's', destination, ack: 'client' });
      for (const body of ['one', 'two', 'three']) await client.processed('SEND', { destination }, body);
      const [first] = [
        await client.next('MESSAGE'),
        await client.next('MESSAGE'),
        await client.next('MESSAGE'),
      ];
      await client.processed('ACK', { subscription: 's', 'message-id': first!.headers['message-id']! });
      const query = `/queue/ActiveMQ.Statistics.Destination.${name}`;
      const reply = await ask(client, query, { 'correlation-id': 'query-7' });
      expect(reply.headers).to.include({
        'correlation-id': 'query-7',
        type: 'Advisory',
        destination: REPLIES,
      });
      expect(reply.headers).to.include({ transformation: 'jms-map-json', subscription: 'statistics' });
      const map = fromJson(reply.body);
      expect(typesOf(map)).to.deep.equal(DESTINATION_TYPES);
      const numbers = { size: 2, enqueueCount: 3, dequeueCount: 1, dispatchCount: 3, inflightCount: 2 };
      for (const [key, value] of Object.entries(numbers)) expect(map[key]!.value, key).to.equal(value);
      expect(map.consumerCount!.value).to.equal(1);
      expect(map.destinationName!.value).to.equal(`queue://${name}`);
    },
  },
  {
    name: 'statistics: XML when nothing else is asked for',
    async run(bench) {
      const name = bench.name('xml');
      for (const transformation of [undefined, 'jms-map-xml']) {
        const client = await asking(bench, transformation);
        await client.processed('SEND', { destination: `/queue/${name}` }, 'x');
        const reply = await ask(client, `/queue/ActiveMQ.Statistics.Destination.${name}`);
        expect(reply.headers.transformation).to.equal('jms-map-xml');
        expect(reply.headers).to.not.have.property('correlation-id');
        const map = fromXml(reply.body);
        expect(typesOf(map)).to.deep.equal(DESTINATION_TYPES);
        expect(map.size!.value).to.equal(transformation ? 2 : 1);
        expect(map.memoryUsage!.value).to.be.greaterThan(0);
      }
    },
  },
  {
    name: 'statistics: a destination that does not exist is not answered; the end marker is an empty map',
    async run(bench) {
      const query = `/queue/ActiveMQ.Statistics.Destination.${bench.name('missing')}`;
      for (const [transformation, empty] of [
        ['jms-map-json', '{"map":""}'],
        ['jms-map-xml', '<map/>'],
      ]) {
        const client = await asking(bench, transformation);
        await client.processed('SEND', {
          destination: query,
          'reply-to': REPLIES,
          'correlation-id': 'unanswered',
        });
        const end = await ask(client, query, { [LIST_END]: 'true', 'correlation-id': 'end' });
        expect(end.headers['correlation-id']).to.equal('end');
        expect(end.body.toString()).to.equal(empty);
      }
    },
  },
  {
    name: 'statistics: a wildcard answers one map per destination of its kind, then the end marker',
    async run(bench) {
      const base = bench.name('several');
      const client = await asking(bench, 'jms-map-json');
      for (const name of ['/queue/', '/topic/']) {
        for (const part of ['a', 'b'])
          await client.processed('SEND', { destination: `${name}${base}.${part}` });
      }
      for (const kind of ['queue', 'topic']) {
        const query = `/${kind}/ActiveMQ.Statistics.Destination.${base}.>`;
        const names = [fromJson((await ask(client, query, { [LIST_END]: '1' })).body).destinationName!.value];
        names.push(fromJson((await client.next('MESSAGE')).body).destinationName!.value);
        expect(names).to.have.members([`${kind}://${base}.a`, `${kind}://${base}.b`]);
        expect((await client.next('MESSAGE')).body.toString()).to.equal('{"map":""}');
      }
    },
  },
  {
    name: 'statistics: the end marker may be part of the name, as older brokers want it',
    async run(bench) {
      const client = await asking(bench, 'jms-map-json');
      const query = `/queue/ActiveMQ.Statistics.Destination.${bench.name('missing')}${LIST_END}`;
      expect((await ask(client, query)).body.toString()).to.equal('{"map":""}');
    },
  },
  {
    name: 'statistics: the time of the first message on request, while there is one',
    async run(bench) {
      const name = bench.name('age');
      const client = await asking(bench, 'jms-map-json');
      const query = `/queue/ActiveMQ.Statistics.Destination.${name}`;
      const destination = `/queue/${name}`;
      // The broker's time of arrival, not what the sender claims.
      await client.processed('SEND', { destination, timestamp: '1700000000000' }, 'first');
      const map = fromJson((await ask(client, query, { [FIRST_TIMESTAMP]: 'true' })).body);
      expect(map.firstMessageTimestamp!.type).to.equal('long');
      expect(map.firstMessageTimestamp!.value).to.be.greaterThan(1700000000000);
      await client.processed('SUBSCRIBE', { id: 's', destination });
      await client.next('MESSAGE');
      const empty = fromJson((await ask(client, query, { [FIRST_TIMESTAMP]: 'true' })).body);
      expect(empty).to.not.have.property('firstMessageTimestamp');
    },
  },
  {
    name: 'statistics: the broker itself, asked by queue or topic',
    async run(bench) {
      const client = await asking(bench, 'jms-map-json');
      const types = expectedTypes(BROKER_STRINGS, BROKER_LONGS, [
        ...['memoryPercentUsage', 'storePercentUsage', 'tempPercentUsage'],
      ]);
      for (const kind of ['queue', 'topic']) {
        const reply = await ask(client, `/${kind}/ActiveMQ.Statistics.Broker`, { 'correlation-id': kind });
        expect(reply.headers['correlation-id']).to.equal(kind);
        const map = fromJson(reply.body);
        expect(typesOf(map)).to.deep.equal(types);
        expect(map.consumerCount!.value).to.be.greaterThan(0);
        expect(map.brokerName!.value).to.match(/./);
      }
    },
  },
  {
    name: 'statistics: without reply-to a query is a message like any other',
    async run(bench) {
      const client = await bench.connect('1.1');
      const destination = `/queue/ActiveMQ.Statistics.Destination.${bench.name('plain')}`;
      await client.processed('SEND', { destination }, 'kept');
      await client.processed('SUBSCRIBE', { id: 's', destination });
      expect(await client.nextBody()).to.equal('kept');
    },
  },
];
