// The security plugin of a configuration: what its settings, the environment and the defaults make together.
import type { SecurityConfig } from './config';
import type { ConfigSource } from './config_source';
import { NotSupported } from './errors';
import type { PathBase } from './paths';
import { preSharedKey } from './secrets';
import type { Settings } from './settings';

/** Throws NotSupported, BadValue and ConfigUnreadable. */
export function securityConfig(
  settings: Settings,
  source: ConfigSource,
  paths: PathBase,
  warnings: string[],
): SecurityConfig {
  const provider = settings.security.provider ?? 'psk';
  if (provider !== 'psk') {
    throw new NotSupported('security.provider', provider, { file: source.file ?? 'environment' }, 'psk');
  }
  return {
    provider,
    psk: preSharedKey(settings, source, paths, warnings),
    callerType: settings.security.callerType ?? 'uid',
  };
}
