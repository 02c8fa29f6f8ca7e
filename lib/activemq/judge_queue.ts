// The verdict on one queue: every threshold that was given, and whether it is drained.
import { type Finding, findings, verdict } from '../nagios/measure';
import type { PluginValues } from '../nagios/plugin_arguments';
import type { Status } from '../nagios/status';
import { QUEUE_MEASURES, stateOfUntold } from './queue_measures';
import type { QueueReading } from './queue_reading';

/** `stalled` is the state of a queue that nobody empties although it has consumers; undefined: not looked at. */
export function judgeQueue(reading: QueueReading, values: PluginValues, stalled?: Status): Finding {
  return verdict([...findings(QUEUE_MEASURES, reading, values), ...stallFindings(reading, values, stalled)]);
}

function stallFindings(reading: QueueReading, values: PluginValues, stalled: Status | undefined): Finding[] {
  if (stalled === undefined) return [];
  const { size, consumers, trend } = reading;
  const { stalledSeconds, why } = trend;
  if (stalledSeconds === undefined) return [{ status: stateOfUntold(reading, values), text: why }];
  if (stalledSeconds === 0) return [];
  const seconds = Math.round(stalledSeconds);
  const text = `has ${size} messages and ${consumers} consumers, but none was consumed in ${seconds} s`;
  return [{ status: stalled, text }];
}
