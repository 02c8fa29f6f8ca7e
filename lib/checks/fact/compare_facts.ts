// Facts that are there, that are the same on many hosts, and that are numbers.
import { expectNumberOfHosts } from '../assertion/expect_number_of_hosts';
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { expectSame, expectSameAs, orAbsent } from '../assertion/expect_same';
import { expectTotal, type TotalName } from '../assertion/expect_total';
import type { ValueSentence } from '../assertion/expect_value';
import type { AskHosts } from '../assertion/readings';
import { reportOfHosts } from '../assertion/report_of_hosts';
import type { ClaimText } from '../language/claim';
import { type ComparisonText, parseComparison } from '../language/comparison';
import { parseSelection } from '../language/host_phrase';
import { askFactAnswer, askFactNumber, type FactAnswer, showFact } from './fact_answer';

/** The fact is there, whatever it is. Throws as expectOfHosts does. */
export async function expectFactPresent(claim: ClaimText, name: string, scene: Scene): Promise<void> {
  const holds = ({ value }: FactAnswer): boolean => value !== undefined;
  const there = { subject: `fact ${name}`, expected: 'present', holds, show: showFact };
  await expectOfHosts(claim, askFactAnswer(name), there, scene);
}

/** The fact as a number compares so. Throws as expectOfHosts does. */
export async function expectFactNumber(
  claim: ClaimText,
  name: string,
  limit: ComparisonText,
  scene: Scene,
): Promise<void> {
  const comparison = parseComparison(limit);
  const number = { ...reportOf(name), kind: comparison.kind, ask: askFactNumber(name) };
  await expectNumberOfHosts(claim, number, comparison, scene);
}

/** All of the hosts have the same; throws as expectSame does. */
export async function expectSameFact(claim: ClaimText, name: string, scene: Scene): Promise<void> {
  await expectSame(claim, askValue(name, claim), { subject: `fact ${name}`, show: String }, scene);
}

const askValue = (name: string, claim: ClaimText): AskHosts<string> =>
  orAbsent(askFactAnswer(name), ({ value }) => value, showFact({ value: undefined }), claim);

/** All have what `other` has: `the host web1`, `hosts of "masters"`. Throws as expectSameAs does. */
export async function expectFactAs(
  claim: ClaimText,
  name: string,
  other: string,
  scene: Scene,
): Promise<void> {
  const likeness = { subject: `fact ${name}`, show: String };
  await expectSameAs(claim, parseSelection(other), askValue(name, claim), likeness, scene);
}

const reportOf = (name: string) => ({ subject: `fact ${name}`, label: name });

/** The fact as performance data. Throws as reportOfHosts does. */
export async function reportFact(name: string, selection: string, scene: Scene): Promise<void> {
  await reportOfHosts(selection, askFactNumber(name), reportOf(name), scene);
}

/** One number out of the facts of many hosts. Throws as expectTotal does. */
export async function expectTotalFact(
  sentence: ValueSentence,
  total: TotalName,
  name: string,
  selection: string,
  limit: ComparisonText,
  scene: Scene,
): Promise<void> {
  const { kind } = parseComparison(limit);
  await expectTotal(
    sentence,
    total,
    selection,
    askFactNumber(name),
    { ...reportOf(name), kind },
    limit,
    scene,
  );
}
