// The queues and topics somebody named, and what the broker tells of them.
import type { PluginRun } from '../nagios/plugin';
import type { PluginValues } from '../nagios/plugin_arguments';
import { type DestinationKind, isWildcard, matchesName, readDestinationName } from './destination_name';
import { NoQueueNamed } from './errors';
import type { DestinationAnswer, StatisticsClient } from './statistics_client';

export interface Sought {
  readonly kind: DestinationKind;
  /** May hold wildcards. */
  readonly name: string;
}

export interface FoundQueues {
  /** By name, each once. */
  readonly found: readonly DestinationAnswer[];
  readonly missing: readonly Sought[];
}

/** Throws NoQueueNamed and BadDestination. */
export function soughtIn(values: PluginValues): Sought[] {
  const named = (kind: DestinationKind): Sought[] =>
    (values[kind] as readonly string[]).map(text => ({ kind, name: readDestinationName(kind, text) }));
  const sought = [...named('queue'), ...named('topic')];
  if (sought.length === 0) throw new NoQueueNamed();
  return sought;
}

/** All at once. Rejects as StatisticsClient does. */
export async function askFor(
  sought: readonly Sought[],
  client: StatisticsClient,
  run: PluginRun,
): Promise<FoundQueues> {
  const timeout = run.remainingMs();
  const lists = await Promise.all(sought.map(({ kind, name }) => client.destinations(kind, name, timeout)));
  const excluded = run.values.exclude as readonly string[];
  const wanted = lists.map((list, index) =>
    list.filter(({ name }) => isMeant(name, sought[index]!, excluded)),
  );
  const byName = new Map(wanted.flat().map(answer => [`${answer.name} ${answer.kind}`, answer]));
  const found = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, answer]) => answer);
  return { found, missing: sought.filter((_one, index) => wanted[index]!.length === 0) };
}

// The broker's own queues and topics are meant only by who names them.
function isMeant(name: string, { name: asked }: Sought, excluded: readonly string[]): boolean {
  if (excluded.some(pattern => matchesName(pattern, name))) return false;
  return !(isWildcard(asked) && name.startsWith('ActiveMQ.') && !asked.startsWith('ActiveMQ.'));
}
