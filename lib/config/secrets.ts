// The shared key: from the environment, a file of its own or the configuration, and whether others can read it.

import type { ConfigSource } from './config_source';
import { readNamed } from './find_config';
import { absolutePath, type PathBase } from './paths';
import type { Settings } from './settings';

/** What Debian's package ships; known to everybody. */
const DEBIAN_DEFAULT_PSK = 'unset';

/** Empty when none is set: programs that send nothing need none. Throws ConfigUnreadable. */
export function preSharedKey(
  settings: Settings,
  source: ConfigSource,
  paths: PathBase,
  warnings: string[],
): string {
  const { env } = source.environment;
  const psk = env.MCOLLECTIVE_PSK || fileOrText(settings, source, paths, warnings);
  if (psk === DEBIAN_DEFAULT_PSK)
    warnings.push('the shared key is "unset", as every fresh installation has it');
  return psk;
}

function fileOrText(
  { security }: Settings,
  source: ConfigSource,
  paths: PathBase,
  warnings: string[],
): string {
  const file = source.environment.env.FLEETSPEC_PSK_FILE || (security.psk ? undefined : security.pskFile);
  if (file) return readSecret(absolutePath(file, paths), 'file with the shared key', source, warnings);
  if (security.psk && source.worldReadable) warnReadable(source.file!, 'the shared key', warnings);
  return security.psk ?? '';
}

/** The text of a secret file without its last newline; warns when everybody can read it. */
export function readSecret(file: string, what: string, source: ConfigSource, warnings: string[]): string {
  const { text, worldReadable } = readNamed(file, what, source.files);
  if (worldReadable) warnReadable(file, 'its secret', warnings);
  return text.replace(/\r?\n$/, '');
}

export function warnReadable(file: string, what: string, warnings: string[]): void {
  const warning = `${file}: every user of this machine can read ${what}; chmod 640 or 600 keeps it among those who need it`;
  if (!warnings.includes(warning)) warnings.push(warning);
}
