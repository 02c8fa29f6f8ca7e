// A trace as JSON, a line for each event.
import type { NodeOutcome } from '../trace/node_outcomes';
import type { TraceEvent } from '../trace/trace_event';
import type { TraceTotals } from '../trace/trace_totals';

/** Times are milliseconds with three decimals; bytes are base64. */
export function traceJson(event: TraceEvent | NodeOutcome | TraceTotals): string {
  return JSON.stringify(event, (_key, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    if (typeof value === 'number')
      return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : `${value}`;
    return isBytes(value) ? Buffer.from(value.data).toString('base64') : value;
  });
}

// What Buffer#toJSON has made of it by the time the replacer sees it.
function isBytes(value: unknown): value is { data: number[] } {
  const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown };
  return type === 'Buffer' && Array.isArray(data);
}
