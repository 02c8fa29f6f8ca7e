// What is known of one destination: its statistics, and what they tell together with those of runs before.
import type { DestinationKind } from './destination_name';
import type { DestinationAnswer } from './statistics_client';
import { numberIn, type StatisticsMap } from './statistics_map';
import { type Trend, trendOf } from './trend';

/** Undefined is: not known. */
export interface QueueReading {
  readonly kind: DestinationKind;
  readonly name: string;
  readonly statistics: StatisticsMap;
  readonly size: number | undefined;
  readonly memoryPercent: number | undefined;
  readonly consumers: number | undefined;
  readonly inflight: number | undefined;
  /** Seconds since the oldest message came; 0 for an empty queue. */
  readonly ageSeconds: number | undefined;
  readonly trend: Trend;
}

/** `now` is our clock, epoch ms, used where the broker's is not known. */
export function readQueue(
  { kind, name, statistics, brokerTime }: DestinationAnswer,
  now: number,
  trend: Trend = trendOf(undefined),
): QueueReading {
  return {
    ...{ kind, name, statistics, trend },
    size: numberIn(statistics, 'size'),
    memoryPercent: numberIn(statistics, 'memoryPercentUsage'),
    consumers: numberIn(statistics, 'consumerCount'),
    inflight: numberIn(statistics, 'inflightCount'),
    ageSeconds: ageSeconds(statistics, brokerTime ?? now),
  };
}

/** Brokers before 5.16.4 do not tell; an empty queue has no oldest message. `brokerTime` in epoch ms. */
export function ageSeconds(statistics: StatisticsMap, brokerTime: number): number | undefined {
  const first = numberIn(statistics, 'firstMessageTimestamp');
  if (first !== undefined) return Math.max(0, (brokerTime - first) / 1000);
  return numberIn(statistics, 'size') === 0 ? 0 : undefined;
}
