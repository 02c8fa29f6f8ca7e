// Names of users, from /etc/passwd; those of a directory server are not known here.
import type { HostPaths } from '../exec/host_paths';
import { readHostFile } from './host_file';

export interface Users {
  /** The number as text when it has no name. */
  nameOf(uid: number): string;
  /** Of a name, or of a number written as text; undefined when there is no such user. */
  uidOf(name: string): number | undefined;
}

export function parseUsers(text: string): Users {
  const uids = new Map<string, number>();
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name = '', , uid = ''] = line.split(':');
    if (name === '' || !/^\d{1,10}$/.test(uid)) continue;
    // Of several lines the first counts, as for getpwnam(3) and getpwuid(3).
    if (!uids.has(name)) uids.set(name, Number(uid));
    if (!names.has(Number(uid))) names.set(Number(uid), name);
  }
  return {
    nameOf: uid => names.get(uid) ?? String(uid),
    uidOf: name => uids.get(name) ?? (/^\d{1,10}$/.test(name) ? Number(name) : undefined),
  };
}

/** Without the file nobody has a name. Throws ProbeFailed. */
export async function readUsers(paths: HostPaths): Promise<Users> {
  return parseUsers((await readHostFile(paths, '/etc/passwd')) ?? '');
}
