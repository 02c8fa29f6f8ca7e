// How many of the hosts something must hold for. Hosts of which nothing is known can turn out either way: a quorum holds
// or fails only when they could not change it.
import { BadSentence } from '../errors';

export type QuorumKind = 'every' | 'no' | 'at least' | 'at most' | 'exactly' | 'all but';

export interface Quorum {
  readonly kind: QuorumKind;
  /** Of `at least` and the like: hosts, or percent of them. */
  readonly count: number;
  readonly percent: boolean;
  /** `more than`, `fewer than`: the count itself is not enough, or already too many. */
  readonly strict?: boolean;
  /** As it was written. */
  readonly text: string;
}

/** Hosts for which it holds, for which it does not, and of which it is not known. */
export interface Tally {
  readonly holding: number;
  readonly offending: number;
  readonly unknown: number;
}

/** `open`: the hosts of which nothing is known could change it. */
export type QuorumVerdict = 'holds' | 'fails' | 'open';

const KINDS: Readonly<Record<string, readonly [QuorumKind, strict?: boolean]>> = {
  'at least': ['at least'],
  'no less than': ['at least'],
  'no fewer than': ['at least'],
  'more than': ['at least', true],
  'at most': ['at most'],
  'no more than': ['at most'],
  'fewer than': ['at most', true],
  'less than': ['at most', true],
  exactly: ['exactly'],
  'all but': ['all but'],
};

const COUNTING = Object.keys(KINDS).join('|');

/** No groups that capture. */
export const QUORUM_PATTERN = new RegExp(
  `(?:(?:${COUNTING}) [^\\s,]+(?: (?:%|percent))?|every|each|all|any|none|no|\\d+(?:\\.\\d+)?(?: ?%)?)`,
);

/** Throws BadSentence for what can never hold, or always does. */
export function parseQuorum(text: string): Quorum {
  if (/^(every|each|all)$/.test(text)) return { kind: 'every', count: 0, percent: false, text };
  if (text === 'any') return { kind: 'at least', count: 1, percent: false, text };
  if (/^no(?:ne)?$/.test(text)) return { kind: 'no', count: 0, percent: false, text };
  const [, word = 'exactly', digits = '', sign] =
    new RegExp(`^(?:(${COUNTING}) )?(\\d+(?:\\.\\d+)?) ?(%|percent)?$`).exec(text) ?? [];
  const percent = sign !== undefined;
  if (digits === '' || !(percent ? /^\d{1,3}(\.\d{1,6})?$/ : /^\d{1,9}$/).test(digits))
    throw new BadSentence(`"${text}" is no number of hosts`, 'write it like at least 2, or at least 95 %');
  const [kind, strict = false] = KINDS[word]!;
  const quorum = { kind, count: Number(digits), percent, ...(strict && { strict }), text };
  return requirePossible(quorum);
}

// What is true of any hosts tests nothing, and what is true of none always fails.
function requirePossible(quorum: Quorum): Quorum {
  const { kind, count, percent, strict = false, text } = quorum;
  if (percent && count > 100)
    throw new BadSentence(`"${text}" of the hosts can never be`, 'a percentage is at most 100 %');
  const all = percent && count === 100;
  const never = strict && ((kind === 'at most' && count === 0) || (kind === 'at least' && all));
  if (never)
    throw new BadSentence(`"${text}" of the hosts can never be`, 'write every, no, or another number');
  const always =
    (kind === 'at least' && count === 0 && !strict) || ((kind === 'at most' || kind === 'all but') && all);
  if (always && !strict)
    throw new BadSentence(`"${text}" of the hosts always holds`, 'write every, no, or another number');
  return quorum;
}

/** Throws BadSentence when `total` hosts can never fulfil it, or all of them may fail: then it tests nothing. */
export function requireFitting(quorum: Quorum, total: number): void {
  const { kind, count, percent, text } = quorum;
  if (kind === 'every' || kind === 'no' || total === 0) return;
  const hosts = `${total} ${total === 1 ? 'host' : 'hosts'}`;
  const [low, high] = boundsOf(quorum, total);
  if (low > high && kind === 'exactly' && percent)
    throw new BadSentence(
      `${count} % of ${hosts} is no whole number of hosts`,
      'write at least, at most, or a number of hosts',
    );
  if (low > high || low > total)
    throw new BadSentence(
      `"${text}" can never be of ${hosts}`,
      'ask for fewer, or see which hosts are missing',
    );
  // At most ten is true of three. That all but three may fail is said of more than three, or nothing is left of it.
  if (kind === 'all but' && low <= 0)
    throw new BadSentence(
      `"${text}" always holds of ${hosts}`,
      'ask for more, or see which hosts are missing',
    );
}

/** Whether it is true of so many hosts whatever they show: of at most ten when there are three. */
export function isAlwaysTrue(quorum: Quorum, total: number): boolean {
  const [low, high] = boundsOf(quorum, total);
  return total > 0 && low <= 0 && high >= total;
}

/** What the tally says of the quorum. Of no host at all nothing is known. */
export function judgeQuorum(quorum: Quorum, { holding, offending, unknown }: Tally): QuorumVerdict {
  const total = holding + offending + unknown;
  if (total === 0) return 'open';
  const [low, high] = boundsOf(quorum, total);
  // Seven hosts cannot be halved.
  if (low > high) return 'fails';
  if (holding >= low && holding + unknown <= high) return 'holds';
  return holding > high || holding + unknown < low ? 'fails' : 'open';
}

/** How many of `total` hosts must hold, from and to; none when the first is above the second. */
function boundsOf({ kind, count, percent, strict = false }: Quorum, total: number): [number, number] {
  const [floor, ceiling] = percent ? percentOf(count, total) : [count, count];
  switch (kind) {
    case 'every':
      return [total, total];
    case 'no':
      return [0, 0];
    case 'at least':
      return [strict ? floor + 1 : ceiling, total];
    case 'at most':
      return [0, strict ? ceiling - 1 : floor];
    case 'exactly':
      return [ceiling, floor];
    case 'all but':
      return [total - floor, total];
  }
}

// In whole numbers: 7 % of 100 hosts are 7, not 7.000000000000001.
function percentOf(percent: number, total: number): [floor: number, ceiling: number] {
  const share = BigInt(Math.round(percent * 1e6)) * BigInt(total);
  const whole = 100_000_000n;
  const floor = share / whole;
  return [Number(floor), Number(floor * whole === share ? floor : floor + 1n)];
}
