// What is measured of a queue: the options for its thresholds, its label in performance data and its words.
import type { Perfdata, PerfdataUnit } from '../nagios/perfdata';
import type { PluginValues } from '../nagios/plugin_arguments';
import type { OptionKind, PluginOption } from '../nagios/plugin_option';
import { plainNumber, type Range } from '../nagios/range';
import type { Threshold } from '../nagios/threshold';
import type { QueueReading } from './queue_reading';

export interface Measure {
  /** First part of `--NAME-warn` and `--NAME-crit`. */
  readonly option: string;
  readonly kind: Extract<OptionKind, 'range' | 'limit'>;
  readonly description: string;
  readonly label: string;
  readonly unit?: PerfdataUnit;
  /** Needs the reading of the run before. */
  readonly trend?: true;
  /** Told without a threshold, too. */
  readonly always?: true;
  value(reading: QueueReading): number | undefined;
  /** Behind the name of the queue: `has 5 messages`. */
  words(value: number): string;
}

const round = (value: number): string => plainNumber(Math.round(value * 100) / 100);

export const MEASURES: readonly Measure[] = [
  {
    option: 'queue',
    kind: 'limit',
    description: 'messages in the queue',
    label: 'size',
    always: true,
    value: ({ size }) => size,
    words: value => `has ${value} messages`,
  },
  {
    option: 'mem',
    kind: 'limit',
    description: 'memory used, percent of its limit',
    label: 'memory_pct',
    unit: '%',
    always: true,
    value: ({ memoryPercent }) => memoryPercent,
    words: value => `uses ${value} % of its memory`,
  },
  {
    option: 'consumers',
    kind: 'range',
    description: 'consumers; 1: alerts when there is none',
    label: 'consumers',
    always: true,
    value: ({ consumers }) => consumers,
    words: value => `has ${value} consumers`,
  },
  {
    option: 'age',
    kind: 'limit',
    description: 'age of the oldest message, seconds',
    label: 'age',
    unit: 's',
    value: ({ ageSeconds }) => ageSeconds,
    words: value => `has an oldest message of ${round(value)} s`,
  },
  {
    option: 'inflight',
    kind: 'limit',
    description: 'messages given to consumers and not acknowledged',
    label: 'inflight',
    value: ({ inflight }) => inflight,
    words: value => `has ${value} messages in flight`,
  },
  {
    option: 'enqueue-rate',
    kind: 'range',
    description: 'messages that come, a second',
    label: 'enqueue_rate',
    trend: true,
    value: ({ trend }) => trend?.enqueueRate,
    words: value => `takes ${round(value)} messages/s`,
  },
  {
    option: 'dequeue-rate',
    kind: 'range',
    description: 'messages that are consumed, a second',
    label: 'dequeue_rate',
    trend: true,
    value: ({ trend }) => trend?.dequeueRate,
    words: value => `gives ${round(value)} messages/s`,
  },
  {
    option: 'growth',
    kind: 'limit',
    description: 'messages more than at the run before; 1 for dead letters',
    label: 'growth',
    trend: true,
    value: ({ trend }) => trend?.growth,
    words: value => `grew by ${value} messages`,
  },
  {
    option: 'drain',
    kind: 'limit',
    description: 'time until it is empty at the pace since the run before, seconds',
    label: 'drain',
    unit: 's',
    trend: true,
    value: ({ trend }) => trend?.drainSeconds,
    words: value => (Number.isFinite(value) ? `will be empty in ${round(value)} s` : 'does not get shorter'),
  },
];

/** `--queue-warn`, `--queue-crit` and so on. */
export const MEASURE_OPTIONS: readonly PluginOption[] = MEASURES.flatMap(measure =>
  (['warn', 'crit'] as const).map(level => ({
    name: `${measure.option}-${level}`,
    kind: measure.kind,
    value: measure.kind === 'limit' ? 'N|RANGE' : 'RANGE',
    description: `${level === 'warn' ? 'warning' : 'critical'}: ${measure.description}`,
  })),
);

export function thresholdOf({ option }: Measure, values: PluginValues): Threshold {
  return {
    warning: values[`${option}-warn`] as Range | undefined,
    critical: values[`${option}-crit`] as Range | undefined,
  };
}

/** True when somebody asked for it. */
export function isWanted(measure: Measure, values: PluginValues): boolean {
  const { warning, critical } = thresholdOf(measure, values);
  return warning !== undefined || critical !== undefined;
}

/** `prefix` tells queues apart where there are several. */
export function perfdataOf(
  measure: Measure,
  reading: QueueReading,
  values: PluginValues,
  prefix: string,
): Perfdata {
  const { warning, critical } = thresholdOf(measure, values);
  const { label, unit } = measure;
  return {
    label: prefix + label,
    value: measure.value(reading),
    ...(unit ? { unit } : {}),
    warn: warning,
    crit: critical,
    ...(label === 'growth' ? {} : { min: 0 }),
    ...(unit === '%' ? { max: 100 } : {}),
  };
}
