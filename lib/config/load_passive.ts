// What a program needs that only sends results: the targets and the queue, without a broker or a key.
import { resolve } from 'node:path';
import type { Environment } from '../environment';
import { type ConfigFiles, realFiles } from './config_files';
import type { ConfigSource } from './config_source';
import { ConfigNotFound } from './errors';
import { configPlaces, type FoundConfig, readNamed, searchConfig } from './find_config';
import { parseFleetspecYaml } from './fleetspec_yaml';
import { formatOf } from './load_config';
import { pathBase } from './make_config';
import { type PassiveConfig, passiveConfig } from './passive_config';
import { emptySettings } from './settings';

export interface PassiveSetup {
  readonly file: string;
  /** Name of this machine. */
  readonly identity: string;
  readonly passive: PassiveConfig;
  readonly warnings: readonly string[];
}

/**
 * Reads the file that `loadConfig` would read for a client. MCollective's files have no targets. Throws the errors of
 * lib/config/errors.
 */
export function loadPassive(
  environment: Environment,
  named: string | undefined,
  files: ConfigFiles = realFiles,
): PassiveSetup {
  const found = findClientConfig(environment, named, files);
  const { file } = found;
  const format = formatOf(found);
  const settings = format === 'fleetspec' ? parseFleetspecYaml(found.text, file) : emptySettings();
  const source: ConfigSource = { ...found, format, environment, files };
  const warnings = [...settings.warnings];
  return {
    file,
    identity: settings.identity ?? environment.hostname,
    passive: passiveConfig(settings, source, pathBase(source), warnings),
    warnings,
  };
}

/** The file a client reads. Throws ConfigNotFound and ConfigUnreadable. */
export function findClientConfig(
  environment: Environment,
  named: string | undefined,
  files: ConfigFiles = realFiles,
): FoundConfig {
  const wanted = named ?? (environment.env.FLEETSPEC_CONFIG || undefined);
  if (wanted !== undefined) return readNamed(resolve(environment.cwd, wanted), 'configuration', files);
  const { found, passed } = searchConfig(configPlaces('client', environment), files);
  if (found) return found;
  throw new ConfigNotFound(
    passed.map(place => (place.problem ? `${place.file} (${place.problem})` : place.file)),
  );
}
