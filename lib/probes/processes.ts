// The processes of this host, from /proc.
import { readdir } from 'node:fs/promises';
import type { HostPaths } from '../exec/host_paths';
import { parseCommandLine } from './command_lines';
import { ProbeFailed } from './errors';
import { readHostFileStart } from './host_file';
import {
  type ProcessStat,
  type ProcessStatus,
  parseProcessStat,
  parseProcessStatus,
  readProcessStatNow,
} from './process_stat';

/** Of each command line, so much is looked at; Java's are long. */
const MAX_COMMAND_LINE = 16 * 1024;
const MAX_STAT = 4 * 1024;

export interface ProcessRow extends ProcessStat, ProcessStatus {
  /** Words joined by spaces; the name of the program for what has no words (kernel threads, zombies). */
  readonly commandLine: string;
}

/** In the order of their numbers; `wanted` is asked before the rest of a process is read. Throws ProbeFailed. */
export async function* readProcesses(
  paths: HostPaths,
  wanted: (commandLine: string, stat: ProcessStat) => boolean,
): AsyncGenerator<ProcessRow> {
  for (const pid of await readPids(paths)) {
    const row = await readProcess(paths, pid, wanted);
    if (row) yield row;
  }
}

// Undefined for one that is not wanted, that ended meanwhile, or that is hidden from us.
async function readProcess(
  paths: HostPaths,
  pid: number,
  wanted: (commandLine: string, stat: ProcessStat) => boolean,
): Promise<ProcessRow | undefined> {
  const read = (file: string, maxBytes: number): Promise<string> =>
    readHostFileStart(paths, `/proc/${pid}/${file}`, maxBytes).then(
      text => text ?? '',
      () => '',
    );
  const stat = parseProcessStat(await read('stat', MAX_STAT));
  if (!stat) return undefined;
  const commandLine = parseCommandLine(await read('cmdline', MAX_COMMAND_LINE)).trim() || stat.name;
  if (!wanted(commandLine, stat)) return undefined;
  const status = parseProcessStatus(await read('status', MAX_STAT));
  // Its number may have gone to another process between two files: nobody must take the one for the other.
  const still = readProcessStatNow(paths, pid)?.startTime === stat.startTime;
  return status && still ? { ...stat, ...status, commandLine } : undefined;
}

async function readPids(paths: HostPaths): Promise<number[]> {
  try {
    const names = await readdir(paths.resolve('/proc'));
    return names
      .filter(name => /^\d{1,10}$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  } catch (error) {
    throw new ProbeFailed('/proc', (error as NodeJS.ErrnoException).code ?? String(error), error);
  }
}
