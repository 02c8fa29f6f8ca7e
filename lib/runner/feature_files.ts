// The feature files of a command line, looked at before Cucumber is: it takes a missing file for an empty one.
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { didYouMean } from '../util/did_you_mean';
import { FeatureMissing, FeatureNoFile } from './errors';

/** Throws FeatureMissing for the first of `paths` (`file`, `file:line` or folder) that is not there, or FeatureNoFile. */
export function requireFeatureFiles(paths: readonly string[], cwd: string): void {
  for (const path of paths) {
    const file = withoutLines(path);
    const about = statSync(resolve(cwd, file), { throwIfNoEntry: false });
    if (!about) throw new FeatureMissing(file, similar(file, cwd));
    if (!about.isFile() && !about.isDirectory()) throw new FeatureNoFile(file);
  }
}

/** `features/a.feature:7:12` → `features/a.feature`. */
export function withoutLines(path: string): string {
  return path.replace(/(:\d+)+$/, '');
}

function similar(file: string, cwd: string): string | undefined {
  const folder = dirname(file);
  try {
    const near = didYouMean(basename(file), readdirSync(resolve(cwd, folder)));
    return near && join(folder, near);
  } catch {
    return undefined;
  }
}
