// Writes a draft, after it was read back as every program would read it: what does not work is not written.
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../../config/config';
import { type ConfigFiles, realFiles } from '../../config/config_files';
import { setsNothing } from '../../config/find_config';
import type { Role } from '../../config/keys/mcollective_key';
import { loadConfig } from '../../config/load_config';
import type { Environment } from '../../environment';
import { makeFolder } from '../../util/make_folder';
import { KeysOpenToOthers, NotOverwritten } from '../errors';
import type { Draft } from './draft';
import { yamlText } from './yaml_text';

export const CONFIG_NAME = 'fleetspec.yaml';
const HEAD =
  '# Written by `fleetspec init`. Every key is explained in docs/reference/configuration.md; `fleetspec config` shows\n# what is in effect, and `fleetspec doctor` looks whether it works.\n';
const SECRET = 0o600;
const OPEN = 0o644;
const CLOSED = 0o700;

/** The configuration as it will be. Throws the errors of lib/config/errors. */
export function readDraft(draft: Draft, folder: string, role: Role, environment: Environment): Config {
  const file = join(folder, CONFIG_NAME);
  const texts = new Map(draft.secrets.map(({ name, secret }) => [resolve(folder, name), `${secret}\n`]));
  texts.set(file, HEAD + yamlText(draft.settings));
  const files: ConfigFiles = {
    ...realFiles,
    read: path => {
      const text = texts.get(path);
      return text === undefined ? realFiles.read(path) : { text, worldReadable: false };
    },
  };
  // Variables win over files, and it is the file that must work.
  return loadConfig({ ...environment, env: {} }, { file, role }, files);
}

/**
 * Paths of what was written, the configuration last. Throws NotOverwritten, KeysOpenToOthers and what the file system
 * says; then no file is written.
 */
export function writeDraft(draft: Draft, folder: string): string[] {
  const config = join(folder, CONFIG_NAME);
  const replaced = existsSync(config) && setsNothing(readFileSync(config, 'utf8'));
  const secrets = draft.secrets.map(({ name, secret }) => ({
    ...{ path: resolve(folder, name), text: `${secret}\n`, mode: SECRET },
  }));
  for (const path of [...secrets.map(file => file.path), ...(replaced ? [] : [config])])
    if (existsSync(path)) throw new NotOverwritten(path);
  // Beside the one without settings, whose mode may be too open for this one.
  const settings = {
    path: replaced ? `${config}.new` : config,
    text: HEAD + yamlText(draft.settings),
    mode: draft.holdsSecret ? SECRET : OPEN,
  };
  makeFolder(folder, 0o755);
  for (const inner of foldersOf(draft)) makeKeyFolder(resolve(folder, inner));
  writeAll([...secrets, settings]);
  if (replaced) renameSync(settings.path, config);
  return [...secrets.map(({ path }) => path), config];
}

interface NewFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

// All or none: what a full disk cuts short is taken away again.
function writeAll(files: readonly NewFile[]): void {
  const made: string[] = [];
  try {
    for (const { path, text, mode } of files) {
      const file = openSync(path, 'wx', mode);
      made.push(path);
      try {
        writeFileSync(file, text);
      } finally {
        closeSync(file);
      }
    }
  } catch (fault) {
    for (const path of made) rmSync(path, { force: true });
    throw fault;
  }
}

// Whoever can write into it can put a key of their own there, and is obeyed.
function makeKeyFolder(path: string): void {
  makeFolder(path, CLOSED);
  if ((statSync(path).mode & 0o022) !== 0) throw new KeysOpenToOthers(path);
}

function foldersOf({ secrets, folders = [] }: Draft): string[] {
  return [...folders, ...secrets.map(({ name }) => dirname(name)).filter(name => name !== '.')];
}
