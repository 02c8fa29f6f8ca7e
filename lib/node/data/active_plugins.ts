// The data plugins a node answers with: all but those that its configuration switches off.
import type { NodeContext } from '../agent';
import { DATA_PLUGINS } from '.';
import type { DataPlugin } from './data_plugin';

/** `nrpe.activate_data: false` switches one off, as `nrpe.activate_agent` does with agents. */
export function activePlugins(node: Pick<NodeContext, 'setting'>): Readonly<Record<string, DataPlugin>> {
  const isOn = (name: string): boolean => !/^(0|no|false|n|f)$/i.test(settingOf(name, node).trim());
  return Object.fromEntries(Object.entries(DATA_PLUGINS).filter(([name]) => isOn(name)));
}

function settingOf(name: string, node: Pick<NodeContext, 'setting'>): string {
  return node.setting(`${name}.activate_data`) ?? '';
}
