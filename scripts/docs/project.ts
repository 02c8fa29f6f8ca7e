// Where the project is, and its files.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const PROJECT = resolve(__dirname, '../..');

/** A file of the project by its path in it. */
export const readProjectFile = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');

/** Paths of the files below a folder whose names end like that, sorted. */
export function projectFiles(folder: string, ending: string): string[] {
  return readdirSync(join(PROJECT, folder))
    .sort()
    .flatMap(name => {
      const path = `${folder}/${name}`;
      if (statSync(join(PROJECT, path)).isDirectory()) return projectFiles(path, ending);
      return name.endsWith(ending) ? [path] : [];
    });
}
