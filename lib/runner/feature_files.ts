// The feature files of a command line, looked at before Cucumber is: it takes a missing file for an empty one.
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { didYouMean } from '../util/did_you_mean';
import { FeatureMissing } from './errors';

/** Throws FeatureMissing for the first of `paths` (`file`, `file:line` or folder) that is not there. */
export function requireFeatureFiles(paths: readonly string[], cwd: string): void {
  for (const path of paths) {
    const file = withoutLines(path);
    if (!isThere(resolve(cwd, file))) throw new FeatureMissing(file, similar(file, cwd));
  }
}

/** `features/a.feature:7:12` → `features/a.feature`. */
function withoutLines(path: string): string {
  return path.replace(/(:\d+)+$/, '');
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
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
