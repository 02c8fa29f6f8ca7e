// What a lab has started, on disk, so that the next lab can end what a crashed one left behind.
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const LAB_PREFIX = 'fleetspec-lab-';
const JOURNAL = 'journal';

/** Start time of a process in clock ticks since boot: with the pid it names one process for good. */
export function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Opens the journal of the lab in `dir`; its first line names the owner. */
export function openJournal(dir: string): void {
  writeFileSync(join(dir, JOURNAL), `owner ${process.pid} ${startTimeOf(process.pid)}\n`);
}

export function noteProcess(dir: string, pid: number): void {
  const start = startTimeOf(pid);
  if (start !== undefined) appendFileSync(join(dir, JOURNAL), `process ${pid} ${start}\n`);
}

export function closeJournal(dir: string): void {
  rmSync(join(dir, JOURNAL), { force: true });
}

/** Ends the processes of labs whose owner is gone. Only pids a journal names, only when the start time fits. */
export function endLeftovers(root = tmpdir()): void {
  for (const name of readdirSync(root)) {
    if (!name.startsWith(LAB_PREFIX)) continue;
    const dir = join(root, name);
    const entries = readJournal(dir);
    const owner = entries.find(entry => entry.kind === 'owner');
    if (owner === undefined || isAlive(owner)) continue;
    for (const entry of entries) {
      if (entry.kind === 'process' && isAlive(entry)) process.kill(entry.pid, 'SIGKILL');
    }
    closeJournal(dir);
  }
}

interface Entry {
  readonly kind: string;
  readonly pid: number;
  readonly start: string;
}

function isAlive(entry: Entry): boolean {
  return startTimeOf(entry.pid) === entry.start;
}

function readJournal(dir: string): Entry[] {
  let text: string;
  try {
    text = readFileSync(join(dir, JOURNAL), 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .map(line => line.split(' '))
    .filter(words => words.length === 3)
    .map(([kind, pid, start]) => ({ kind: kind!, pid: Number(pid), start: start! }));
}
