// What becomes of each key of an MCollective file: for the list that is shown after it was taken over, without values.
import { CONNECTOR_KINDS } from '../../config/keys/connector_keys';
import type { Role } from '../../config/keys/mcollective_key';
import { MCOLLECTIVE_KEYS } from '../../config/keys/mcollective_keys';

export interface CfgKeys {
  readonly taken: readonly string[];
  /** With why. */
  readonly left: readonly (readonly [key: string, why: string])[];
}

/** `text` of a file; `prefix` is what keys of a file in plugin.d have in front. */
export function cfgKeys(text: string, role: Role, connector: string, prefix = ''): CfgKeys {
  const taken = new Set<string>();
  const left = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^(?!#)(.+?)\s*=\s*(.+)$/.exec(line.trim()) ?? [];
    if (name === undefined) continue;
    const key = prefix + name;
    const why = whyLeft(key, value, role, connector);
    if (why === undefined) taken.add(key);
    else left.set(key, why);
  }
  return { taken: [...taken], left: [...left].map(([key, why]) => [key, why]) };
}

function whyLeft(key: string, value: string, role: Role, connector: string): string | undefined {
  const spec = MCOLLECTIVE_KEYS.find(known => known.key === key);
  const remark = spec?.remark?.(value, role);
  if (remark !== undefined) return remark;
  if (spec?.unused) return spec.remark ? 'is as it always is here' : `is not needed here: ${spec.meaning}`;
  if (CONNECTOR_KINDS.some(kind => kind !== connector && key.startsWith(`plugin.${kind}.`)))
    return 'belongs to a connector that is not in use';
  return undefined;
}
