// Whose steps a feature is written with: the folder above it that has step_definitions/, besides our own package.
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Environment } from '../../environment';
import { packageRoot } from '../../package_root';
import { StepsMissing, StepsUntrusted } from '../errors';

export interface StepProject {
  /** Absolute path of the folder that holds step_definitions/. */
  readonly root: string;
  /** Absolute paths, in the order in which they are loaded: support/ first. */
  readonly files: readonly string[];
}

export interface ProjectQuestion {
  /** Files, `file:line` or folders, relative to the working directory. */
  readonly paths: readonly string[];
  /** Folder of --steps or checks.steps: a project, or the folder with the step files themselves. */
  readonly steps?: string | undefined;
}

type Place = Pick<Environment, 'cwd' | 'uid'>;

export const STEPS_FOLDER = 'step_definitions';
const SUPPORT_FOLDER = 'support';
const STEP_FILE = /(?<!\.d)\.(?:ts|mts|cts|js|mjs|cjs)$/;
// A folder of steps is no forest: more is a link in a circle, or the wrong folder.
const MOST_FILES = 2000;

/** The projects of the features, mostly one or none. Throws StepsMissing and StepsUntrusted. */
export function findStepProjects({ paths, steps }: ProjectQuestion, environment: Place): StepProject[] {
  if (steps !== undefined) return [namedProject(resolve(environment.cwd, steps), environment)];
  const roots = paths.flatMap(path => projectRoot(path, environment) ?? []);
  return [...new Set(roots)].map(root => projectAt(root, environment));
}

/** The folder above `path`, or `path` itself, that has step_definitions/. */
export function projectRoot(path: string, { cwd }: Pick<Environment, 'cwd'>): string | undefined {
  const own = packageRoot();
  let folder = resolve(cwd, path.replace(/(:\d+)+$/, ''));
  for (; ; folder = dirname(folder)) {
    if (folder !== own && isFolder(join(folder, STEPS_FOLDER))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

function namedProject(folder: string, environment: Place): StepProject {
  if (!isFolder(folder)) throw new StepsMissing(folder, 'there is no such folder');
  if (isFolder(join(folder, STEPS_FOLDER))) return projectAt(folder, environment);
  if (basename(folder) === STEPS_FOLDER) return projectAt(dirname(folder), environment);
  const files = stepFiles(folder, environment);
  if (files.length === 0) throw new StepsMissing(folder, 'it holds no .ts or .js files');
  return { root: folder, files };
}

function projectAt(root: string, environment: Place): StepProject {
  const folders = [SUPPORT_FOLDER, STEPS_FOLDER].map(name => join(root, name)).filter(isFolder);
  return { root, files: folders.flatMap(folder => stepFiles(folder, environment)) };
}

function stepFiles(folder: string, environment: Place, count = { left: MOST_FILES }): string[] {
  requireTrusted(folder, environment);
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap(({ name }) => {
    const path = join(folder, name);
    if (name.startsWith('.') || name === 'node_modules') return [];
    if (isFolder(path) && !lstatSync(path).isSymbolicLink()) return stepFiles(path, environment, count);
    if (!STEP_FILE.test(name) || isFolder(path)) return [];
    if (count.left-- === 0) throw new StepsMissing(folder, `it holds more than ${MOST_FILES} step files`);
    requireTrusted(path, environment);
    return [path];
  });
}

// Steps are programs. Whoever can plant some above a feature in /tmp must not have them run by others.
function requireTrusted(path: string, { uid }: Place): void {
  const stat = statSync(path);
  if ((stat.mode & 0o002) !== 0) throw new StepsUntrusted(path, 'everybody may write to it');
  const above = statSync(dirname(path));
  const expected = [0, uid, ...((above.mode & 0o1002) === 0 ? [above.uid] : [])];
  if (!expected.includes(stat.uid)) throw new StepsUntrusted(path, 'it belongs to somebody else');
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
