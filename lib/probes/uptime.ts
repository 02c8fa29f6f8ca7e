// Seconds since the host was started, from /proc/uptime.
import type { HostPaths } from '../exec/host_paths';
import { ProbeFailed } from './errors';
import { requireHostFile } from './host_file';

const UPTIME = '/proc/uptime';

/** Seconds with two decimals. Throws ProbeFailed. */
export function parseUptime(text: string): number {
  const match = /^(\d+(?:\.\d+)?) /.exec(text);
  if (!match) throw new ProbeFailed(UPTIME, 'it does not look like an uptime');
  return Number(match[1]);
}

export async function readUptime(paths: HostPaths): Promise<number> {
  return parseUptime(await requireHostFile(paths, UPTIME));
}
