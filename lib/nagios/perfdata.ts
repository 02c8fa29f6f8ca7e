// Performance data as the Monitoring Plugins guidelines define it: 'label'=value[UOM];warn;crit;min;max

/** One number of a check. Thresholds are plain numbers: Icinga 2 drops ranges (`0:10`, `@5`) from graphs. */
export interface Perfdata {
  readonly label: string;
  /** Undefined: could not be determined, written `U`. */
  readonly value: number | undefined;
  readonly unit?: PerfdataUnit;
  readonly warn?: number;
  readonly crit?: number;
  readonly min?: number;
  readonly max?: number;
}

type PerfdataUnit = '' | 's' | 'ms' | 'us' | '%' | 'B' | 'KB' | 'MB' | 'GB' | 'TB' | 'c';

// `negate -s` rewrites these words wherever it finds them in upper case, labels included.
const STATUS_WORDS = /\b(OK|WARNING|CRITICAL|UNKNOWN)\b/g;

/** All of them on one line, separated by spaces. */
export function formatPerfdata(items: Iterable<Perfdata>): string {
  return [...items].map(formatOne).join(' ');
}

function formatOne(item: Perfdata): string {
  const head = `${formatLabel(item.label)}=${formatValue(item)}`;
  const limits = [item.warn, item.crit, item.min, item.max].map(formatNumber);
  return `${head};${limits.join(';')}`.replace(/;+$/, '');
}

function formatValue({ value, unit = '' }: Perfdata): string {
  return value === undefined || !Number.isFinite(value) ? 'U' : `${formatNumber(value)}${unit}`;
}

/** Quoted when it must be; `=`, `|` and control characters have no escape and are replaced. */
function formatLabel(label: string): string {
  const clean = label
    .replace(/[\p{Cc}\p{Zl}\p{Zp}|=]+/gu, '_')
    // Icinga 2 takes `::` for check_multi's prefix, on this label and all that follow.
    .replace(/::+/g, '_')
    .replace(STATUS_WORDS, word => word.toLowerCase());
  if (/^[\w.%/-]+$/.test(clean)) return clean;
  return `'${clean.replaceAll("'", "''")}'`;
}

// No scientific notation, at most six decimals, no trailing zeros.
function formatNumber(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '';
  const text = Math.abs(value) < 1e21 ? value.toFixed(6) : BigInt(value).toString();
  return text.includes('.') ? text.replace(/\.?0+$/, '').replace(/^-0$/, '0') : text;
}
