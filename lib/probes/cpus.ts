// Number of processors that are online, from /proc/stat: one line each, on every architecture.
import type { HostPaths } from '../exec/host_paths';
import { ProbeFailed } from './errors';
import { requireHostFile } from './host_file';

const STAT = '/proc/stat';

/** At least 1. Throws ProbeFailed. */
export function parseCpuCount(text: string): number {
  const count = text.match(/^cpu\d+ /gm)?.length ?? 0;
  if (count === 0) throw new ProbeFailed(STAT, 'it names no processor');
  return count;
}

export async function readCpuCount(paths: HostPaths): Promise<number> {
  return parseCpuCount(await requireHostFile(paths, STAT));
}
