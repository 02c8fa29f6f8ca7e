// What can be said of features without running them: parameters and steps of a configuration, without a broker or a key.
import type { Environment } from '../environment';
import { type ConfigFiles, realFiles } from './config_files';
import { parseFleetspecYaml } from './fleetspec_yaml';
import { formatOf } from './load_config';
import { findClientConfig } from './load_passive';
import { absolutePath } from './paths';

export interface CheckNames {
  /** Parameters that have a value; of secrets, a name for the value. */
  readonly params: Readonly<Record<string, string>>;
  readonly stepsDir: string | undefined;
}

/** Reads the file that `loadConfig` would read for a client. Throws the errors of lib/config/errors. */
export function loadCheckNames(
  environment: Environment,
  named: string | undefined,
  files: ConfigFiles = realFiles,
): CheckNames {
  const found = findClientConfig(environment, named, files);
  if (formatOf(found) !== 'fleetspec') return { params: {}, stepsDir: undefined };
  const { checks } = parseFleetspecYaml(found.text, found.file);
  const secrets = Object.keys(checks.secretParams).map(name => [name, `secret-${name}`]);
  const { cwd, home } = environment;
  return {
    params: { ...Object.fromEntries(secrets), ...checks.params },
    stepsDir:
      checks.stepsDir === undefined
        ? undefined
        : absolutePath(checks.stepsDir, { cwd, home, file: found.file }),
  };
}
