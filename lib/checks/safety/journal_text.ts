// What is written in a journal. Whoever reads one may have found a damaged or a forged file, so nothing is taken from it
// but what can be meant.
import type { KeptChange } from '../undo_registry';
import { problemWith, type UndoCall } from './undo_calls';

export interface Journal {
  /** Of the run that made the changes; who takes over a journal keeps it. */
  readonly pid: number;
  /** Which fleet the hosts belong to: collective and brokers. */
  readonly fleet: string;
  readonly changes: readonly KeptChange[];
}

export const MAX_JOURNAL_BYTES = 4 * 1024 * 1024;
const MAX_CHANGES = 10_000;
const MAX_TEXT = 1000;
const VERSION = 1;
const HOST = /^[\w.-]{1,255}$/;

export function journalText({ pid, fleet, changes }: Journal): string {
  return `${JSON.stringify({ version: VERSION, pid, fleet, changes }, null, 1)}\n`;
}

/** Throws an Error that says in words what is wrong with the text. */
export function readJournalText(text: string): Journal {
  const { version, pid, fleet, changes } = object(parsed(text), 'it');
  if (version !== VERSION) throw new Error(`its version is not ${VERSION}`);
  if (!Array.isArray(changes) || changes.length > MAX_CHANGES) throw new Error('it holds no list of changes');
  if (!Number.isSafeInteger(pid)) throw new Error('pid is no number of a process');
  return { pid: pid as number, fleet: line(fleet, 'fleet'), changes: changes.map(readChange) };
}

function readChange(value: unknown): KeptChange {
  const { key, undone, call, hosts, scope, at } = object(value, 'a change');
  const undo = readCall(object(call, 'call'));
  if (!Array.isArray(hosts) || hosts.length === 0) throw new Error('hosts is no list of names');
  const strange = hosts.find(host => typeof host !== 'string' || !HOST.test(host));
  if (strange !== undefined) throw new Error(`${JSON.stringify(strange).slice(0, 80)} is no name of a host`);
  if (typeof at !== 'number' || !Number.isFinite(at)) throw new Error('at is no time');
  return {
    key: line(key, 'key'),
    undone: line(undone, 'undone'),
    call: undo,
    hosts,
    scope: line(scope, 'scope'),
    at,
  };
}

function readCall({ agent, action, args }: Record<string, unknown>): UndoCall {
  const known = Object.entries(object(args, 'args'));
  const call = {
    agent: line(agent, 'agent'),
    action: line(action, 'action'),
    args: Object.fromEntries(known.map(([name, value]) => [name, line(value, 'an argument')])),
  };
  const problem = problemWith(call);
  if (problem) throw new Error(problem);
  return call;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is not JSON');
  }
}

function object(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new Error(`${what} is no hash`);
}

function line(value: unknown, what: string): string {
  if (typeof value === 'string' && value.length <= MAX_TEXT && !/\p{Cc}/u.test(value)) return value;
  throw new Error(`${what} is no line of text`);
}
