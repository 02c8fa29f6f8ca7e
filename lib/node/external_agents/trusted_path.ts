// Whether only root and the daemon's own user can change a file: what the daemon runs, others must not write.
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
  const real = await realpath(path);
  // Of links: where they are, and where they lead.
  for (const end of real === path ? [path] : [path, real]) {
    for (const part of upwards(end)) {
      const problem = await partProblem(part, uid, part !== end);
      if (problem) return problem;
    }
  }
  return undefined;
}

async function partProblem(path: string, uid: number, isAbove: boolean): Promise<string | undefined> {
  const stat = await lstat(path);
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
