// One process, from /proc/PID/stat and /proc/PID/status (proc(5)).
import { readFileSync } from 'node:fs';
import type { HostPaths } from '../exec/host_paths';

export interface ProcessStat {
  readonly pid: number;
  /** Name of the program, at most 15 bytes; may hold anything, parentheses and spaces too. */
  readonly name: string;
  /** One letter: `R`, `S`, `D`, `Z`, `T` … */
  readonly state: string;
  readonly ppid: number;
  /** Device number of the controlling terminal, 0 for none. */
  readonly tty: number;
  /** Clock ticks between the start of the host and that of the process: with the pid it names one process for ever. */
  readonly startTime: number;
  /** Virtual size in bytes. */
  readonly virtualSize: number;
}

export interface ProcessStatus {
  /** Real user. */
  readonly uid: number;
  /** Resident KiB; 0 of what has no memory of its own (kernel threads, zombies). */
  readonly resident: number;
}

// Places of the fields behind the name; state is the first of them.
const [STATE, PPID, TTY, START_TIME, VIRTUAL_SIZE] = [0, 1, 4, 19, 20];

/** Undefined when the text is no stat line. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const [open, close] = [text.indexOf(' ('), text.lastIndexOf(') ')];
  if (open < 0 || close < open) return undefined;
  const fields = text.slice(close + 2).split(' ');
  const number = (place: number): number => Number(fields[place] ?? 'missing');
  const stat = {
    ...{ pid: Number(text.slice(0, open)), name: text.slice(open + 2, close), state: fields[STATE] ?? '' },
    ...{ ppid: number(PPID), tty: number(TTY) },
    ...{ startTime: number(START_TIME), virtualSize: number(VIRTUAL_SIZE) },
  };
  const numbers = [stat.pid, stat.ppid, stat.tty, stat.startTime, stat.virtualSize];
  return numbers.every(Number.isFinite) && /^[A-Za-z]$/.test(stat.state) ? stat : undefined;
}

/** Undefined when the text names no user. */
export function parseProcessStatus(text: string): ProcessStatus | undefined {
  const uid = /^Uid:\s+(\d+)/m.exec(text)?.[1];
  const resident = /^VmRSS:\s+(\d+) kB/m.exec(text)?.[1] ?? '0';
  return uid === undefined ? undefined : { uid: Number(uid), resident: Number(resident) };
}

/**
 * The process that has the number at this moment, undefined when there is none. It waits for nobody, so that what is
 * done with the answer at once is done to that process.
 */
export function readProcessStatNow(paths: HostPaths, pid: number): ProcessStat | undefined {
  try {
    return parseProcessStat(readFileSync(paths.resolve(`/proc/${pid}/stat`), 'utf8'));
  } catch {
    return undefined;
  }
}
