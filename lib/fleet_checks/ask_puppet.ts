// Asks every node that has a Puppet agent of MCollective, each the one it has: `puppet`, or the older `puppetd`.
import { makeFilter } from '../mcollective/filter';
import type { AgentClient } from '../rpc/agent_client';
import type { DiscoveryResult } from '../rpc/reply';
import type { ChosenNodes } from './chosen_nodes';
import {
  discoveryDoubts,
  type FleetAnswers,
  fleetAnswers,
  type HostAnswer,
  requireNodes,
} from './fleet_answers';
import type { FleetSession } from './fleet_session';
import { type PuppetHost, readPuppetHost, silentHost } from './puppet_host';

export interface PuppetFleet {
  /** Sorted by name. */
  readonly hosts: readonly PuppetHost[];
  readonly doubts: readonly string[];
  readonly notes: readonly string[];
}

// Whoever has the one or the other; MCollective takes entries in slashes for regexes.
const EITHER_AGENT = '/^puppetd?$/';
// Reading Puppet's files takes a node a moment, not the minute its agent may take.
const REPLY_MS = 10_000;
const NEITHER = 'gave no answer, or has no agent puppet or puppetd';

/** `now` tells our clock in epoch seconds. Throws NoNodesDiscovered. */
export async function askPuppet(
  session: FleetSession,
  chosen: ChosenNodes,
  now: () => number,
): Promise<PuppetFleet> {
  const { clients, doubts, neither } = await (chosen.list
    ? findListed(session, chosen.list)
    : findMatching(session, chosen));
  const asked = await Promise.all(clients.map(client => askClient(client, session)));
  const hosts = asked.flatMap(([status, summary]) => readHosts(status, summary, now()));
  return {
    hosts: [...hosts, ...neither.map(host => silentHost(host, NEITHER))].sort((a, b) =>
      a.host < b.host ? -1 : 1,
    ),
    doubts,
    notes: [...new Set(asked.flat().flatMap(({ notes }) => notes))],
  };
}

interface Found {
  readonly clients: readonly Client[];
  readonly doubts: readonly string[];
  /** Listed, and found by neither agent. */
  readonly neither: readonly string[];
}

interface Client {
  readonly agent: AgentClient;
  /** Undefined: its nodes are known by name. */
  readonly found: DiscoveryResult | undefined;
}

async function findMatching({ fleet, time }: FleetSession, { filter }: ChosenNodes): Promise<Found> {
  const modern = fleet.agent('puppet').withFilter(filter);
  const eitherFilter = makeFilter({ ...filter, agent: [...filter.agent, EITHER_AGENT] });
  const [found, either] = await Promise.all([
    modern.discover({ ...time.discover(), verify: true }),
    fleet.discover(eitherFilter, { ...time.discover(), verify: true }),
  ]);
  requireNodes({ ...either, nodes: [...either.nodes, ...found.nodes] }, eitherFilter);
  const known = new Set(found.nodes);
  const legacy = either.nodes.filter(node => !known.has(node));
  const clients: Client[] = [{ agent: modern, found }];
  if (legacy.length > 0) clients.push({ agent: fleet.agent('puppetd').on(legacy), found: undefined });
  return { clients, doubts: discoveryDoubts(either), neither: [] };
}

// One after the other: most lists are of nodes that all have the first.
async function findListed({ fleet, time }: FleetSession, list: readonly string[]): Promise<Found> {
  const clients: Client[] = [];
  const doubts: string[] = [];
  let left = list;
  for (const name of ['puppet', 'puppetd']) {
    if (left.length === 0) break;
    const found = await fleet
      .agent(name)
      .on(left)
      .discover({ ...time.discover(), verify: true });
    if (found.nodes.length > 0) clients.push({ agent: fleet.agent(name).on(found.nodes), found: undefined });
    doubts.push(...discoveryDoubts(found));
    const known = new Set(found.nodes);
    left = left.filter(host => !known.has(host));
  }
  return { clients, doubts: [...new Set(doubts)], neither: left };
}

async function askClient(
  { agent, found }: Client,
  { time }: FleetSession,
): Promise<[FleetAnswers, FleetAnswers]> {
  const options = time.call(REPLY_MS);
  const [status, summary] = await Promise.all([
    agent.call('status', {}, options).result(),
    agent.call('last_run_summary', {}, options).result(),
  ]);
  return [fleetAnswers(status, found), fleetAnswers(summary, found)];
}

function readHosts(status: FleetAnswers, summary: FleetAnswers, now: number): PuppetHost[] {
  const [states, summaries] = [byHost(status), byHost(summary)];
  const names = [...new Set([...states.keys(), ...summaries.keys()])];
  return names.map(host => {
    const missing: HostAnswer = { host, reply: undefined, problem: undefined };
    return readPuppetHost(states.get(host) ?? missing, summaries.get(host) ?? missing, now);
  });
}

const byHost = ({ hosts }: FleetAnswers): ReadonlyMap<string, HostAnswer> =>
  new Map(hosts.map(answer => [answer.host, answer]));
