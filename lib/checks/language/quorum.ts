// How many of the hosts something must hold for. Hosts of which nothing is known can turn out either way: a quorum holds
// or fails only when they could not change it.
import { BadSentence } from '../errors';

export type QuorumKind = 'every' | 'no' | 'at least' | 'at most' | 'exactly' | 'all but';

export interface Quorum {
  readonly kind: QuorumKind;
  /** Of `at least` and the like: hosts, or percent of them. */
  readonly count: number;
  readonly percent: boolean;
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

/** No groups that capture. */
export const QUORUM_PATTERN =
  /(?:every|each|all(?: but \S+)?|any|no|(?:at least|at most|exactly) \S+(?: %)?|\d+)/;

/** Throws BadSentence for what can never hold, or always does. */
export function parseQuorum(text: string): Quorum {
  const [, word = '', number = '', sign = ''] =
    /^(every|each|all but|all|any|no|at least|at most|exactly)?(?: ?(\S+?))??(?: ?(%))?$/.exec(text) ?? [];
  if (word === 'every' || word === 'each' || word === 'all')
    return { kind: 'every', count: 0, percent: false, text };
  if (word === 'any') return { kind: 'at least', count: 1, percent: false, text };
  if (word === 'no') return { kind: 'no', count: 0, percent: false, text };
  const kind = (word || 'exactly') as QuorumKind;
  const count = Number(number);
  const percent = sign === '%';
  if (number === '' || !Number.isFinite(count) || count < 0 || (!percent && !Number.isInteger(count)))
    throw new BadSentence(`"${text}" is no number of hosts`, 'write it like at least 2, or at least 95 %');
  if (percent && count > 100)
    throw new BadSentence(`"${text}" of the hosts can never be`, 'a percentage is at most 100 %');
  return { kind, count, percent, text };
}

/** What the tally says of the quorum. Of no host at all nothing is known. */
export function judgeQuorum(
  { kind, count, percent }: Quorum,
  { holding, offending, unknown }: Tally,
): QuorumVerdict {
  const total = holding + offending + unknown;
  if (total === 0) return 'open';
  const least = percent ? Math.ceil((count * total) / 100 - 1e-9) : count;
  const most = percent ? Math.floor((count * total) / 100 + 1e-9) : count;
  switch (kind) {
    case 'every':
      return between(holding, unknown, total, total);
    case 'no':
      return between(holding, unknown, 0, 0);
    case 'at least':
      return between(holding, unknown, least, total);
    case 'at most':
      return between(holding, unknown, 0, most);
    case 'exactly':
      return least === most ? between(holding, unknown, least, least) : 'fails';
    case 'all but':
      return between(offending, unknown, 0, most);
  }
}

// Whether the count that is sure, plus anything from 0 to `unknown`, lies between the two.
function between(sure: number, unknown: number, low: number, high: number): QuorumVerdict {
  if (sure >= low && sure + unknown <= high) return 'holds';
  return sure > high || sure + unknown < low ? 'fails' : 'open';
}
