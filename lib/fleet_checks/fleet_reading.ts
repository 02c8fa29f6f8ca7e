// Who of a fleet answered, how fast, by which clock, and running which version.
import type { Reply } from '../rpc/reply';
import type { FleetAnswers, HostAnswer } from './fleet_answers';

export interface NodeReading {
  readonly host: string;
  /** Until its answer came. */
  readonly seconds: number;
  /** Its clock minus ours, seconds. */
  readonly skew: number;
  /** Undefined when it was not asked, or did not tell. */
  readonly version: string | undefined;
}

export interface FleetReading {
  readonly answered: readonly NodeReading[];
  /** Expected by name and not heard of. */
  readonly silent: readonly HostAnswer[];
  /** How many were expected, silent ones included. */
  readonly expected: number;
  /** How many of them did not answer: more than are silent when only a number was expected. */
  readonly missing: number;
}

/** `atLeast` answers are expected, whoever gives them. */
export function readFleet({ hosts }: FleetAnswers, atLeast = 0): FleetReading {
  const answered = hosts.flatMap(({ host, reply }) => (reply ? [readNode(host, reply)] : []));
  const silent = hosts.filter(({ reply }) => reply === undefined);
  const missing = Math.max(silent.length, atLeast - answered.length);
  return { answered, silent, missing, expected: answered.length + missing };
}

function readNode(host: string, { elapsedMs, skewSeconds, data }: Reply): NodeReading {
  const version = typeof data.version === 'string' ? data.version : undefined;
  return { host, seconds: elapsedMs / 1000, skew: skewSeconds, version };
}

/** The one with the highest of what `of` tells; undefined when there is nobody. */
export function highest<Item>(items: readonly Item[], of: (item: Item) => number): Item | undefined {
  return items.reduce<Item | undefined>(
    (best, item) => (best === undefined || of(item) > of(best) ? item : best),
    undefined,
  );
}

/** How many nodes run each version, the most frequent first. */
export function versionCounts({ answered }: FleetReading): [version: string, nodes: number][] {
  const counts = new Map<string, number>();
  for (const { version } of answered) {
    if (version !== undefined) counts.set(version, (counts.get(version) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
