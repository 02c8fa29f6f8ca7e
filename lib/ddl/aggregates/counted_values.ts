// How often each value occurs, most often first; what is equally often is ordered by value, so that output is stable.
import type { Plain } from '../../marshal/plain';

export interface Counted {
  readonly value: Plain;
  readonly count: number;
}

/** Nothing is counted for null; arrays count by element. Values of different types are different values. */
export function countValues(values: readonly Plain[]): Counted[] {
  const counts = new Map<string, { value: Plain; count: number }>();
  for (const value of values.flatMap(item => (Array.isArray(item) ? item : [item]))) {
    if (value === null) continue;
    const key = keyOf(value);
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, { value, count: 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || compare(a.value, b.value));
}

const keyOf = (value: Plain): string => `${typeof value}:${orderText(value)}`;

// Text as it stands, so that order is that of what is shown.
function orderText(value: Plain): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? `${part}` : part));
}

// Numbers first, also those that came as text, as facts do.
function compare(a: Plain, b: Plain): number {
  const [left, right] = [numberIn(a), numberIn(b)];
  if (left !== right) return left < right ? -1 : 1;
  return compareTexts(orderText(a), orderText(b));
}

function numberIn(value: Plain): number {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const isText = typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value);
  const number = isNumber || isText ? Number(value) : Number.POSITIVE_INFINITY;
  return Number.isNaN(number) ? Number.POSITIVE_INFINITY : number;
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
