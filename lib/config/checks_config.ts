// What features refer to by name, and what a run may do to the fleet.
import { join } from 'node:path';
import type { ChecksConfig } from './config';
import type { ConfigSource } from './config_source';
import { absolutePath, type PathBase } from './paths';
import type { Settings } from './settings';

const ROOT_STATE = '/var/lib/fleetspec/checks';
const USER_STATE = '.local/state/fleetspec/checks';

export function checksConfig({ checks }: Settings, source: ConfigSource, paths: PathBase): ChecksConfig {
  const { uid, home } = source.environment;
  const { devices, params, groups, waiversFile, maxTargets } = checks;
  return {
    devices,
    params,
    groups,
    puppetMaster: checks.puppetMaster ?? 'role::puppetmaster',
    maxTargets,
    readingActions: checks.readingActions ?? [],
    waiversFile: waiversFile === undefined ? undefined : absolutePath(waiversFile, paths),
    stateDir: absolutePath(checks.stateDir ?? (uid === 0 ? ROOT_STATE : join(home, USER_STATE)), paths),
  };
}
