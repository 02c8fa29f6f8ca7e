// Warning and critical ranges of one value, and what becomes of it: critical is looked at before warning.
import { alerts, describeRange, type Range } from './range';
import type { Status } from './status';

export interface Threshold {
  readonly warning?: Range | undefined;
  readonly critical?: Range | undefined;
}

/** OK, WARNING or CRITICAL; a value that is not known is UNKNOWN, whatever the threshold. */
export function judge(value: number | undefined, { warning, critical }: Threshold): Status {
  if (value === undefined || Number.isNaN(value)) return 'UNKNOWN';
  if (critical && alerts(critical, value)) return 'CRITICAL';
  return warning && alerts(warning, value) ? 'WARNING' : 'OK';
}

/** What was expected of a value that was judged so: `at most 10`; undefined for a good one. */
export function expectation(status: Status, { warning, critical }: Threshold): string | undefined {
  const range = status === 'CRITICAL' ? critical : status === 'WARNING' ? warning : undefined;
  return range && describeRange(range);
}
