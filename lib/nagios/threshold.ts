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
export function expectation(status: Status, threshold: Threshold): string | undefined {
  const range = brokenLimit(status, threshold);
  return range && describeRange(range);
}

/** The limit that made the status, whatever limits are; undefined for a good one. */
export function brokenLimit<Limit>(
  status: Status,
  { warning, critical }: { readonly warning?: Limit | undefined; readonly critical?: Limit | undefined },
): Limit | undefined {
  if (status === 'CRITICAL') return critical;
  return status === 'WARNING' ? warning : undefined;
}
