// Everybody's view of one plugin's output.
import { nagiosView, nrpeView } from './nagios_view';
import { cactiView, icingaView, negateView, urlizeView } from './other_views';
import type { PluginOutput, View } from './plugin_output';

export type Consumer = 'nagios' | 'nrpe' | 'icinga' | 'cacti' | 'negate' | 'urlize';

const VIEWS: Readonly<Record<Consumer, (output: PluginOutput) => View>> = {
  nagios: nagiosView,
  nrpe: nrpeView,
  icinga: icingaView,
  negate: negateView,
  urlize: urlizeView,
  cacti: cactiView,
};

export const CONSUMERS = Object.keys(VIEWS) as readonly Consumer[];

export function lintOutput(output: PluginOutput, consumers: readonly Consumer[] = CONSUMERS): View[] {
  return consumers.map(consumer => VIEWS[consumer](output));
}
