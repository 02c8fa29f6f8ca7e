// ActiveMQ's Statistics plugin: a SEND to a destination of a certain name is a question, answered to its reply-to.
import type { DestinationKind } from './address';
import { qualifiedName } from './address';
import type { Counters } from './counters';
import type { Destination } from './destination';
import { FrameRefused } from './errors';
import type { MapEntry } from './map_message';
import type { Message } from './message';

const BROKER = 'ActiveMQ.Statistics.Broker';
const SUBSCRIPTION = 'ActiveMQ.Statistics.Subscription';
const DESTINATION = 'ActiveMQ.Statistics.Destination';
const LIST_END = `${DESTINATION}.List.End.With.Null`;
const FIRST_TIMESTAMP = `${DESTINATION}.Include.First.Message.Timestamp`;

/** What statistics are made of. */
export interface Measured {
  readonly name: string;
  readonly id: string;
  readonly totals: Counters;
  /** Bounds on stored messages, bytes. */
  readonly limits: { readonly maxStoredBytes: number; readonly maxQueueBytes: number };
  /** Addresses of the listener by kind of transport. */
  readonly uris: { readonly stomp: string; readonly 'stomp+ssl': string };
  matching(kind: DestinationKind, pattern: string): Destination[];
}

export type StatisticsMap = readonly MapEntry[];

/** The maps that answer `query`, in order; undefined when it is a message like any other. */
export function answerStatistics(query: Message, broker: Measured): StatisticsMap[] | undefined {
  if (!query.replyTo) return undefined;
  const { name, kind } = query.to;
  if (startsWith(name, DESTINATION)) return destinationAnswers(query, kind, broker);
  if (startsWith(name, BROKER)) return [brokerMap(broker)];
  if (startsWith(name, SUBSCRIPTION)) throw new FrameRefused(`${SUBSCRIPTION} is not supported`);
  return undefined;
}

function startsWith(name: string, prefix: string): boolean {
  return name.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase();
}

// No map for a destination that does not exist: only the end marker, when asked for, tells so.
function destinationAnswers(query: Message, kind: DestinationKind, broker: Measured): StatisticsMap[] {
  const asked = query.to.name.replace(LIST_END, '');
  const endMarker = asked !== query.to.name || LIST_END in query.headers;
  const pattern = asked.slice(DESTINATION.length).replace(/^\./, '');
  if (pattern === '' && !endMarker) {
    throw new FrameRefused('Invalid destination name: a non-empty name is required');
  }
  const withAge = FIRST_TIMESTAMP in query.headers;
  const maps = broker.matching(kind, pattern).map(each => destinationMap(each, broker, withAge));
  return endMarker ? [...maps, []] : maps;
}

// The order of entries is the one ActiveMQ 5.17 shows.
function destinationMap(destination: Destination, broker: Measured, withAge: boolean): StatisticsMap {
  const { address, counters, firstArrival } = destination;
  const limit = address.kind === 'queue' ? broker.limits.maxQueueBytes : 0;
  const age: MapEntry[] =
    withAge && firstArrival !== undefined ? [['firstMessageTimestamp', 'long', firstArrival]] : [];
  return [
    ['dequeueCount', 'long', counters.dequeued],
    ['averageMessageSize', 'long', counters.averageSize],
    ['brokerId', 'string', broker.id],
    ['memoryUsage', 'long', counters.storedBytes],
    ['consumerCount', 'long', counters.consumers],
    ['minEnqueueTime', 'double', counters.waitShortest],
    ['memoryPercentUsage', 'int', percent(counters.storedBytes, limit)],
    ['averageEnqueueTime', 'double', counters.averageWait],
    ['messagesCached', 'long', 0],
    ['expiredCount', 'long', counters.expired],
    ['inflightCount', 'long', counters.inflight],
    ['maxEnqueueTime', 'double', counters.waitLongest],
    ['dispatchCount', 'long', counters.dispatched],
    ['size', 'long', counters.stored],
    ...age,
    ['destinationName', 'string', qualifiedName(address)],
    ['producerCount', 'long', 0],
    ['memoryLimit', 'long', limit],
    ['brokerName', 'string', broker.name],
    ['enqueueCount', 'long', counters.enqueued],
  ];
}

// There is no store and no paging to disk: their numbers are 0.
function brokerMap(broker: Measured): StatisticsMap {
  const { totals, limits, uris } = broker;
  return [
    ['averageMessageSize', 'long', totals.averageSize],
    ['minEnqueueTime', 'double', totals.waitShortest],
    ['expiredCount', 'long', totals.expired],
    ['stomp+ssl', 'string', uris['stomp+ssl']],
    ['inflightCount', 'long', totals.inflight],
    ['ssl', 'string', ''],
    ['tempUsage', 'long', 0],
    ['tempLimit', 'long', 0],
    ['stomp', 'string', uris.stomp],
    ['storePercentUsage', 'int', 0],
    ['dequeueCount', 'long', totals.dequeued],
    ['brokerId', 'string', broker.id],
    ['memoryUsage', 'long', totals.storedBytes],
    ['consumerCount', 'long', totals.consumers],
    ['storeUsage', 'long', 0],
    ['dataDirectory', 'string', ''],
    ['memoryPercentUsage', 'int', percent(totals.storedBytes, limits.maxStoredBytes)],
    ['averageEnqueueTime', 'double', totals.averageWait],
    ['messagesCached', 'long', 0],
    ['maxEnqueueTime', 'double', totals.waitLongest],
    ['dispatchCount', 'long', totals.dispatched],
    ['size', 'long', totals.stored],
    ['openwire', 'string', ''],
    ['vm', 'string', `vm://${broker.name}`],
    ['storeLimit', 'long', 0],
    ['producerCount', 'long', 0],
    ['memoryLimit', 'long', limits.maxStoredBytes],
    ['brokerName', 'string', broker.name],
    ['enqueueCount', 'long', totals.enqueued],
    ['tempPercentUsage', 'int', 0],
  ];
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part / whole) * 100);
}
