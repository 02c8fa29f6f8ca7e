// Numbers of hosts as performance data without judging them: `report the load average of every host with class role::web`.
import type { CheckContext } from '../check_context';
import { foldHosts } from '../host_list';
import { parseSelection } from '../language/host_phrase';
import { PERFDATA_UNIT, type QuantityKind } from '../language/quantity';
import type { Scene } from './expect_of_hosts';
import { tellNumbers } from './measure_hosts';
import type { AskHosts, Readings } from './readings';

/** What is told of each host. */
export interface Report {
  /** `load average`. */
  readonly subject: string;
  /** Of performance data, before the name of the host: `load`. */
  readonly label: string;
  readonly kind?: QuantityKind;
}

/**
 * `selection` is the text of `{selection}`. A host that gives no number is remarked and told as unknown; when none
 * does, throws the doubt.
 */
export async function reportOfHosts(
  selection: string,
  ask: AskHosts<number>,
  { subject, label, kind = 'number' }: Report,
  scene: Scene,
): Promise<void> {
  const hosts = await scene.chooseHosts(parseSelection(selection));
  const readings = await ask(hosts, scene.run);
  if (readings.known.length === 0) throw readings.doubt ?? new Error('nobody was asked');
  tellNumbers(readings, { label, unit: PERFDATA_UNIT[kind] }, scene.run);
  tellUnknown(readings, subject, label, scene.run);
}

// Performance data write what is no number as `U`.
function tellUnknown(
  { unknown, doubt }: Readings<number>,
  subject: string,
  label: string,
  run: CheckContext,
): void {
  if (unknown.length === 0) return;
  const why = doubt ? `: ${doubt.message}` : '';
  run.remark(`${subject} of ${foldHosts(unknown, 5)} is not known${why}`);
  for (const host of unknown) run.measure({ label: `${label}_${host}`, value: Number.NaN });
}
