// What one run saw of a broker's queues, as it is kept for later runs.
import type { DestinationAnswer } from './statistics_client';
import { numberIn, type StatisticsMap } from './statistics_map';
import type { Moment } from './trend';

/** Whether two readings are of the same broker. */
export interface BrokerIdentity {
  /** Its name and address: the same after a restart, when queues are as long as before and counters are not. */
  readonly broker: string;
  /** Another one after a restart. */
  readonly id: string;
}

/** Size, enqueued, dequeued, consumers; null when the broker did not tell them all. */
export type Counts = readonly [size: number, enqueued: number, dequeued: number, consumers: number];

export interface Snapshot extends BrokerIdentity {
  /** Epoch ms, by the broker's clock. */
  readonly time: number;
  /** By `keyOf`. A queue that is not here was not there. */
  readonly queues: Readonly<Record<string, Counts | null>>;
}

export const keyOf = ({ kind, name }: Pick<DestinationAnswer, 'kind' | 'name'>): string => `${kind}:${name}`;

/** By any of its statistics. Brokers of one pool are often called alike (`localhost`). */
export function identityOf(statistics: StatisticsMap, address: string): BrokerIdentity {
  const text = (key: string): string => `${address} ${statistics.get(key) ?? ''}`;
  return { broker: text('brokerName'), id: text('brokerId') };
}

export function makeSnapshot(
  time: number,
  identity: BrokerIdentity,
  found: readonly DestinationAnswer[],
): Snapshot {
  const queues = Object.fromEntries(
    found.map(answer => [keyOf(answer), countsOf(answer.statistics) ?? null]),
  );
  return { time, ...identity, queues };
}

/** Undefined when the queue was there and its numbers are not known. */
export function momentIn({ time, queues }: Snapshot, key: string): Moment | undefined {
  const counts = Object.hasOwn(queues, key) ? queues[key] : ([0, 0, 0, 0] as const);
  return counts ? momentOf(time, counts) : undefined;
}

/** Undefined when the broker does not tell all of it. */
export function momentNow(time: number, statistics: StatisticsMap): Moment | undefined {
  const counts = countsOf(statistics);
  return counts && momentOf(time, counts);
}

function momentOf(time: number, [size, enqueued, dequeued, consumers]: Counts): Moment {
  return { time, size, enqueued, dequeued, consumers };
}

function countsOf(statistics: StatisticsMap): Counts | undefined {
  const keys = ['size', 'enqueueCount', 'dequeueCount', 'consumerCount'];
  const counts = keys.flatMap(key => numberIn(statistics, key) ?? []);
  return counts.length === keys.length ? (counts as unknown as Counts) : undefined;
}

/** True for what `makeSnapshot` made and a file kept. */
export function isSnapshot(value: unknown): value is Snapshot {
  const { time, broker, id, queues } = (value ?? {}) as Record<string, unknown>;
  if (!Number.isFinite(time) || typeof broker !== 'string' || typeof id !== 'string') return false;
  return typeof queues === 'object' && queues !== null && Object.values(queues).every(isCounts);
}

function isCounts(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 4 && value.every(Number.isFinite));
}
