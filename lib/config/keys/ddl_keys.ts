// Keys about where DDLs are looked for, in both formats.
import type { ConfigSource } from '../config_source';
import { absolutePath, type PathBase } from '../paths';
import type { Settings } from '../settings';
import { type KeySpec, list } from './key_spec';
import { type McollectiveKey, readElsewhere } from './mcollective_key';
import { TEXT } from './value_kind';

/** Where Debian's packages of plugins put their files. */
const DEBIAN_PLUGINS = '/usr/share/mcollective/plugins';

export const DDL_KEYS: readonly KeySpec<Settings>[] = [
  list(
    'lib_dirs',
    TEXT,
    {
      meaning:
        'folders with DDLs of plugins, as NAME.json, NAME.ddl or below mcollective/agent; earlier ones win',
      default: 'none',
    },
    (s: Settings) => s,
    'libDirs',
  ),
];

export const MCOLLECTIVE_DDL_KEYS: readonly McollectiveKey[] = [
  {
    ...readElsewhere('libdir', '', `${DEBIAN_PLUGINS} when it exists`),
    meaning: 'folders of Ruby plugins, separated by colons, whose DDLs are read; later ones win; repeatable',
    // Ruby puts each before those it has.
    accept(settings, value) {
      const folders = String(value).split(':').filter(Boolean).reverse();
      settings.libDirs = [...folders, ...(settings.libDirs ?? [])];
      return undefined;
    },
  },
];

/** The folders in force, the first of which wins. */
export function libDirs(
  { libDirs: folders }: Settings,
  { format, files }: ConfigSource,
  paths: PathBase,
): readonly string[] {
  if (folders) return folders.map(folder => absolutePath(folder, paths));
  return format === 'mcollective' && files.exists(DEBIAN_PLUGINS) ? [DEBIAN_PLUGINS] : [];
}
