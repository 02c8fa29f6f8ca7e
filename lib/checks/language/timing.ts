// When something must hold: at once, at some time within a while, or all through it.
import { parseDurationMs } from './quantity';

export interface Timing {
  readonly kind: 'now' | 'within' | 'for';
  /** 0 for `now`. */
  readonly ms: number;
  /** Time between two looks; undefined: growing from short to long. */
  readonly everyMs: number | undefined;
}

export const NOW: Timing = { kind: 'now', ms: 0, everyMs: undefined };

/** Text of `{timing}`, maybe empty; parsed when the step runs. */
export type TimingText = string;

const DURATION = String.raw`[-+]?\d\S* [A-Za-z]+`;

/** Matches the empty text, too. No groups that capture. */
export const TIMING_PATTERN = new RegExp(`(?:(?:within|for) ${DURATION}(?:, asking every ${DURATION})?,? )?`);

/** Throws BadSentence. */
export function parseTiming(text: TimingText): Timing {
  const [, kind, time, every] =
    /^(within|for) (\S+ \w+)(?:, asking every (\S+ \w+))?,?$/.exec(text.trim()) ?? [];
  if (kind === undefined) return NOW;
  const everyMs = every === undefined ? undefined : parseDurationMs(every);
  return { kind: kind as 'within' | 'for', ms: parseDurationMs(time!), everyMs };
}
