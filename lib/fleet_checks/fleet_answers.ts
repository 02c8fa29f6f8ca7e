// What a fleet answered, node by node: everybody who was meant, the silent ones among them, and why that may not be all.
import type { Filter } from '../mcollective/filter';
import { describeFilter } from '../rpc/describe_filter';
import { NoNodesDiscovered } from '../rpc/errors';
import type { CallResult, DiscoveryResult, Refusals, Reply } from '../rpc/reply';

export interface HostAnswer {
  readonly host: string;
  /** Undefined when there is none that can be read. */
  readonly reply: Reply | undefined;
  /** Why there is no reply, or why it must not be relied on. */
  readonly problem: string | undefined;
}

export interface FleetAnswers {
  /** Sorted by name. */
  readonly hosts: readonly HostAnswer[];
  /** Why somebody may have been missed: with any of these nothing is well. */
  readonly doubts: readonly string[];
  /** Worth telling, and no more. */
  readonly notes: readonly string[];
  /** Discovery included. */
  readonly seconds: number;
}

/** `found` is how the nodes were found; undefined when they were listed: then nobody else counts. */
export function fleetAnswers(result: CallResult, found: DiscoveryResult | undefined): FleetAnswers {
  const hosts = new Map<string, HostAnswer>();
  const note = (host: string, reply: Reply | undefined, problem?: string): void => {
    hosts.set(host, { host, reply, problem });
  };
  for (const host of result.discoveredLate) note(host, undefined, 'was found too late to be asked');
  for (const host of result.notAsked) note(host, undefined, 'was not asked');
  for (const host of result.noResponse) note(host, undefined, 'gave no answer');
  for (const { sender, problem } of result.unreadable) {
    if (hosts.has(sender)) note(sender, undefined, `gave an answer that cannot be read: ${problem}`);
  }
  // Who answered a broadcast that discovery had missed it for is one of them.
  for (const reply of found ? result.unexpected : []) note(reply.sender, reply);
  for (const reply of result.replies) note(reply.sender, reply);
  for (const host of result.repeated) {
    note(host, hosts.get(host)?.reply, 'is the name of more than one node, not all of which were heard');
  }
  return {
    hosts: [...hosts.values()].sort(byName),
    doubts: found ? discoveryDoubts(found) : [],
    notes: [...(found?.remarks ?? []), ...refusedNotes(result, found)],
    seconds: result.stats.totalMs / 1000,
  };
}

/** Several answers as one; of a host in several of them its reply counts. */
export function joinAnswers(parts: readonly FleetAnswers[]): FleetAnswers {
  const hosts = new Map<string, HostAnswer>();
  for (const answer of parts.flatMap(part => part.hosts)) {
    if (!hosts.get(answer.host)?.reply) hosts.set(answer.host, answer);
  }
  return {
    hosts: [...hosts.values()].sort(byName),
    doubts: parts.flatMap(part => part.doubts),
    notes: parts.flatMap(part => part.notes),
    seconds: Math.max(0, ...parts.map(part => part.seconds)),
  };
}

const byName = (a: HostAnswer, b: HostAnswer): number => (a.host < b.host ? -1 : 1);

/** Throws NoNodesDiscovered when a check would ask nobody. */
export function requireNodes({ nodes, method }: DiscoveryResult, filter: Filter): void {
  if (nodes.length === 0) throw new NoNodesDiscovered(describeFilter(filter), method);
}

/** Nodes may be missing whose answer to discovery nobody could read. */
export function discoveryDoubts({ refused, refusals }: DiscoveryResult): string[] {
  if (refused === 0) return [];
  return [`${answers(refused)} to discovery could not be read (${reasons(refusals)}): nodes may be missing`];
}

function refusedNotes({ stats, unreadable }: CallResult, found: DiscoveryResult | undefined): string[] {
  const more = stats.refused - (found?.refused ?? 0) - unreadable.length;
  return more > 0 ? [`${answers(more)} could not be read (${reasons(stats.refusals)})`] : [];
}

const answers = (count: number): string => (count === 1 ? '1 answer' : `${count} answers`);

const reasons = (refusals: Refusals): string =>
  Object.entries(refusals)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
