// Threshold ranges of the Monitoring Plugins guidelines: `[@][start:]end`.
//
// `10` alerts below 0 and above 10, `10:` below 10, `~:10` above 10, `10:20` outside, `@10:20` inside; the ends of a
// range belong to it.
import { RangeSyntax } from './errors';

export interface Range {
  /** -Infinity when written `~`. */
  readonly start: number;
  /** Infinity when left out. */
  readonly end: number;
  /** `@`: alert inside instead of outside. */
  readonly inside: boolean;
}

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)`;
const RANGE = new RegExp(`^(@)?(?:(~|${NUMBER})?(:))?(${NUMBER})?$`);

/** Throws RangeSyntax. */
export function parseRange(text: string): Range {
  const match = RANGE.exec(text.trim());
  const [, at, from, colon, to] = match ?? [];
  if (!match || (to === undefined && from === undefined)) throw new RangeSyntax(text, 'it is no range');
  const start = from === '~' ? Number.NEGATIVE_INFINITY : Number(from ?? 0);
  const end = to === undefined ? Number.POSITIVE_INFINITY : Number(to);
  if (start > end) {
    const hint = colon ? '' : `; for "alert below ${to}" write ${to}:`;
    throw new RangeSyntax(text, `its start ${start} is above its end ${end}${hint}`);
  }
  return { start, end, inside: at === '@' };
}

/** As older plugins have their limits: a bare number alerts from itself on. Otherwise a range. Throws RangeSyntax. */
export function parseLimit(text: string): Range {
  if (!/^\d+(\.\d+)?$/.test(text.trim())) return parseRange(text);
  return { start: Number(text), end: Number.POSITIVE_INFINITY, inside: true };
}

/** True when the value calls for the state the range belongs to. What is no number always does. */
export function alerts({ start, end, inside }: Range, value: number): boolean {
  if (Number.isNaN(value)) return true;
  return (value >= start && value <= end) === inside;
}

/** An alert above `end`, as a bare number means it. */
export function above(end: number): Range {
  return { start: 0, end, inside: false };
}

/** In the shortest spelling; `parseRange` reads it back. */
export function formatRange({ start, end, inside }: Range): string {
  const at = inside ? '@' : '';
  const to = end === Number.POSITIVE_INFINITY ? '' : plainNumber(end);
  if (start === 0 && to !== '') return `${at}${to}`;
  return `${at}${start === Number.NEGATIVE_INFINITY ? '~' : plainNumber(start)}:${to}`;
}

/**
 * The range in words, for the sentence about a value that broke it: `expected at most 10`. Words say what is good,
 * not what is bad.
 */
export function describeRange({ start, end, inside }: Range): string {
  const [low, high] = [plainNumber(start), plainNumber(end)];
  const open = start === Number.NEGATIVE_INFINITY;
  if (inside) {
    if (open) return `above ${high}`;
    return end === Number.POSITIVE_INFINITY ? `below ${low}` : `not between ${low} and ${high}`;
  }
  if (end === Number.POSITIVE_INFINITY) return open ? 'any value' : `at least ${low}`;
  // Nearly always a count, which is not below 0 anyway.
  return open || start === 0 ? `at most ${high}` : `between ${low} and ${high}`;
}

/** Without exponent, at most six decimals. */
export function plainNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const text = Math.abs(value) < 1e21 ? value.toFixed(6) : BigInt(value).toString();
  return text.includes('.') ? text.replace(/\.?0+$/, '').replace(/^-0$/, '0') : text;
}
