// A limit on how many of a number of things: a count, or a percentage of them all. `5` and `5%` alert from there on, as
// older plugins have their limits; ranges alert as ranges do, their ends in percent when they are written so.
import { RangeSyntax } from './errors';
import { describeRange, parseLimit, type Range } from './range';

export interface Share {
  /** In things, or in percent of them. */
  readonly range: Range;
  readonly percent: boolean;
}

/** `5`, `5%`, `10:`, `~:5%`, `@10%:20%`. Throws RangeSyntax. */
export function parseShare(text: string): Share {
  const share = { range: parseLimit(text.replace(/(\d)%/g, '$1')), percent: text.includes('%') };
  // `5%:10` could mean two things, and of a start and an end in percent the one is easily forgotten.
  if (share.percent && /\d(?![\d.%])/.test(text))
    throw new RangeSyntax(text, 'only a part of it is in percent');
  const { start, end, inside } = share.range;
  if (inside && start === 0 && end === Number.POSITIVE_INFINITY) {
    throw new RangeSyntax(text, 'it would alert always; for "alert above none" write 1');
  }
  return share;
}

/** In things, when there are `total` of them. */
export function shareOf({ range, percent }: Share, total: number): Range {
  if (!percent) return range;
  return { ...range, start: (range.start * total) / 100, end: (range.end * total) / 100 };
}

/** What is good, in words: `below 5 %`. */
export function describeShare({ range, percent }: Share): string {
  return percent ? `${describeRange(range)} %` : describeRange(range);
}
