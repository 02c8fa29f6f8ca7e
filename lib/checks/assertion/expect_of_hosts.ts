// Holding the answers of many hosts against what a sentence says of them, and telling what came of it.
import type { CheckContext } from '../check_context';
import { foldHosts } from '../host_list';
import { type Claim, type ClaimText, parseClaim } from '../language/claim';
import type { Modality } from '../language/modality';
import { judgeQuorum, type Quorum } from '../language/quorum';
import { CheckFailed, type Finding, NotApplicable } from '../verdicts';
import { eventually } from './eventually';
import type { AskHosts, ChosenHosts, Readings } from './readings';

/** What is expected of the value of one host. */
export interface Expectation<T> {
  /** `service nginx`. */
  readonly subject: string;
  /** What is good: `running`. */
  readonly expected: string;
  holds(value: T): boolean;
  /** What a host showed, in words: `stopped`. */
  show(value: T): string;
  /** Called with what is known, whatever comes of it; for performance data. */
  measure?(readings: Readings<T>, claim: Claim): void;
}

/** What sentences about hosts are told in: the run, and whom they may be about. The World is one. */
export interface Scene {
  readonly run: CheckContext;
  /** The hosts a phrase names, found once for a scenario; throws NobodyDiscovered, NoHostsChosen and doubts. */
  chooseHosts(who: Claim['who']): Promise<ChosenHosts>;
}

/**
 * Throws CheckFailed when the quorum is missed, NotApplicable when it was a condition, and the doubt when hosts of which
 * nothing is known could change it. Who was silent without mattering is remarked.
 */
export async function expectOfHosts<T>(
  text: ClaimText,
  ask: AskHosts<T>,
  expectation: Expectation<T>,
  scene: Scene,
): Promise<void> {
  const claim = parseClaim(text);
  const hosts = await scene.chooseHosts(claim.who);
  await eventually(claim.timing, scene.run, async () => {
    const readings = await ask(hosts, scene.run);
    expectation.measure?.(readings, claim);
    judge(claim, readings, expectation, scene.run);
  });
}

function judge<T>(claim: Claim, readings: Readings<T>, expectation: Expectation<T>, run: CheckContext): void {
  const { modality, quorum } = claim;
  const good = (value: T): boolean => expectation.holds(value) !== modality.negated;
  const holding = readings.known.filter(({ value }) => good(value));
  const offending = readings.known.filter(({ value }) => !good(value));
  const tally = { holding: holding.length, offending: offending.length, unknown: readings.unknown.length };
  const verdict = judgeQuorum(quorum, tally);
  if (verdict === 'open') throw readings.doubt ?? new Error('the answers do not add up');
  if (verdict === 'holds') {
    if (readings.unknown.length > 0)
      run.remark(
        `${foldHosts(readings.unknown)} gave no answer about ${expectation.subject}, which does not change it`,
      );
    return;
  }
  // Of a quorum that too many fulfil, those are the offenders.
  const wrong =
    tooMany(quorum) && offending.length === 0 ? holding : quorum.kind === 'no' ? holding : offending;
  const findings = wrong.map(({ host, value }): Finding => ({ host, got: expectation.show(value) }));
  const expected = expectedOf(modality, quorum, expectation.expected, tally);
  end(modality, new CheckFailed(expectation.subject, expected, findings, readings.doubt, modality.severity));
}

const tooMany = ({ kind }: Quorum): boolean => kind === 'at most' || kind === 'exactly';

function expectedOf(
  { negated }: Modality,
  quorum: Quorum,
  expected: string,
  { holding, offending, unknown }: { holding: number; offending: number; unknown: number },
): string {
  const what = negated ? `not ${expected}` : expected;
  if (quorum.kind === 'every') return what;
  return `${what} on ${quorum.text} of ${holding + offending + unknown} hosts, but ${holding} do`;
}

/** A condition that does not hold is no failure. */
export function end(modality: Modality, failure: CheckFailed): never {
  if (modality.kind === 'condition') throw new NotApplicable(failure.message);
  throw failure;
}
