// What the readings of many hosts say of a claim: it holds, fails, does not apply, or nobody can tell.
import type { CheckContext } from '../check_context';
import { foldHosts } from '../host_list';
import type { Claim } from '../language/claim';
import type { Modality } from '../language/modality';
import {
  isAlwaysTrue,
  judgeQuorum,
  type Quorum,
  type QuorumVerdict,
  requireFitting,
  type Tally,
} from '../language/quorum';
import { type CannotTell, CheckFailed, type Finding, NotApplicable } from '../verdicts';
import type { Excuses } from './excuses';
import type { Reading, Readings } from './readings';

/** What a claim says of the values, in words and as a test. */
export interface Saying<T> {
  readonly subject: string;
  /** What is good, before any `not`. */
  readonly expected: string;
  holds(value: T): boolean;
  show(value: T): string;
}

/** What is needed of a scene. */
export interface Surroundings {
  readonly run: CheckContext;
  readonly excuses?: Excuses | undefined;
}

interface Sides<T> {
  readonly holding: readonly Reading<T>[];
  readonly offending: readonly Reading<T>[];
  readonly unknown: readonly string[];
  readonly doubt: CannotTell | undefined;
}

/**
 * Throws CheckFailed when the quorum is missed, NotApplicable when it was a condition, the doubt when hosts of which
 * nothing is known could change it, BadSentence when so many hosts can never fulfil the quorum or always do.
 */
export function decide<T>(
  claim: Claim,
  readings: Readings<T>,
  saying: Saying<T>,
  { run, excuses }: Surroundings,
): void {
  const { quorum, modality } = plain(claim);
  const sides = sort(readings, value => saying.holds(value) !== modality.negated, quorum);
  const total = readings.known.length + readings.unknown.length;
  requireFittingFor(claim, total);
  const strict = modality.kind === 'condition' || judgeQuorum(quorum, tallyOf(sides)) === 'holds';
  const excused = excuses && !strict ? excusedOf(quorum, sides, excuses) : [];
  const verdict = judgeExcusing(quorum, sides, excused);
  // Of a look that comes to nothing, there will be another.
  if (verdict === 'holds' || (verdict === 'fails' && claim.timing.kind === 'now'))
    for (const host of excused) excuses?.use(host, saying.subject);
  if (verdict === 'open') throw sides.doubt ?? new Error('the answers do not add up');
  if (verdict === 'holds') {
    if (isAlwaysTrue(quorum, total)) run.remark(`"${quorum.text}" is always true of ${hostCount(total)}`);
    remarkSilence(sides, excused, saying.subject, run);
    return;
  }
  const wrong = offendersOf(quorum, sides).filter(({ host }) => !excused.includes(host));
  const findings = worstFirst(wrong, saying.holds, modality).map(
    ({ host, value }): Finding => ({ host, got: saying.show(value) }),
  );
  const expected = expectedOf(modality, quorum, saying, total);
  const doubt = sides.doubt && all(sides.doubt.hosts, excused) ? undefined : sides.doubt;
  end(modality, new CheckFailed(saying.subject, expected, findings, doubt, modality.severity));
}

/** A condition that does not hold is no failure. */
export function end(modality: Modality, failure: CheckFailed): never {
  if (modality.kind === 'condition') throw new NotApplicable(`condition not met: ${failure.message}`);
  throw failure;
}

// "No host should" is "every host should not".
function plain({ quorum, modality }: Claim): Pick<Claim, 'quorum' | 'modality'> {
  if (quorum.kind !== 'no') return { quorum, modality };
  return {
    quorum: { kind: 'every', count: 0, percent: false, text: 'every' },
    modality: { ...modality, negated: !modality.negated },
  };
}

// A condition may be about fewer hosts than it could be: then it does not hold, or always does.
function requireFittingFor({ quorum, modality }: Claim, total: number): void {
  const divides = quorum.kind === 'exactly' && quorum.percent;
  if (modality.kind === 'demand' || divides) requireFitting(quorum, total);
}

/** What may be wrong although the answer looks well, such as that of one of two hosts with one name, is not known. */
function sort<T>(
  { known, unknown, doubt }: Readings<T>,
  good: (value: T) => boolean,
  { kind }: Quorum,
): Sides<T> {
  const offending = known.filter(({ value }) => !good(value));
  const holding = known.filter(({ value }) => good(value));
  if (!doubt || unknown.length > 0) return { holding, offending, unknown, doubt };
  const doubtful = (host: string): boolean => doubt.hosts.length === 0 || doubt.hosts.includes(host);
  const counted = kind === 'at most' || kind === 'exactly';
  // Where too many may hold, the other one of that name may.
  const sure = counted ? offending.filter(({ host }) => !doubtful(host)) : offending;
  return {
    holding: holding.filter(({ host }) => !doubtful(host)),
    offending: sure,
    unknown: (counted ? known : holding).filter(({ host }) => doubtful(host)).map(({ host }) => host),
    doubt,
  };
}

/** Hosts whose holding, or whose not holding, is what misses the quorum. */
function offendersOf<T>(quorum: Quorum, sides: Sides<T>): readonly Reading<T>[] {
  const tooFew = judgeQuorum({ ...quorum, kind: 'at least' }, tallyOf(sides)) === 'fails';
  const tooMany = quorum.kind === 'at most' || (quorum.kind === 'exactly' && !tooFew);
  return tooMany ? sides.holding : sides.offending;
}

const tallyOf = <T>({ holding, offending, unknown }: Sides<T>): Tally => ({
  holding: holding.length,
  offending: offending.length,
  unknown: unknown.length,
});

/** Hosts that are excused and not as they should be, or silent. */
function excusedOf<T>(quorum: Quorum, sides: Sides<T>, excuses: Excuses): string[] {
  const wrong =
    quorum.kind === 'exactly' ? [...sides.holding, ...sides.offending] : offendersOf(quorum, sides);
  return [...wrong.map(({ host }) => host), ...sides.unknown].filter(host => excuses.of(host) !== undefined);
}

/** An excused host counts as what suits the quorum best. */
function judgeExcusing<T>(quorum: Quorum, sides: Sides<T>, excused: readonly string[]): QuorumVerdict {
  const free = (host: string): boolean => excused.includes(host);
  const sure = {
    holding: sides.holding.filter(({ host }) => !free(host)).length,
    offending: sides.offending.filter(({ host }) => !free(host)).length,
    unknown: sides.unknown.filter(host => !free(host)).length,
  };
  const verdicts = Array.from({ length: excused.length + 1 }, (_, well) =>
    judgeQuorum(quorum, {
      holding: sure.holding + well,
      offending: sure.offending + excused.length - well,
      unknown: sure.unknown,
    }),
  );
  return verdicts.includes('holds') ? 'holds' : verdicts.includes('open') ? 'open' : 'fails';
}

function remarkSilence<T>(
  { unknown, doubt }: Sides<T>,
  excused: readonly string[],
  subject: string,
  run: CheckContext,
): void {
  const silent = unknown.filter(host => !excused.includes(host));
  if (silent.length === 0) return;
  const why = doubt ? ` (${doubt.message})` : '';
  run.remark(`${subject} is not known of ${foldHosts(silent, 5)}, which changes nothing${why}`);
}

function expectedOf<T>({ negated }: Modality, quorum: Quorum, saying: Saying<T>, total: number): string {
  const what = negated ? `not ${saying.expected}` : saying.expected;
  return quorum.kind === 'every' ? what : `${what} on ${quorumWords(quorum)} of ${hostCount(total)}`;
}

const hostCount = (total: number): string => `${total} ${total === 1 ? 'host' : 'hosts'}`;

function quorumWords({ text }: Quorum): string {
  if (text === 'any') return 'at least 1';
  return /^\d/.test(text) ? `exactly ${text}` : text;
}

const all = (hosts: readonly string[], within: readonly string[]): boolean =>
  hosts.length > 0 && hosts.every(host => within.includes(host));

/** Numbers by how far off they are; everything else by host. */
function worstFirst<T>(
  readings: readonly Reading<T>[],
  holds: (value: T) => boolean,
  { negated }: Modality,
): readonly Reading<T>[] {
  if (!readings.every(({ value }) => typeof value === 'number')) return readings;
  const lowIsGood = holds(Number.NEGATIVE_INFINITY as T) !== negated;
  const number = ({ value }: Reading<T>): number => value as number;
  return [...readings].sort((a, b) => (lowIsGood ? number(b) - number(a) : number(a) - number(b)));
}
