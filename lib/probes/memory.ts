// Memory and swap space of this host, from /proc/meminfo.
import type { HostPaths } from '../exec/host_paths';
import { ProbeFailed } from './errors';
import { requireHostFile } from './host_file';

const MEMINFO = '/proc/meminfo';

/** Bytes. */
export interface Memory {
  readonly total: number;
  /** What programs could get without swapping, by the kernel's estimate. */
  readonly available: number;
  readonly swapTotal: number;
  readonly swapFree: number;
}

/** Throws ProbeFailed. */
export function parseMemory(text: string): Memory {
  const found = new Map<string, number>();
  for (const [, name, kilobytes] of text.matchAll(/^([\w()]+):\s+(\d{1,15}) kB$/gm)) {
    found.set(name!, Number(kilobytes) * 1024);
  }
  const read = (name: string): number => {
    const bytes = found.get(name);
    if (bytes === undefined) throw new ProbeFailed(MEMINFO, `it has no ${name}`);
    return bytes;
  };
  // Kernels before 3.14 make no estimate; what `free` called "-/+ buffers/cache" then.
  const available = found.get('MemAvailable') ?? read('MemFree') + read('Buffers') + read('Cached');
  const total = read('MemTotal');
  if (total === 0) throw new ProbeFailed(MEMINFO, 'it tells of no memory');
  return { total, available, swapTotal: read('SwapTotal'), swapFree: read('SwapFree') };
}

export async function readMemory(paths: HostPaths): Promise<Memory> {
  return parseMemory(await requireHostFile(paths, MEMINFO));
}
