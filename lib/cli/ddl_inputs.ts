// The DDLs a command line names: files, all files of a folder, or a plugin fleetspec knows itself.
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative, resolve } from 'node:path';
import { KNOWN_AGENTS } from '../ddl/agents';
import { KNOWN_DATA } from '../ddl/data';
import type { Ddl } from '../ddl/ddl';
import { readDdl } from '../ddl/ddl_file';
import { readDdlText } from '../ddl/ddl_text';
import { DdlNotFound, DdlUnreadable } from '../ddl/errors';
import type { Environment } from '../environment';

export interface DdlInput {
  /** As messages call it. */
  readonly name: string;
  /** Below the folder that was named, or its name alone. */
  readonly relative: string;
  /** Found in a folder, not named itself. */
  readonly inFolder: boolean;
  /** Rejects with DdlUnreadable. */
  read(): Promise<Ddl>;
}

const MAX_FILES = 10_000;
const MAX_DEPTH = 12;

/** In order; of folders all files with one of the endings. Rejects with DdlUnreadable and DdlNotFound. */
export async function ddlInputs(
  paths: readonly string[],
  endings: readonly string[],
  { cwd }: Pick<Environment, 'cwd'>,
): Promise<readonly DdlInput[]> {
  const inputs: DdlInput[] = [];
  for (const path of paths) inputs.push(...(await inputsOf(path, resolve(cwd, path), endings)));
  return inputs;
}

async function inputsOf(
  name: string,
  path: string,
  endings: readonly string[],
): Promise<readonly DdlInput[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return [knownPlugin(name)];
  if (!found.isDirectory()) return [{ ...fileInput(name, path), relative: basename(path), inFolder: false }];
  const files = await filesBelow(path, endings);
  if (files.length === 0)
    throw new DdlUnreadable(
      { file: name },
      `there is no file with the ending ${endings.join(' or ')}`,
      'name another folder',
    );
  return files.map(file => ({
    ...fileInput(join(name, relative(path, file)), file),
    relative: relative(path, file),
    inFolder: true,
  }));
}

function fileInput(name: string, path: string): Pick<DdlInput, 'name' | 'read'> {
  return { name, read: async () => readDdl(readDdlText(path, name), name) };
}

// Links are not followed, so that no folder is met twice.
async function filesBelow(folder: string, endings: readonly string[], depth = 0): Promise<string[]> {
  const files: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth < MAX_DEPTH) files.push(...(await filesBelow(path, endings, depth + 1)));
    else if (entry.isFile() && endings.includes(extname(entry.name))) files.push(path);
    if (files.length > MAX_FILES)
      throw new DdlUnreadable(
        { file: folder },
        `there are more than ${MAX_FILES} files`,
        'name a smaller folder',
      );
  }
  return files;
}

function knownPlugin(name: string): DdlInput {
  const [, isData, plain = ''] = /^(data\/)?(.*)$/s.exec(name)!;
  const known: Readonly<Record<string, Ddl>> = isData ? KNOWN_DATA : KNOWN_AGENTS;
  const ddl = Object.hasOwn(known, plain) ? known[plain] : undefined;
  if (!ddl) {
    const looksLikeFile = /[./]/.test(name) && !isData;
    if (looksLikeFile) throw new DdlUnreadable({ file: name }, 'it does not exist', 'check its path');
    throw new DdlNotFound(name, undefined);
  }
  return { name, relative: isData ? `${plain}_data` : plain, inFolder: false, read: async () => ddl };
}
