// The command lines of the processes of this host, from /proc/PID/cmdline.
import { readdir } from 'node:fs/promises';
import type { HostPaths } from '../exec/host_paths';
import { ProbeFailed } from './errors';
import { readHostFileStart } from './host_file';

/** Of each, so much is looked at; Java's are long. */
const MAX_BYTES = 16 * 1024;

/** One after the other, words joined by spaces. Kernel threads and ended processes have none. Throws ProbeFailed. */
export async function* readCommandLines(paths: HostPaths): AsyncGenerator<string> {
  for (const pid of await readPids(paths)) {
    // It may have ended since, or be hidden from us.
    const text = await readHostFileStart(paths, `/proc/${pid}/cmdline`, MAX_BYTES).catch(() => undefined);
    const line = text && parseCommandLine(text);
    if (line) yield line;
  }
}

/** Words end with a NUL; programs that rename themselves pad with many. */
export function parseCommandLine(text: string): string {
  return text.replace(/\0+$/, '').replaceAll('\0', ' ');
}

async function readPids(paths: HostPaths): Promise<string[]> {
  try {
    return (await readdir(paths.resolve('/proc'))).filter(name => /^\d+$/.test(name));
  } catch (error) {
    throw new ProbeFailed('/proc', (error as NodeJS.ErrnoException).code ?? String(error), error);
  }
}
