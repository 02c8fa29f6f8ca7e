// Load averages, from /proc/loadavg.
import type { HostPaths } from '../exec/host_paths';
import { ProbeFailed } from './errors';
import { requireHostFile } from './host_file';

const LOADAVG = '/proc/loadavg';

export interface Load {
  readonly load1: number;
  readonly load5: number;
  readonly load15: number;
  /** Tasks that run or want to run at this moment, and all tasks. */
  readonly runnable: number;
  readonly tasks: number;
}

/** Throws ProbeFailed. */
export function parseLoad(text: string): Load {
  const match = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+) (\d+)\/(\d+)\b/.exec(text);
  if (!match) throw new ProbeFailed(LOADAVG, 'it does not look like load averages');
  const [load1, load5, load15, runnable, tasks] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { load1, load5, load15, runnable, tasks };
}

export async function readLoad(paths: HostPaths): Promise<Load> {
  return parseLoad(await requireHostFile(paths, LOADAVG));
}
