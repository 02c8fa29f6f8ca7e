// When something must hold: at once, at some time within a while, or all through it.
import { BadSentence } from '../errors';
import { parseDurationMs } from './quantity';

export interface Timing {
  readonly kind: 'now' | 'within' | 'for';
  /** 0 for `now`. */
  readonly ms: number;
  /** Time between two looks; undefined: growing from short to long. */
  readonly everyMs: number | undefined;
  /** The length of time as it was written: `30 seconds`. */
  readonly text?: string;
}

export const NOW: Timing = { kind: 'now', ms: 0, everyMs: undefined };

/** Text of `{timing}`, maybe empty; parsed when the step runs. */
export type TimingText = string;

const DURATION = String.raw`[-+]?\d[^\s,]*(?: [A-Za-z]+)?`;

/** Matches the empty text, too. No groups that capture. */
export const TIMING_PATTERN = new RegExp(
  `(?:(?:within|for) ${DURATION}(?:, (?:asking|looking) every ${DURATION})?,? )?`,
);

/** Throws BadSentence. */
export function parseTiming(text: TimingText): Timing {
  const [, kind, time, every] =
    /^(within|for) ([^,]+?)(?:, (?:asking|looking) every ([^,]+))?,?$/.exec(text.trim()) ?? [];
  if (kind === undefined) return NOW;
  const ms = parseDurationMs(time!);
  const everyMs = every === undefined ? undefined : parseDurationMs(every);
  if (everyMs !== undefined && everyMs > ms)
    throw new BadSentence(`every ${every} is too seldom for ${time}`, 'ask more often, or wait longer');
  return { kind: kind as 'within' | 'for', ms, everyMs, text: time! };
}
