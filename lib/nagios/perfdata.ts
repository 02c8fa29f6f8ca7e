// Performance data as the Monitoring Plugins guidelines define it: 'label'=value[UOM];warn;crit;min;max
import { formatRange, plainNumber, type Range } from './range';

/** One number of a check. */
export interface Perfdata {
  readonly label: string;
  /** Undefined: could not be determined, written `U`. */
  readonly value: number | undefined;
  readonly unit?: PerfdataUnit;
  /** A number alerts above it. */
  readonly warn?: number | Range | undefined;
  readonly crit?: number | Range | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export type PerfdataUnit = '' | 's' | 'ms' | 'us' | '%' | 'B' | 'KB' | 'MB' | 'GB' | 'TB' | 'c';

/**
 * How thresholds are written. Icinga 2 takes plain numbers only and drops the others from its graphs: `simple` writes
 * the number where one says it all (`10`, `0:10`, `~:10`) and leaves the rest empty; `full` writes every range, `none` none.
 */
export type RangeStyle = 'simple' | 'full' | 'none';

export const RANGE_STYLES: readonly RangeStyle[] = ['simple', 'full', 'none'];

// `negate -s` rewrites these words wherever it finds them in upper case, labels included.
const STATUS_WORDS = /(?<![A-Za-z0-9])(OK|WARNING|CRITICAL|UNKNOWN)(?![A-Za-z0-9])/g;

/** All of them on one line, separated by spaces. */
export function formatPerfdata(items: Iterable<Perfdata>, ranges: RangeStyle = 'simple'): string {
  return [...items].map(item => formatOne(item, ranges)).join(' ');
}

function formatOne(item: Perfdata, ranges: RangeStyle): string {
  const head = `${formatLabel(item.label)}=${formatValue(item)}`;
  const limits = [formatLimit(item.warn, ranges), formatLimit(item.crit, ranges)];
  return `${head};${[...limits, formatNumber(item.min), formatNumber(item.max)].join(';')}`.replace(
    /;+$/,
    '',
  );
}

function formatValue({ value, unit = '' }: Perfdata): string {
  return value === undefined || !Number.isFinite(value) ? 'U' : `${formatNumber(value)}${unit}`;
}

function formatLimit(limit: number | Range | undefined, ranges: RangeStyle): string {
  if (limit === undefined || ranges === 'none') return '';
  if (typeof limit === 'number') return formatNumber(limit);
  if (ranges === 'full') return formatRange(limit);
  return formatNumber(upperLimit(limit));
}

// Undefined where more than "not above" is meant.
function upperLimit({ start, end, inside }: Range): number | undefined {
  if (inside) return end === Number.POSITIVE_INFINITY ? start : undefined;
  return start === 0 || start === Number.NEGATIVE_INFINITY ? end : undefined;
}

/** Quoted when it must be; `=`, `|` and control characters have no escape and are replaced. */
function formatLabel(label: string): string {
  const clean = label
    .replace(/[\0-\x1f\x7f-\x9f\u2028\u2029|=]+/g, '_')
    // Icinga 2 takes `::` for check_multi's prefix, on this label and all that follow.
    .replace(/::+/g, '_')
    .replace(STATUS_WORDS, word => word.toLowerCase());
  if (/^[\w.%/-]+$/.test(clean)) return clean;
  return `'${clean.replaceAll("'", "''")}'`;
}

function formatNumber(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? '' : plainNumber(value);
}
