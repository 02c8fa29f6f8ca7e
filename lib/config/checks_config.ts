// What features refer to by name, and what a run may do to the fleet.
import { join } from 'node:path';
import { checkBrokers } from './check_brokers';
import type { ChecksConfig } from './config';
import type { ConfigSource } from './config_source';
import { absolutePath, type PathBase } from './paths';
import type { Settings } from './settings';

const ROOT_STATE = '/var/lib/fleetspec/checks';
const USER_STATE = '.local/state/fleetspec/checks';

export function checksConfig({ checks }: Settings, source: ConfigSource, paths: PathBase): ChecksConfig {
  const { uid, home } = source.environment;
  const { devices, params, secretParams, groups, pools, waiversFile, maxTargets } = checks;
  return {
    devices,
    params,
    secretParams: Object.fromEntries(
      Object.entries(secretParams).map(([name, place]) => [name, secretPlace(place, paths)]),
    ),
    groups,
    pools,
    brokers: checkBrokers(checks, paths),
    puppetMaster: checks.puppetMaster ?? 'role::puppetmaster',
    maxTargets,
    readingActions: checks.readingActions ?? [],
    waiversFile: waiversFile === undefined ? undefined : absolutePath(waiversFile, paths),
    stepsDir: checks.stepsDir === undefined ? undefined : absolutePath(checks.stepsDir, paths),
    stateDir: absolutePath(checks.stateDir ?? (uid === 0 ? ROOT_STATE : join(home, USER_STATE)), paths),
  };
}

/** `env:NAME`, or a file. */
function secretPlace(text: string, paths: PathBase): ChecksConfig['secretParams'][string] {
  return text.startsWith('env:') ? { variable: text.slice(4) } : { file: absolutePath(text, paths) };
}
