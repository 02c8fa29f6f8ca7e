// The files of DDLs below the folders of plugins: which there are, and what is in one, read once as long as it stays.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Ddl } from './ddl';
import { readDdl } from './ddl_file';
import { orUnreadable, readDdlText } from './ddl_text';
import { DdlUnreadable } from './errors';

export type FiledKind = 'agent' | 'data';

/** MCollective's names of the files; JSON wins over Ruby beside it. */
const ENDINGS = ['.json', '.ddl'];

/** A plugin's name, which becomes part of a path. */
const NAME = /^[A-Za-z0-9_][\w-]{0,63}$/;

/** `package` → `package_data`, as the files of data plugins are called. */
function stem(kind: FiledKind, name: string): string {
  return kind === 'data' ? `${name}_data` : name;
}

/** The file with the DDL of a plugin: below `mcollective/agent` of a folder, or in the folder itself. */
export function findDdlFile(folders: readonly string[], kind: FiledKind, name: string): string | undefined {
  if (!NAME.test(name)) return undefined;
  for (const folder of folders) {
    for (const ending of ENDINGS) {
      const path = join(folder, 'mcollective', kind, stem(kind, name) + ending);
      if (exists(path)) return path;
    }
    for (const ending of ENDINGS) {
      const path = join(folder, stem(kind, name) + ending);
      if (exists(path) && isDdl(path)) return path;
    }
  }
  return undefined;
}

/** Names of the plugins that have a file, each once. */
export function listDdlNames(folders: readonly string[], kind: FiledKind): readonly string[] {
  const names = folders.flatMap(folder => [
    ...namesIn(join(folder, 'mcollective', kind), kind, () => true),
    ...namesIn(folder, kind, isDdl),
  ]);
  return [...new Set(names)].sort();
}

function namesIn(folder: string, kind: FiledKind, accepts: (path: string) => boolean): string[] {
  return filesOf(folder).flatMap(file => {
    const ending = ENDINGS.find(known => file.endsWith(known));
    if (ending === undefined) return [];
    const whole = file.slice(0, -ending.length);
    const isData = whole.endsWith('_data');
    const name = kind === 'data' ? whole.slice(0, -'_data'.length) : whole;
    const fits = isData === (kind === 'data') && NAME.test(name) && accepts(join(folder, file));
    return fits ? [name] : [];
  });
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

// Beside MCollective's layout there may be other files, as a package.json.
function isDdl(path: string): boolean {
  try {
    return !path.endsWith('.json') || /"metadata"\s*:/.test(readDdlText(path));
  } catch {
    return false;
  }
}

// What cannot be looked at is not there, as to MCollective.
function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

interface Read {
  readonly stamp: string;
  readonly ddl: Ddl | DdlUnreadable;
}

const READ = new Map<string, Read>();
/** Files remembered; far more than any fleet has agents. */
const MAX_READ = 1000;

/** What is in the file. Throws DdlUnreadable. */
export function loadDdlFile(path: string): Ddl {
  const read = cached(path);
  if (read instanceof DdlUnreadable) throw read;
  return read;
}

function cached(path: string): Ddl | DdlUnreadable {
  try {
    const { mtimeMs, size, ino } = orUnreadable(path, () => statSync(path));
    const stamp = `${mtimeMs}:${size}:${ino}`;
    const known = READ.get(path);
    return known?.stamp === stamp ? known.ddl : remember(path, stamp);
  } catch (error) {
    if (error instanceof DdlUnreadable) return error;
    throw error;
  }
}

// A file that cannot be read is not read again before it has changed.
function remember(path: string, stamp: string): Ddl | DdlUnreadable {
  const ddl = readOrProblem(path);
  if (READ.size >= MAX_READ) READ.clear();
  READ.set(path, { stamp, ddl });
  return ddl;
}

function readOrProblem(path: string): Ddl | DdlUnreadable {
  try {
    return readDdl(readDdlText(path), path);
  } catch (error) {
    if (error instanceof DdlUnreadable) return error;
    throw error;
  }
}
