// Data plugin `sysctl`: the value of a kernel setting (MCollective's sysctl data plugin).
import { sysctl as ddl } from '../../ddl/data/sysctl';
import { RubyFloat } from '../../marshal/values';
import { readKernelSetting } from '../../probes/kernel_setting';
import type { DataPlugin, DataValue } from './data_plugin';

export const sysctl: DataPlugin = {
  ddl,
  async query(name, { paths }) {
    const text = await readKernelSetting(paths, name);
    return text === undefined ? {} : { value: settingValue(text) };
  },
};

/** Whole numbers and decimal ones become numbers; several in a line stay text. */
function settingValue(text: string): DataValue {
  if (/^-?\d{1,40}$/.test(text)) {
    const integer = Number(text);
    return Number.isSafeInteger(integer) ? integer : BigInt(text);
  }
  return /^-?\d{1,40}\.\d{1,40}$/.test(text) ? new RubyFloat(Number(text)) : text;
}
