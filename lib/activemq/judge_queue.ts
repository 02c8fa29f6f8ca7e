// The verdict on one queue: every threshold that was given, the worst first.
import type { PluginValues } from '../nagios/plugin_arguments';
import { type Status, worstStatus } from '../nagios/status';
import { expectation, judge } from '../nagios/threshold';
import { isWanted, MEASURES, type Measure, thresholdOf } from './queue_measures';
import type { QueueReading } from './queue_reading';

export interface QueueVerdict {
  readonly status: Status;
  readonly name: string;
  /** What is wrong, the worst first; what there is, when nothing is: `has 5 messages`. */
  readonly text: string;
}

/** `stalled` is the state of a queue that nobody empties although it has consumers; undefined: not looked at. */
export function judgeQueue(reading: QueueReading, values: PluginValues, stalled?: Status): QueueVerdict {
  const findings = [...thresholdFindings(reading, values), ...stallFindings(reading, stalled)];
  const status = worstStatus(['OK', ...findings.map(finding => finding.status)]);
  const wrong = findings.filter(finding => finding.status !== 'OK').sort(bySeverity);
  const texts = [...new Set(wrong.map(finding => finding.text))];
  const text = texts.length > 0 ? texts.join(', ') : praise(reading, values);
  return { status, name: reading.name, text };
}

interface Finding {
  readonly status: Status;
  readonly text: string;
}

function thresholdFindings(reading: QueueReading, values: PluginValues): Finding[] {
  // A queue that does not tell its size was not checked, whatever was asked.
  const looked = MEASURES.filter(measure => measure.label === 'size' || isWanted(measure, values));
  return looked.map(measure => {
    const value = measure.value(reading);
    const threshold = thresholdOf(measure, values);
    const status = judge(value, threshold);
    if (value === undefined) return { status, text: measure.trend ? NOT_READ_BEFORE : notTold(measure) };
    const expected = expectation(status, threshold);
    return {
      status,
      text: expected ? `${measure.words(value)}, expected ${expected}` : measure.words(value),
    };
  });
}

function stallFindings({ size, consumers, trend }: QueueReading, stalled: Status | undefined): Finding[] {
  if (stalled === undefined) return [];
  if (!trend) return [{ status: 'UNKNOWN', text: NOT_READ_BEFORE }];
  const stuck = (size ?? 0) > 0 && (consumers ?? 0) > 0 && trend.dequeueRate === 0;
  if (!stuck) return [];
  const seconds = Math.round(trend.seconds);
  return [
    {
      status: stalled,
      text: `has ${size} messages and ${consumers} consumers, but none was consumed in ${seconds} s`,
    },
  ];
}

const NOT_READ_BEFORE = 'was not read before: what changes is known from the next run on';

const notTold = ({ label }: Measure): string => `is there, but the broker does not tell its ${label}`;

function praise(reading: QueueReading, values: PluginValues): string {
  const size = MEASURES[0]!;
  const others = MEASURES.slice(1).filter(measure => isWanted(measure, values));
  const texts = [size, ...others].flatMap(measure => {
    const value = measure.value(reading);
    return value === undefined ? [] : [measure.words(value)];
  });
  return texts.join(', ') || 'does not tell its size';
}

function bySeverity(a: Finding, b: Finding): number {
  if (a.status === b.status) return 0;
  return worstStatus([a.status, b.status]) === a.status ? -1 : 1;
}
