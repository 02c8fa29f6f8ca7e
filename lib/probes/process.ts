// Whether a process lives, from /proc/PID/stat.
import type { HostPaths } from '../exec/host_paths';
import { readHostFile } from './host_file';

/** One letter, e.g. `R`, `S`, `Z`; undefined when the text is no stat line. */
export function parseProcessState(text: string): string | undefined {
  // The name in parentheses may hold spaces and parentheses itself.
  return /^\d+ \(.*\) ([A-Za-z]) /s.exec(text)?.[1];
}

/** The number a pid file or lock holds, undefined for anything else. */
export function parsePid(text: string): number | undefined {
  const match = /^\s*(\d{1,10})\s*$/.exec(text);
  const pid = match ? Number(match[1]) : 0;
  return pid > 0 ? pid : undefined;
}

/** A process that ended but was not yet collected by its parent is not alive. */
export async function isAlive(paths: HostPaths, pid: number): Promise<boolean> {
  const text = await readHostFile(paths, `/proc/${pid}/stat`).catch(() => undefined);
  const state = text === undefined ? undefined : parseProcessState(text);
  return state !== undefined && !'ZXx'.includes(state);
}
