// Everybody's view of one plugin's output.
import { cactiView } from './cacti_view';
import { icingaView } from './icinga_view';
import { nagiosView } from './nagios_view';
import { negateView } from './negate_view';
import { nrpeView } from './nrpe_view';
import { bySeverity, type PluginOutput, type Remark, type View } from './plugin_output';
import { urlizeView } from './urlize_view';

const VIEWS = {
  nagios: nagiosView,
  nrpe: nrpeView,
  icinga: icingaView,
  negate: negateView,
  urlize: urlizeView,
  cacti: cactiView,
} as const satisfies Readonly<Record<string, (output: PluginOutput) => View>>;

export type Consumer = keyof typeof VIEWS;

export const CONSUMERS = Object.keys(VIEWS) as readonly Consumer[];

// Of an output with thousands of faults the first tell enough.
const MAX_REMARKS = 20;

/** What one consumer makes of it, its errors first. */
export function viewOf(consumer: Consumer, output: PluginOutput): View {
  const view = VIEWS[consumer](output);
  return { ...view, remarks: limited(bySeverity(view.remarks)) };
}

function limited(remarks: readonly Remark[]): readonly Remark[] {
  if (remarks.length <= MAX_REMARKS) return remarks;
  const [first] = remarks.slice(MAX_REMARKS);
  return [
    ...remarks.slice(0, MAX_REMARKS),
    { weight: first!.weight, text: `and ${remarks.length - MAX_REMARKS} more like these` },
  ];
}

/** By consumer, in the order they were named. */
export function lintOutput(
  output: PluginOutput,
  consumers: readonly Consumer[] = CONSUMERS,
): ReadonlyMap<Consumer, View> {
  return new Map(consumers.map(consumer => [consumer, viewOf(consumer, output)]));
}
