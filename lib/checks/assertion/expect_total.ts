// One number out of those of many hosts: `the mean load average of every host with class role::web should be below 2`.
import { foldHosts } from '../host_list';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import { parseSelection } from '../language/host_phrase';
import { parseModality } from '../language/modality';
import { PERFDATA_UNIT } from '../language/quantity';
import type { Scene } from './expect_of_hosts';
import { expectValue, type ValueSentence } from './expect_value';
import { limitsOf } from './limits';
import { meanOf } from './measure_hosts';
import type { AskHosts, Readings } from './readings';
import type { Report } from './report_of_hosts';

/** Text of `{total}`. */
export type TotalName = 'total' | 'mean' | 'highest' | 'lowest';

/** No groups that capture. */
export const TOTAL_PATTERN = /total|mean|highest|lowest/;

const TOTALS: Readonly<Record<TotalName, (values: readonly number[]) => number>> = {
  total: values => values.reduce((sum, value) => sum + value, 0),
  mean: meanOf,
  highest: values => Math.max(...values),
  lowest: values => Math.min(...values),
};

/** `selection` is the text of `{selection}`. Throws the doubt when any of the hosts gives no number: it could change it. */
export async function expectTotal(
  sentence: ValueSentence,
  name: TotalName,
  selection: string,
  ask: AskHosts<number>,
  { subject, label, kind = 'number' }: Report,
  limit: ComparisonText,
  scene: Scene,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), kind, `the ${name} ${subject}`);
  const limits = limitsOf(comparison, parseModality(sentence.modal));
  const who = parseSelection(selection);
  await expectValue(
    sentence,
    ({ hosts }) => foldHosts(hosts, 3),
    async () => {
      // In the look: within a while, hosts may turn up that nobody could find before.
      const chosen = await scene.chooseHosts(who);
      return { ...totalOf(name, await ask(chosen, scene.run)), hosts: chosen.nodes };
    },
    {
      subject: `${name} ${subject}`,
      expected: comparison.text,
      holds: ({ value }) => comparison.holds(value),
      show: ({ value, of }) => `${Math.round(value * 1000) / 1000}${of === '' ? '' : ` (${of})`}`,
      measure: ({ value }) =>
        scene.run.measure({ label: `${label}_${name}`, value, unit: PERFDATA_UNIT[kind], ...limits }),
    },
    scene.run,
  );
}

/** `of`: which hosts have it, empty for what is of all of them. */
function totalOf(name: TotalName, { known, doubt }: Readings<number>): { value: number; of: string } {
  if (doubt || known.length === 0) throw doubt ?? new Error('nobody was asked');
  const value = TOTALS[name](known.map(reading => reading.value));
  const single = name === 'highest' || name === 'lowest';
  const having = single ? known.filter(reading => reading.value === value) : [];
  return { value, of: single ? foldHosts(having.map(({ host }) => host)) : '' };
}
