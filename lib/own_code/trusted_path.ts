// Whether only root and our own user can change a file: what we run, others must not write.
import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

const OTHERS_MAY_WRITE = 0o022;
const STICKY = 0o1000;
/** As Linux. */
const MOST_LINKS = 40;

interface PathPart {
  readonly path: string;
  readonly stat: Stats;
}

/**
 * A sentence why the absolute path is not to be trusted, undefined when it is: it, every folder above it and every link
 * on the way belong to root or to `uid`, and nobody else may write there (in folders like /tmp, where nobody may move
 * what is another's, they may). Throws the system's error when there is no such file.
 */
export function trustProblem(path: string, uid: number): string | undefined {
  const parts = partsOf(path);
  const last = parts.at(-1);
  for (const part of parts) {
    const problem = partProblem(part, uid, part !== last);
    if (problem) return problem;
  }
  return undefined;
}

// The way the system goes: whoever can change a link in the middle chooses what is at its end.
function partsOf(path: string): PathPart[] {
  const parts = [{ path: '/', stat: lstatSync('/') }];
  const names = namesIn(path);
  let [at, links] = ['/', 0];
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const next = name === '..' ? dirname(at) : join(at, name);
    const stat = lstatSync(next);
    parts.push({ path: next, stat });
    if (!stat.isSymbolicLink()) {
      at = next;
      continue;
    }
    if (++links > MOST_LINKS) throw Object.assign(new Error(`${path} leads nowhere`), { code: 'ELOOP' });
    const target = readlinkSync(next);
    names.unshift(...namesIn(target));
    if (isAbsolute(target)) at = '/';
  }
  return parts;
}

const namesIn = (path: string): string[] => path.split('/').filter(name => name !== '' && name !== '.');

function partProblem({ path, stat }: PathPart, uid: number, isAbove: boolean): string | undefined {
  if (stat.uid !== 0 && stat.uid !== uid) {
    return `${path} belongs to user ${stat.uid}; it must be root's or the daemon's own`;
  }
  if (stat.isSymbolicLink() || (stat.mode & OTHERS_MAY_WRITE) === 0) return undefined;
  if (isAbove && stat.mode & STICKY) return undefined;
  return `others may write ${path}; take that away with chmod go-w`;
}
