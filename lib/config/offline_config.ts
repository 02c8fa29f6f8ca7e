// The configuration of a run that meets no fleet, such as one that plays a recording: defaults, and nothing to connect to.
import type { Environment } from '../environment';
import type { ChecksConfig, Config } from './config';
import { realFiles } from './config_files';
import { makeConfig } from './make_config';
import { emptySettings } from './settings';

export function offlineConfig(environment: Environment, checks: Partial<ChecksConfig>): Config {
  const settings = emptySettings();
  settings.pool.push({ host: 'nowhere.invalid', user: 'nobody', password: 'none' });
  settings.security.psk = 'none';
  const source = { file: undefined, format: 'fleetspec', worldReadable: false } as const;
  const config = makeConfig(settings, { ...source, environment, files: realFiles });
  return { ...config, checks: { ...config.checks, ...checks }, warnings: [] };
}
