// What is measured of a queue.
import type { Measure } from '../nagios/measure';
import type { PluginValues } from '../nagios/plugin_arguments';
import { STATES, type StateWord } from '../nagios/plugin_states';
import { plainNumber } from '../nagios/range';
import type { Status } from '../nagios/status';
import type { QueueReading } from './queue_reading';

const round = (value: number): string => plainNumber(Math.round(value * 100) / 100);

// Of measures that need two readings.
const why = ({ trend }: QueueReading): string => trend.why;

/** State of what cannot be told without an earlier reading: as chosen with `--first`, unless there should be one. */
export function stateOfUntold({ trend }: QueueReading, { first = 'ok' }: PluginValues): Status {
  return trend.comes ? STATES[first as StateWord] : 'UNKNOWN';
}

/** True for what is told from two readings. */
export const needsTwo = ({ unknown }: Measure<QueueReading>): boolean => unknown === why;

const notTold = (label: string): string => `is there, but the broker does not tell its ${label}`;

export const QUEUE_MEASURES: readonly Measure<QueueReading>[] = [
  {
    option: 'queue',
    main: true,
    kind: 'limit',
    description: 'messages in the queue',
    label: 'size',
    unknown: notTold('size'),
    always: true,
    needed: true,
    value: ({ size }) => size,
    words: value => `has ${value} messages`,
  },
  {
    option: 'mem',
    kind: 'limit',
    description: 'memory used, percent of its limit',
    label: 'memory_pct',
    unknown: notTold('memory'),
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
    unknown: notTold('consumers'),
    always: true,
    value: ({ consumers }) => consumers,
    words: value => `has ${value} consumers`,
  },
  {
    option: 'age',
    kind: 'limit',
    description: 'age of the oldest message, seconds',
    label: 'age',
    unknown: notTold('age'),
    unit: 's',
    value: ({ ageSeconds }) => ageSeconds,
    words: value => `has an oldest message of ${round(value)} s`,
  },
  {
    option: 'inflight',
    kind: 'limit',
    description: 'messages given to consumers and not acknowledged',
    label: 'inflight',
    unknown: notTold('inflight'),
    value: ({ inflight }) => inflight,
    words: value => `has ${value} messages in flight`,
  },
  {
    option: 'enqueue-rate',
    kind: 'range',
    description: 'messages that come, a second',
    label: 'enqueue_rate',
    unknown: why,
    unknownState: stateOfUntold,
    value: ({ trend }) => trend.enqueueRate,
    words: value => `takes ${round(value)} messages/s`,
  },
  {
    option: 'dequeue-rate',
    kind: 'range',
    description: 'messages that are consumed, a second',
    label: 'dequeue_rate',
    unknown: why,
    unknownState: stateOfUntold,
    value: ({ trend }) => trend.dequeueRate,
    words: value => `gives ${round(value)} messages/s`,
  },
  {
    option: 'growth',
    kind: 'limit',
    description: 'messages more than before; 1 for dead letters',
    label: 'growth',
    signed: true,
    unknown: why,
    unknownState: stateOfUntold,
    value: ({ trend }) => trend.growth,
    words: value => (value < 0 ? `shrank by ${-value} messages` : `grew by ${value} messages`),
  },
  {
    option: 'drain',
    kind: 'limit',
    description: 'time until it is empty at the present pace, seconds',
    label: 'drain',
    unit: 's',
    unknown: why,
    unknownState: stateOfUntold,
    value: ({ trend }) => trend.drainSeconds,
    words: value => (Number.isFinite(value) ? `will be empty in ${round(value)} s` : 'does not get shorter'),
  },
];
