// The file system as configuration sees it: injectable, small files only.
import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';

type ReadResult =
  | { readonly text: string; readonly worldReadable: boolean }
  /** `missing` is apart, because a missing file is often no fault. */
  | { readonly problem: string; readonly missing: boolean };

export interface ConfigFiles {
  read(path: string): ReadResult;
  exists(path: string): boolean;
  /** Names in a folder, sorted; none when it does not exist. */
  list(folder: string): readonly string[];
  /** True for a file everybody on the machine can read. */
  worldReadable(path: string): boolean;
}

/** Nothing that is configuration is larger. */
const MAX_BYTES = 1024 * 1024;
const OTHERS_READ = 0o004;

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'it does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};

export const realFiles: ConfigFiles = {
  read(path) {
    try {
      const stat = statSync(path);
      if (!stat.isFile()) return { problem: 'it is not a file', missing: false };
      if (stat.size > MAX_BYTES) return { problem: 'it is larger than 1 MiB', missing: false };
      const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
      return { text, worldReadable: (stat.mode & OTHERS_READ) !== 0 };
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      const problem = PROBLEMS[code] ?? (error as Error).message;
      return { problem, missing: code === 'ENOENT' || code === 'ENOTDIR' };
    }
  },
  exists(path) {
    try {
      accessSync(path, constants.F_OK);
      return true;
    } catch {
      return false;
    }
  },
  list(folder) {
    try {
      return readdirSync(folder).sort();
    } catch {
      return [];
    }
  },
  worldReadable(path) {
    try {
      return (statSync(path).mode & OTHERS_READ) !== 0;
    } catch {
      return false;
    }
  },
};
