// Which of the configured targets is meant.
import type { PassiveConfig, PassiveTarget } from '../config/passive_config';
import { TargetUnknown } from './errors';

/** `name` undefined: the default. `file` is the configuration, for messages. Throws TargetUnknown. */
export function chooseTarget(
  { targets, defaultTarget }: Pick<PassiveConfig, 'targets' | 'defaultTarget'>,
  name: string | undefined,
  file: string,
): PassiveTarget {
  const wanted = name ?? defaultTarget;
  const target = wanted === undefined ? undefined : targets.get(wanted);
  if (!target) throw new TargetUnknown(wanted, [...targets.keys()], file);
  return target;
}
