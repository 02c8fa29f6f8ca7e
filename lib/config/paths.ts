// Paths in configuration files: absolute, from home (`~/…`), or relative to a base.
import { dirname, join, resolve } from 'node:path';

export interface PathBase {
  readonly home: string;
  readonly cwd: string;
  /** Relative paths start at the folder of this file; undefined: at `cwd`. */
  readonly file: string | undefined;
}

export function absolutePath(path: string, { home, cwd, file }: PathBase): string {
  if (path === '~' || path.startsWith('~/')) return join(home, path.slice(1));
  return resolve(cwd, file === undefined ? '.' : dirname(file), path);
}
