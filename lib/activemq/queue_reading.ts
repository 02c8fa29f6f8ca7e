// What is known of one destination: its statistics, and what they tell together with those of the run before.
import type { DestinationAnswer } from './statistics_client';
import type { StatisticsMap } from './statistics_map';

/** Undefined is: not known. */
export interface QueueReading {
  readonly name: string;
  readonly size: number | undefined;
  readonly memoryPercent: number | undefined;
  readonly consumers: number | undefined;
  readonly producers: number | undefined;
  readonly inflight: number | undefined;
  /** Seconds since the oldest message came; 0 for an empty queue. */
  readonly ageSeconds: number | undefined;
  readonly enqueued: number | undefined;
  readonly dequeued: number | undefined;
  /** When these numbers were true, epoch ms. */
  readonly time: number;
  readonly trend: Trend | undefined;
}

/** Between two readings. */
export interface Trend {
  readonly seconds: number;
  /** Messages a second. */
  readonly enqueueRate: number;
  readonly dequeueRate: number;
  /** Messages more than before; negative for fewer. */
  readonly growth: number;
  /** Seconds until the queue is empty at this pace; Infinity when it is not getting shorter. */
  readonly drainSeconds: number;
}

/** The part of a reading that is kept for the next one. */
export interface KeptReading {
  readonly time: number;
  readonly size: number;
  readonly enqueued: number;
  readonly dequeued: number;
}

// Rates over less say nothing.
const MIN_SECONDS = 1;

/** `now` is our clock, epoch ms, used where the broker's is not known. */
export function readQueue(
  { name, statistics, brokerTime }: DestinationAnswer,
  now: number,
  before?: KeptReading,
): QueueReading {
  const reading = {
    name,
    size: numberIn(statistics, 'size'),
    memoryPercent: numberIn(statistics, 'memoryPercentUsage'),
    consumers: numberIn(statistics, 'consumerCount'),
    producers: numberIn(statistics, 'producerCount'),
    inflight: numberIn(statistics, 'inflightCount'),
    ageSeconds: ageOf(statistics, brokerTime ?? now),
    enqueued: numberIn(statistics, 'enqueueCount'),
    dequeued: numberIn(statistics, 'dequeueCount'),
    time: brokerTime ?? now,
  };
  const kept = keep(reading);
  return { ...reading, trend: before && kept && trendOf(before, kept) };
}

/** What the next run should know; undefined when the numbers are not all there. */
export function keep(reading: Omit<QueueReading, 'trend'>): KeptReading | undefined {
  const { time, size, enqueued, dequeued } = reading;
  if (size === undefined || enqueued === undefined || dequeued === undefined) return undefined;
  return { time, size, enqueued, dequeued };
}

// Counters start again with the broker; then there is no trend to tell.
function trendOf(before: KeptReading, now: KeptReading): Trend | undefined {
  const seconds = (now.time - before.time) / 1000;
  const [came, went] = [now.enqueued - before.enqueued, now.dequeued - before.dequeued];
  if (seconds < MIN_SECONDS || came < 0 || went < 0) return undefined;
  const growth = now.size - before.size;
  const pace = -growth / seconds;
  const drainSeconds = now.size === 0 ? 0 : pace > 0 ? now.size / pace : Number.POSITIVE_INFINITY;
  return { seconds, enqueueRate: came / seconds, dequeueRate: went / seconds, growth, drainSeconds };
}

// Brokers before 5.16.4 do not tell; an empty queue has no oldest message.
function ageOf(statistics: StatisticsMap, brokerTime: number): number | undefined {
  const first = numberIn(statistics, 'firstMessageTimestamp');
  if (first !== undefined) return Math.max(0, (brokerTime - first) / 1000);
  return numberIn(statistics, 'size') === 0 ? 0 : undefined;
}

/** The number under a key, undefined when there is none. */
export function numberIn(statistics: StatisticsMap, key: string): number | undefined {
  const value = statistics.get(key);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
