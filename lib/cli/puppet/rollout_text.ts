// A roll-out in words: its events as lines of a log, and what is said at its end.

import type { RolloutEnd } from '../../rollout/rollout';
import type { RolloutEvent } from '../../rollout/rollout_event';
import type { RolloutRecord } from '../../rollout/rollout_record';
import type { Display } from '../display';
import { foldNames } from '../output/folded_names';
import { printableLine } from '../printable';
import { wrapped } from '../wrapped';
import { timeText } from './log_lines';

/** The lines of mco's runall, and more of the same kind. */
export function rolloutText(event: RolloutEvent): string {
  switch (event.event) {
    case 'found':
      return `Found ${hosts(event.hosts)}`;
    case 'start':
      return `Running ${event.host}, concurrency is ${event.running}`;
    case 'scheduled':
      return `${event.host} schedule status: ${event.status}`;
    case 'waiting':
      return `Currently ${nodes(event.running)} running, waiting`;
    case 'finished':
      return `${event.host} finished: ${event.changed} of ${event.total} resources changed${seconds(event.seconds)}`;
    case 'failed':
      return `${event.host} failed: ${event.why}`;
    case 'skipped':
      return `${event.host} is skipped: ${event.why}`;
    case 'canaries':
      return `The canaries ended well: ${foldNames(event.hosts).join(', ')}`;
    case 'gate':
      return `Gate: ${event.text}${event.holds ? '; holding' : '; going on'}`;
    case 'stopping':
      return `Stopping: ${event.why}${event.running > 0 ? `; waiting for ${nodes(event.running)} running` : ''}`;
    case 'broker':
      return event.back ? 'The broker is back' : `The broker is lost, waiting for it: ${event.text}`;
  }
}

const nodes = (count: number): string => `${count} ${count === 1 ? 'node' : 'nodes'}`;
const hosts = (count: number): string => `${count} ${count === 1 ? 'host' : 'hosts'}`;
const seconds = (value: number | undefined): string =>
  value === undefined ? '' : `, ${Math.round(value)} s`;

const ENDS: Readonly<Record<RolloutEnd, string>> = {
  done: 'Finished',
  interrupted: 'Interrupted',
  gate: 'Stopped by the gate',
  canary: 'Stopped by a canary',
  failures: 'Stopped by too many failures',
  broker: 'Ended without a broker',
};

export interface ToldEnd {
  readonly end: RolloutEnd;
  readonly record: RolloutRecord;
  readonly elapsedMs: number;
  /** The command line that goes on with it; undefined: there is no state to go on with. */
  readonly resume: string | undefined;
}

const MOST_NAMED = 50;

/** The first line is for the log, the others say who. */
export function endText({ end, record, elapsedMs, resume }: ToldEnd, columns: number): [string, ...string[]] {
  const left = record.count('pending') + record.count('running');
  return [
    `${ENDS[end]} after ${timeText(elapsedMs)}: ${countsText(record)}`,
    ...whyLines('Failed', record, 'failed', columns),
    ...whyLines('Skipped', record, 'skipped', columns),
    ...nameLines('Still running', record.in('running'), columns),
    ...nameLines('Not run', record.in('pending'), columns),
    ...(left > 0 ? [resumeLine(resume)] : []),
  ];
}

function resumeLine(resume: string | undefined): string {
  if (resume !== undefined) return `To go on: ${resume}`;
  return 'To go on: nothing was kept, the same command runs all of them again; --state FILE keeps what is done';
}

/** `47 hosts, 45 well, 1 failed, 1 skipped`; what there is none of is left out, but for those that went well. */
export function countsText(record: RolloutRecord): string {
  const counts: [number, string][] = [
    [record.count('failed'), 'failed'],
    [record.count('skipped'), 'skipped'],
    [record.count('running'), 'still running'],
    [record.count('pending'), 'not run'],
  ];
  const more = counts.filter(([count]) => count > 0).map(([count, word]) => `, ${count} ${word}`);
  return `${hosts(record.size)}, ${record.count('ok')} well${more.join('')}`;
}

function whyLines(
  title: string,
  record: RolloutRecord,
  state: 'failed' | 'skipped',
  columns: number,
): string[] {
  const byWhy = new Map<string, string[]>();
  for (const [node, entry] of record.entries) {
    if (entry.state !== state) continue;
    const { why } = entry;
    byWhy.set(why, [...(byWhy.get(why) ?? []), node]);
  }
  const shown = [...byWhy].slice(0, MOST_NAMED);
  const rest = [...byWhy].slice(MOST_NAMED).flatMap(([, names]) => names);
  return [
    ...shown.flatMap(([why, names]) => nameLines(`${title}, ${why}`, names, columns)),
    ...nameLines(`${title} for other reasons`, rest, columns),
  ];
}

function nameLines(title: string, names: readonly string[], columns: number): string[] {
  if (names.length === 0) return [];
  const count = names.length === 1 ? '' : ` (${names.length})`;
  const text = `${title}${count}: ${foldNames(names).join(', ')}`;
  return wrapped(printableLine(text), columns - 4).map((line, i) => (i === 0 ? line : `    ${line}`));
}

/** Puts the end on stdout. */
export function tellEnd(told: ToldEnd, say: (text: string) => void, display: Display): void {
  const [first, ...more] = endText(told, display.columns);
  say(first);
  for (const line of more) display.line(line);
}
