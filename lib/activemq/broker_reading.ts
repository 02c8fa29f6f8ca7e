// What is known of a broker from its own statistics.
import type { Measure } from '../nagios/measure';
import { numberIn, type StatisticsMap } from './statistics_map';

export interface BrokerReading {
  readonly name: string;
  readonly statistics: StatisticsMap;
  /** Seconds since the broker started, as its id tells; undefined when the id is one of the administrator's. */
  readonly uptimeSeconds: number | undefined;
}

// ID:HOST-PORT-STARTED-0:1, the moment in milliseconds.
const STARTED = /-(\d{13})-\d+:\d+$/;

/** `now`: the broker's clock, epoch ms. */
export function readBroker(statistics: StatisticsMap, now: number): BrokerReading {
  const started = STARTED.exec(String(statistics.get('brokerId') ?? ''))?.[1];
  return {
    name: String(statistics.get('brokerName') ?? 'the broker'),
    statistics,
    uptimeSeconds:
      started === undefined ? undefined : Math.max(0, Math.round((now - Number(started)) / 1000)),
  };
}

const told =
  (key: string) =>
  (reading: BrokerReading): number | undefined =>
    numberIn(reading.statistics, key);

function percent(option: string, key: string, what: string): Measure<BrokerReading> {
  return {
    option,
    kind: 'limit',
    description: `${what} used, percent of its limit`,
    label: `${option === 'mem' ? 'memory' : option}_pct`,
    unit: '%',
    always: true,
    needed: true,
    unknown: `does not tell how much ${what} it uses`,
    value: told(key),
    words: value => `uses ${value} % of its ${what}`,
  };
}

function count(option: string, key: string, label: string, description: string): Measure<BrokerReading> {
  return {
    option,
    kind: 'range',
    description,
    label,
    always: true,
    unknown: `does not tell its ${option}`,
    value: told(key),
    words: value => `has ${value} ${option}`,
  };
}

export const BROKER_MEASURES: readonly Measure<BrokerReading>[] = [
  percent('store', 'storePercentUsage', 'store'),
  percent('temp', 'tempPercentUsage', 'temporary store'),
  percent('mem', 'memoryPercentUsage', 'memory'),
  count('consumers', 'consumerCount', 'consumers', 'consumers of all queues; 1: alerts when there is none'),
  count('producers', 'producerCount', 'producers', 'producers to all queues'),
  count('messages', 'size', 'size', 'messages in all queues'),
  {
    option: 'uptime',
    kind: 'range',
    description: 'seconds since it started; 600: tells of a restart',
    label: 'uptime',
    unit: 's',
    always: true,
    unknown: 'does not tell when it started',
    value: ({ uptimeSeconds }) => uptimeSeconds,
    words: value => `started ${value} s ago`,
  },
];
