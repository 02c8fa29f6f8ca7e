// Keys about where DDLs are looked for, in both formats.
import { DEBIAN_PLUGINS } from '../lib_dirs';
import type { Settings } from '../settings';
import { type KeySpec, list } from './key_spec';
import { type McollectiveKey, readElsewhere } from './mcollective_key';
import { TEXT } from './value_kind';

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
