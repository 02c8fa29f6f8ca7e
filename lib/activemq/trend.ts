// What changed in a queue between two runs.

/** A queue at some moment. */
export interface Moment {
  /** Epoch ms. */
  readonly time: number;
  readonly size: number;
  /** Since the broker started, or the queue was made. */
  readonly enqueued: number;
  readonly dequeued: number;
  readonly consumers: number;
}

/** A queue earlier; undefined where it was not looked at. */
export interface Past {
  /** Whose size may be compared with today's: sizes outlive the broker. */
  readonly sizes: Moment | undefined;
  /** Whose counters went on counting until now. */
  readonly counters: Moment | undefined;
  /** The run before had no such counters either. */
  readonly again: boolean;
}

/** Undefined is: not known. */
export interface Trend {
  /** Messages a second. */
  readonly enqueueRate: number | undefined;
  readonly dequeueRate: number | undefined;
  /** Messages more than before; negative for fewer. */
  readonly growth: number | undefined;
  /** Seconds until the queue is empty at this pace; Infinity when it is not getting shorter. */
  readonly drainSeconds: number | undefined;
  /** Seconds in which none was consumed, though there were messages and consumers at both ends; 0 when one was. */
  readonly stalledSeconds: number | undefined;
  /** Why something is not known, behind the name of the queue. */
  readonly why: string;
  /** What is not known comes with the next run. False when it should have come with this one: then something is wrong. */
  readonly comes: boolean;
}

const FROM_NOW_ON = 'what changes is known from the next run on';
const NEVER_READ = `was not read before: ${FROM_NOW_ON}`;
const COUNTED_ANEW = `is counted anew since it was read last: ${FROM_NOW_ON}`;
const ANEW_AGAIN =
  'is counted anew since it was read last, for the second time in a row: is it, or its broker, removed and made again?';
const UNTOLD = 'is there, but the broker does not tell its counters';
const NO_PAST: Past = { sizes: undefined, counters: undefined, again: false };

/** `now` undefined: the broker does not tell all of it. */
export function trendOf(now: Moment | undefined, past: Past = NO_PAST): Trend {
  const { sizes, counters } = past;
  const flow = now && counters && flowOf(counters, now);
  const growth = now && sizes && now.size - sizes.size;
  return {
    enqueueRate: flow && flow.came / flow.seconds,
    dequeueRate: flow && flow.went / flow.seconds,
    growth,
    drainSeconds: now && sizes && drainSeconds(sizes, now, flow),
    stalledSeconds: flow && (isStalled(counters, now, flow) ? flow.seconds : 0),
    why: now ? whyUnknown(past) : UNTOLD,
    comes: now !== undefined && !past.again,
  };
}

function whyUnknown({ sizes, again }: Past): string {
  if (again) return ANEW_AGAIN;
  return sizes ? COUNTED_ANEW : NEVER_READ;
}

interface Flow {
  readonly seconds: number;
  readonly came: number;
  readonly went: number;
}

function flowOf(before: Moment, now: Moment): Flow {
  return {
    seconds: secondsBetween(before, now),
    came: now.enqueued - before.enqueued,
    went: now.dequeued - before.dequeued,
  };
}

const secondsBetween = (before: Moment, now: Moment): number => (now.time - before.time) / 1000;

// Some messages are always under way in a busy queue that is no backlog: they go at the pace of the consumers. A backlog
// goes at the pace at which it gets shorter.
function drainSeconds(before: Moment, now: Moment, flow: Flow | undefined): number {
  if (now.size === 0) return 0;
  if (flow && flow.went >= now.size) return (now.size * flow.seconds) / flow.went;
  const shorter = before.size - now.size;
  return shorter > 0 ? (now.size * secondsBetween(before, now)) / shorter : Number.POSITIVE_INFINITY;
}

// A message that came this moment, or a consumer, has had no time yet.
function isStalled(before: Moment, now: Moment, { went }: Flow): boolean {
  return went === 0 && [before, now].every(({ size, consumers }) => size > 0 && consumers > 0);
}
