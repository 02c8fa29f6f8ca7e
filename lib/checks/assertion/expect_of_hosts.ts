// Holding the answers of many hosts against what a sentence says of them, and telling what came of it.
import type { CheckContext } from '../check_context';
import { type Claim, type ClaimText, parseClaim } from '../language/claim';
import { ideally } from '../language/comparison';
import { decide, type Saying } from './decide';
import { eventually } from './eventually';
import type { Excuses } from './excuses';
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
  /** Hosts that are excused for now; none when left out. */
  readonly excuses?: Excuses | undefined;
}

/**
 * Throws CheckFailed when the quorum is missed, NotApplicable when it was a condition, and the doubt when hosts of which
 * nothing is known could change it. Who was silent without mattering is remarked. What a `{comparison}` behind
 * `holds` says to be ideal is held against the same answers; missing that is a CheckFailed with severity WARNING.
 */
export async function expectOfHosts<T>(
  text: ClaimText,
  ask: AskHosts<T>,
  expectation: Expectation<T>,
  scene: Scene,
): Promise<void> {
  const claim = parseClaim(text);
  await eventually(claim.timing, scene.run, async () => {
    // In the look: within a while, hosts may turn up that nobody could find before.
    const hosts = await scene.chooseHosts(claim.who);
    const readings = await ask(hosts, scene.run);
    expectation.measure?.(readings, claim);
    decide(claim, readings, expectation, scene);
    decideIdeal(claim, readings, expectation, scene);
  });
}

/** The same claim of what would be ideal, if the sentence says so: missing it is a warning. */
function decideIdeal<T>(claim: Claim, readings: Readings<T>, saying: Saying<T>, scene: Scene): void {
  if (claim.modality.kind === 'condition') return;
  const { limits } = ideally(() => readings.known.map(({ value }) => saying.holds(value)));
  if (limits.size === 0) return;
  const mild: Claim = { ...claim, modality: { ...claim.modality, severity: 'WARNING' } };
  const { subject, expected, holds, show } = saying;
  const wish = { subject, expected: idealWords(expected, limits), holds, show };
  ideally(() => decide(mild, readings, wish, scene));
}

/** What is expected, with the milder limits in place of the others: `ideally below 5`. */
export function idealWords(expected: string, limits: ReadonlyMap<string, string>): string {
  let words = expected;
  for (const [must, ideal] of limits) words = words.replace(must, () => ideal);
  return `ideally ${words}`;
}
