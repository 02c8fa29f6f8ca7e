// The mounted file systems, from /proc/self/mounts (fstab(5) has the form).
import type { HostPaths } from '../exec/host_paths';
import { requireHostFile } from './host_file';

export interface Mount {
  readonly device: string;
  readonly mount: string;
  readonly type: string;
}

/** In the order they were mounted; of those at one place the last, which hides the others. */
export function parseMounts(text: string): Mount[] {
  const mounts = new Map<string, Mount>();
  for (const line of text.split('\n')) {
    const [device, mount, type] = line.split(' ').map(unescaped);
    if (device === undefined || mount === undefined || type === undefined) continue;
    mounts.delete(mount);
    mounts.set(mount, { device, mount, type });
  }
  return [...mounts.values()];
}

/** Throws ProbeFailed. */
export async function readMounts(paths: HostPaths): Promise<Mount[]> {
  return parseMounts(await requireHostFile(paths, '/proc/self/mounts'));
}

/** The one a path is on; `path` absolute, without links in it. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  const below = ({ mount }: Mount): boolean =>
    path === mount || path.startsWith(mount.endsWith('/') ? mount : `${mount}/`);
  return mounts.filter(below).sort((a, b) => b.mount.length - a.mount.length)[0];
}

// Blank, tab, newline and backslash are written as three octal digits, by bytes.
function unescaped(word: string): string {
  return word.replace(/\\([0-3][0-7]{2})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8)));
}
