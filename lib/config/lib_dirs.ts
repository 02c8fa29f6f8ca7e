// The folders in which DDLs of plugins are looked for.
import type { ConfigSource } from './config_source';
import { absolutePath, type PathBase } from './paths';
import type { Settings } from './settings';

/** Where Debian's packages of plugins put their files. */
export const DEBIAN_PLUGINS = '/usr/share/mcollective/plugins';

/** The folders in force, the first of which wins. */
export function libDirs(
  { libDirs: folders }: Settings,
  { format, files }: ConfigSource,
  paths: PathBase,
): readonly string[] {
  if (folders) return folders.map(folder => absolutePath(folder, paths));
  return format === 'mcollective' && files.exists(DEBIAN_PLUGINS) ? [DEBIAN_PLUGINS] : [];
}
