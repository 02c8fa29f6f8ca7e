// How many hosts there are: `there should be at least 3 hosts with class role::web`.
import { SilentNodes } from '../errors';
import { foldHosts } from '../host_list';
import type { Census } from '../host_selection';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import type { HostPhrase } from '../language/host_phrase';
import { parseHostPhrase } from '../language/host_phrase';
import { parseModality } from '../language/modality';
import { metricLabel } from '../metric_label';
import type { Scene } from './expect_of_hosts';
import { expectValue, type ValueSentence } from './expect_value';
import { limitsOf } from './limits';

/** What `there should be no hosts …` means. */
export const NONE: ComparisonText = 'exactly 0';

/** Can also tell who matches when nobody does. The World is one. */
export interface CountingScene extends Scene {
  /** Throws NobodyDiscovered when no node at all answers. */
  countHosts(who: HostPhrase): Promise<Census>;
}

/**
 * `which` is the phrase after the number. Nobody among a fleet that answers is a number as any other; no answer at all
 * is a doubt, and so are hosts that were there before in this run, where they could change it.
 */
export async function expectPresence(
  sentence: ValueSentence,
  limit: ComparisonText,
  which: string,
  scene: CountingScene,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'number', 'the number of hosts');
  const who = parseHostPhrase(which);
  const count = async (): Promise<Census> => {
    const census = await scene.countHosts(who);
    const counts = census.missing.map((_, more) => census.present.length + more + 1);
    const sure = comparison.holds(census.present.length);
    if (counts.some(total => comparison.holds(total) !== sure))
      throw new SilentNodes(census.missing, 'discovery', 'rpcutil');
    return census;
  };
  const limits = limitsOf(comparison, parseModality(sentence.modal));
  await expectValue(
    sentence,
    'the fleet',
    count,
    {
      subject: `number of ${which.replace(/^(host|node|server|machine)\b/, '$1s')}`,
      expected: comparison.text === NONE ? 'none' : comparison.text,
      holds: ({ present }) => comparison.holds(present.length),
      show: ({ present }) => (present.length === 0 ? 'none' : `${present.length} (${foldHosts(present, 5)})`),
      measure: ({ present, who: filter }) =>
        scene.run.measure({ label: metricLabel(`hosts_${filter}`), value: present.length, ...limits }),
    },
    scene.run,
  );
}
