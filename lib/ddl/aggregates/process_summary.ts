// Aggregate `process_summary`: how many processes on how many hosts, and their size (MCollective's process agent 3.0.0).
import type { Plain } from '../../marshal/plain';
import type { AggregateFunction } from './aggregate_function';
import { total } from './numbers';
import { rubyFormat } from './ruby_format';

/** What `rss` counts in. */
const KILOBYTE = 1024;

export const processSummary: AggregateFunction = ({ format = '%20s: %s' }, values, textOf) => {
  const lists = values.map(value => (Array.isArray(value) ? value : [])).filter(list => list.length > 0);
  const processes = lists.flat();
  const rows: [string, Plain][] = [
    ['Matched hosts', lists.length],
    ['Matched processes', processes.length],
    ['Resident Size', sizeText(total(processes.map(one => numberIn(one, 'rss'))) * KILOBYTE)],
    ['Virtual Size', sizeText(total(processes.map(one => numberIn(one, 'vsize'))))],
  ];
  return rows.map(row => rubyFormat(format, row, textOf));
};

function numberIn(process: Plain, field: string): number {
  const found =
    typeof process === 'object' && process !== null && Object.hasOwn(process, field)
      ? (process as Record<string, Plain>)[field]
      : 0;
  return typeof found === 'number' || typeof found === 'bigint' ? Number(found) : 0;
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

// `137.465 MB`: at most three decimals, none of them a zero at the end.
function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${Number(size.toFixed(3))} ${UNITS[unit]}`;
}
