// A number that each of many hosts tells, held against a limit and told as performance data with it.
import type { ClaimText } from '../language/claim';
import type { Comparison } from '../language/comparison';
import type { QuantityKind } from '../language/quantity';
import { expectOfHosts, type Scene } from './expect_of_hosts';
import { measureHosts } from './measure_hosts';
import type { AskHosts } from './readings';

export interface NumberOfHosts {
  /** `load average`. */
  readonly subject: string;
  /** Of performance data, before the name of the host: `load`. */
  readonly label: string;
  /** What it is, whatever the comparison was written in; default a plain number. */
  readonly kind?: QuantityKind;
  readonly ask: AskHosts<number>;
  /** Default the number as it is. */
  show?(value: number): string;
}

/** Throws as expectOfHosts does. */
export async function expectNumberOfHosts(
  claim: ClaimText,
  { subject, label, kind, ask, show = String }: NumberOfHosts,
  comparison: Comparison,
  scene: Scene,
): Promise<void> {
  const { text: expected, holds } = comparison;
  const measure = measureHosts(label, comparison, scene.run, kind);
  await expectOfHosts(claim, ask, { subject, expected, holds, show, measure }, scene);
}
