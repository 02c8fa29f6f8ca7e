// Whether only root and the daemon's own user can change a file: what the daemon runs, others must not write.
import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';

const OTHERS_MAY_WRITE = 0o022;
const STICKY = 0o1000;

/**
 * A sentence why the path is not to be trusted, undefined when it is: it and every folder above it belong to root or to
 * `uid`, and nobody else may write there (in folders like /tmp, where nobody may move what is another's, they may).
 * Rejects when there is no such file.
 */
export async function trustProblem(path: string, uid: number): Promise<string | undefined> {
  for (const { part, isAbove } of partsOf(path, await realpath(path))) {
    const problem = partProblem(part, await lstat(part), uid, isAbove);
    if (problem) return problem;
  }
  return undefined;
}

/** The same for whoever cannot wait, as a module that is about to be loaded. Throws when there is no such file. */
export function trustProblemNow(path: string, uid: number): string | undefined {
  for (const { part, isAbove } of partsOf(path, realpathSync(path))) {
    const problem = partProblem(part, lstatSync(part), uid, isAbove);
    if (problem) return problem;
  }
  return undefined;
}

interface PathPart {
  readonly part: string;
  /** It is a folder above what is asked about. */
  readonly isAbove: boolean;
}

// Of links: where they are, and where they lead.
function partsOf(path: string, real: string): PathPart[] {
  const ends = real === path ? [path] : [path, real];
  return ends.flatMap(end => upwards(end).map(part => ({ part, isAbove: part !== end })));
}

function partProblem(path: string, stat: Stats, uid: number, isAbove: boolean): string | undefined {
  if (stat.uid !== 0 && stat.uid !== uid) {
    return `${path} belongs to user ${stat.uid}; it must be root's or the daemon's own`;
  }
  if (stat.isSymbolicLink() || (stat.mode & OTHERS_MAY_WRITE) === 0) return undefined;
  if (isAbove && stat.mode & STICKY) return undefined;
  return `others may write ${path}; take that away with chmod go-w`;
}

function upwards(path: string): string[] {
  const above = dirname(path);
  return above === path ? [path] : [path, ...upwards(above)];
}
