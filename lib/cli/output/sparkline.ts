// Numbers as a row of little bars, as mco draws them.

const TICKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'];

/** One bar for each count; the highest fills it. Nothing for no counts. */
export function sparkline(counts: readonly number[]): string {
  const highest = counts.reduce((most, count) => Math.max(most, count), 0);
  const step = highest / (TICKS.length - 1);
  return counts.map(count => TICKS[step === 0 ? 0 : Math.max(0, Math.round(count / step))]).join('');
}

// More than these columns are no picture.
const MOST_BUCKETS = 200;

/**
 * How many of the values fall into each bucket of this width, from the first that has some to the last. Where that
 * would be too many buckets, they are wider.
 */
export function histogram(values: readonly number[], width: number, most = MOST_BUCKETS): number[] {
  if (values.length === 0) return [];
  const [low, high] = values.reduce(
    ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  let [wide, first] = [width, Math.floor(low / width)];
  while (Math.floor(high / wide) - first >= most) {
    wide *= 2;
    first = Math.floor(low / wide);
  }
  const counts = new Array<number>(Math.floor(high / wide) - first + 1).fill(0);
  for (const value of values) counts[Math.floor(value / wide) - first]! += 1;
  return counts;
}
