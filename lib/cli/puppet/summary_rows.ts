// `puppet summary`: how the last runs went all over the fleet, a histogram in one line for each number, as mco draws it.
import type { Plain, Reply } from '../../rpc/reply';

const ROWS: readonly (readonly [label: string, output: string])[] = [
  ['Total resources', 'total_resources'],
  ['Out Of Sync resources', 'out_of_sync_resources'],
  ['Failed resources', 'failed_resources'],
  ['Changed resources', 'changed_resources'],
  ['Corrected resources', 'corrected_resources'],
  ['Config Retrieval time (seconds)', 'config_retrieval_time'],
  ['Total run-time (seconds)', 'total_time'],
  ['Time since last run (seconds)', 'since_lastrun'],
];
const LABEL_COLUMNS = 33;
const NUMBER_COLUMNS = 6;
const BUCKETS = 20;
const TICKS = '▁▂▃▄▅▆▇';

/** Of replies that are OK. */
export function summaryRows(replies: readonly Reply[]): string[] {
  const rows = ROWS.map(([label, output]) => {
    const values = replies.flatMap(({ data }) => numberIn(data[output]));
    return `${label.padStart(LABEL_COLUMNS)}: ${values.length === 0 ? 'no data' : sparkRow(values)}`;
  });
  return [
    `Summary statistics for ${replies.length} ${replies.length === 1 ? 'node' : 'nodes'}:`,
    '',
    ...rows,
    '',
  ];
}

// -1 is what the agent fills in for what it does not know.
function numberIn(value: Plain | undefined): number[] {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? [value] : [];
}

function sparkRow(values: readonly number[]): string {
  const min = values.reduce((a, b) => Math.min(a, b));
  const max = values.reduce((a, b) => Math.max(a, b));
  const average = values.reduce((a, b) => a + b, 0) / values.length;
  const number = (value: number): string => shortNumber(value).padEnd(NUMBER_COLUMNS);
  return `${sparkline(buckets(values, min, max))}  min: ${number(min)} avg: ${number(average)} max: ${shortNumber(max)}`;
}

// Equal values fill no bucket, as in mco: a flat line.
function buckets(values: readonly number[], min: number, max: number): number[] {
  const counts = new Array<number>(BUCKETS).fill(0);
  if (min === max) return counts;
  for (const value of values) {
    const at = Math.min(BUCKETS - 1, Math.floor(((value - min) / (max - min)) * BUCKETS));
    counts[at]! += 1;
  }
  return counts;
}

export function sparkline(counts: readonly number[]): string {
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const step = most / (TICKS.length - 1);
  return counts.map(count => TICKS[most === 0 ? 0 : Math.round(count / step)]).join('');
}

/** `12.0`, `1.7k`, `3.1m`. */
export function shortNumber(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)}m`;
  if (value >= 1000) return `${(value / 1000).toFixed(1)}k`;
  return value.toFixed(1);
}
