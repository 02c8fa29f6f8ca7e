// The answer about queues: the worst of them on line 1, each on a line of its own, and their numbers.
import { type Finding, measurePerfdata } from '../nagios/measure';
import type { PluginAnswer } from '../nagios/output';
import type { Perfdata } from '../nagios/perfdata';
import type { PluginRun } from '../nagios/plugin';
import { STATES, type StateWord } from '../nagios/plugin_states';
import { type Status, worstStatus } from '../nagios/status';
import { judgeQueue } from './judge_queue';
import { QUEUE_MEASURES } from './queue_measures';
import type { QueueReading } from './queue_reading';
import type { Sought } from './sought_queues';
import type { StatisticsMap } from './statistics_map';

export interface QueuesTold {
  /** More than one may be found: graphs must not change their names with how many are. */
  readonly several: boolean;
  readonly readings: readonly QueueReading[];
  readonly missing: readonly Sought[];
  /** What else keeps the check from being one. */
  readonly trouble: string | undefined;
  /** Its address. */
  readonly broker: string;
}

interface Told extends Finding {
  /** On line 1. */
  readonly sentence: string;
  /** Something of it is known from the next run on. */
  readonly early?: boolean;
}

// Listed in performance data one by one up to here; beyond it the sum alone.
const MAX_LISTED = 20;
const WORST_FIRST: readonly Status[] = ['CRITICAL', 'UNKNOWN', 'WARNING', 'OK'];

export function tellQueues(run: PluginRun, queues: QueuesTold): PluginAnswer {
  const { values } = run;
  const told = [...troubleTold(queues), ...missingTold(queues, values), ...readingsTold(queues, values)];
  const status = worstStatus(told.map(each => each.status));
  const worst = told.filter(each => each.status === status);
  return {
    status,
    subject: '',
    text: status === 'OK' ? praise(queues, worst) : summary(worst),
    details: [
      ...(told.length > 1 ? told.toSorted(bySeverity).map(detailLine) : []),
      ...(run.verbosity > 0 ? [`asked ${queues.broker}`, ...queues.readings.map(allOf)] : []),
    ],
    perfdata: perfdata(queues, values),
  };
}

function troubleTold({ trouble }: QueuesTold): Told[] {
  return trouble === undefined ? [] : [{ status: 'UNKNOWN', text: trouble, sentence: trouble }];
}

function missingTold({ missing }: QueuesTold, values: PluginRun['values']): Told[] {
  const status = STATES[values.missing as StateWord];
  const left = (values.exclude as readonly string[]).length > 0 ? ' that is not excluded' : '';
  // Whoever chose a state knows what to do.
  const remedy = status === 'UNKNOWN' ? '; check the name, or say with --missing what that means' : '';
  return missing.map(({ kind, name }) => {
    const text = `has no ${kind} ${name}${left}`;
    return { status, text, sentence: `ActiveMQ ${text}${remedy}` };
  });
}

function readingsTold({ readings }: QueuesTold, values: PluginRun['values']): Told[] {
  const stalled = values.stalled === undefined ? undefined : STATES[values.stalled as StateWord];
  return readings.map(reading => {
    const { status, text: words } = judgeQueue(reading, values, stalled);
    const text = `${nameOf(reading)} ${words}`;
    return { status, text, sentence: `ActiveMQ ${text}`, early: words.includes(reading.trend.why) };
  });
}

const nameOf = ({ kind, name }: QueueReading): string => (kind === 'topic' ? `topic ${name}` : name);

const detailLine = ({ status, text }: Told): string => `[${status.toLowerCase()}] ${text}`;

function bySeverity(a: Told, b: Told): number {
  return WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status);
}

function summary([first, ...others]: readonly Told[]): string {
  return others.length > 0 ? `${first!.sentence}; and ${others.length} more` : first!.sentence;
}

function praise({ readings, missing }: QueuesTold, told: readonly Told[]): string {
  if (told.length === 1) return told[0]!.sentence;
  const sum = totalOf(readings);
  const lacking = missing.length > 0 ? `; ${missing.length} of those named are not there` : '';
  const early = told.filter(each => each.early).length;
  const untold = early > 0 ? `; what changes in ${early} of them is known from the next run on` : '';
  return `ActiveMQ has ${sum} messages in ${readings.length} ${kindsOf(readings)}${lacking}${untold}`;
}

function kindsOf(readings: readonly QueueReading[]): string {
  const kinds = [...new Set(readings.map(({ kind }) => `${kind}s`))].sort();
  return kinds.join(' and ') || 'queues';
}

function totalOf(readings: readonly QueueReading[]): number {
  return readings.reduce((sum, { size = 0 }) => sum + size, 0);
}

// For -v: everything the broker tells.
function allOf(reading: QueueReading): string {
  const entries = [...(reading.statistics as StatisticsMap)].filter(([, value]) => typeof value === 'number');
  return `${nameOf(reading)}: ${entries.map(([name, value]) => `${name}=${value}`).join(' ')}`;
}

function perfdata({ several, readings }: QueuesTold, values: PluginRun['values']): Perfdata[] {
  const prefix = ({ kind, name }: QueueReading): string =>
    several ? `${kind === 'topic' ? 'topic_' : ''}${name}_` : '';
  const each = readings
    .slice(0, MAX_LISTED)
    .flatMap(reading => measurePerfdata(QUEUE_MEASURES, reading, values, prefix(reading)));
  if (!several) return each;
  const sums = [
    { label: 'queues', value: readings.length, min: 0 },
    { label: 'total', value: totalOf(readings), min: 0 },
  ];
  return [...sums, ...each];
}
