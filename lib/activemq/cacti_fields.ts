// What Cacti polls of a broker or a queue: numbers under the names of ActiveMQ's Statistics plugin.
//
// Cacti takes a line of several fields only when it has as many colons as fields, and stores numbers alone; the names
// of its round-robin databases have 19 characters at most.
import { plainNumber } from '../nagios/range';
import { ageSeconds } from './queue_reading';
import { numberIn, type StatisticsMap } from './statistics_map';

/** What cannot be told is `U`, which Cacti stores as unknown. */
const UNKNOWN = 'U';

const COMMON = [
  'size',
  'enqueueCount',
  'dequeueCount',
  'dispatchCount',
  'expiredCount',
  'inflightCount',
  'consumerCount',
  'producerCount',
  'memoryPercentUsage',
  'memoryUsage',
  'memoryLimit',
  'messagesCached',
  'averageMessageSize',
  'averageEnqueueTime',
  'maxEnqueueTime',
  'minEnqueueTime',
];

export const BROKER_FIELDS: readonly string[] = [
  ...COMMON,
  'storePercentUsage',
  'storeUsage',
  'storeLimit',
  'tempPercentUsage',
  'tempUsage',
  'tempLimit',
];

/** `oldestMessageAge` in seconds is ours: ActiveMQ tells the moment, under a name too long for a database. */
export const QUEUE_FIELDS: readonly string[] = [...COMMON, 'oldestMessageAge'];

/**
 * `name:value name:value`, or the bare value of one field; undefined statistics make every value unknown. `now`: the
 * broker's clock when it answered, epoch ms.
 */
export function cactiLine(fields: readonly string[], statistics: StatisticsMap | undefined, now = 0): string {
  const values = fields.map(field => valueText(field, statistics, now));
  if (fields.length === 1) return values[0]!;
  return fields.map((field, index) => `${field}:${values[index]}`).join(' ');
}

function valueText(field: string, statistics: StatisticsMap | undefined, now: number): string {
  const value =
    statistics && (field === 'oldestMessageAge' ? ageSeconds(statistics, now) : numberIn(statistics, field));
  return value === undefined ? UNKNOWN : plainNumber(Number(value.toFixed(3)));
}

/**
 * Every entry, texts too, as the first plugin of this name printed them: for scripts that read it. Cacti refuses the
 * line, because brokerId and destinationName hold colons.
 */
export function originalLine(statistics: StatisticsMap): string {
  const entries = [...statistics].filter(([name]) => !name.includes('+') && name !== 'firstMessageTimestamp');
  return entries.map(([name, value]) => `${name}:${value} `).join('');
}
