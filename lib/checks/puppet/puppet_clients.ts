// How many Puppet clients apply a catalog now: asked of every node by MCollective's agent `puppet`, or its older `puppetd`.
import { makeFilter } from '../../mcollective/filter';
import type { DiscoveryResult, Reply } from '../../rpc/reply';
import { askNodes, refusalOf } from '../ask_nodes';
import { flagIn } from '../assertion/flag_in';
import type { CheckContext } from '../check_context';
import { discoveryDoubt } from '../discovery_doubt';
import { NobodyDiscovered, SilentNodes } from '../errors';
import type { AgentPort } from '../fleet_port';
import type { CannotTell } from '../verdicts';

export interface RunningClients {
  /** Hosts that apply a catalog now, sorted. */
  readonly running: readonly string[];
  /** How many hosts answered. */
  readonly answered: number;
  /** Why this may not be all of them. */
  readonly doubt: CannotTell | undefined;
}

// Whoever has the one or the other; MCollective takes entries in slashes for regexes.
const EITHER_AGENT = '/^puppetd?$/';

/** Asks every node that has a Puppet agent of MCollective, each the one it has. */
export async function countRunningClients(context: CheckContext): Promise<RunningClients> {
  const { clients, found, missed } = await discoverClients(context);
  const asked = await Promise.all(clients.map(client => askNodes(client, 'status', {}, context)));
  const ok = asked.flatMap(answers => answers.ok);
  const vague = ok.filter(reply => isApplying(reply) === undefined);
  const doubt =
    asked.map(answers => answers.doubt).find(Boolean) ??
    refusalOf(vague, 'status', 'the answer does not say whether a catalog is applied') ??
    discoveryDoubt(found) ??
    (missed.length > 0 ? new SilentNodes(missed, 'discovery', 'puppet') : undefined);
  const running = ok.filter(isApplying).map(reply => reply.sender);
  return { running: running.sort(), answered: ok.length, doubt };
}

async function discoverClients(
  context: CheckContext,
): Promise<{ clients: AgentPort[]; found: DiscoveryResult; missed: readonly string[] }> {
  const fleet = await context.fleet();
  const modern = fleet.agent('puppet');
  const [have, either] = await Promise.all([
    modern.discover(context.discoverOptions()),
    fleet.discover(makeFilter({ agent: [EITHER_AGENT] }), context.discoverOptions()),
  ]);
  const known = new Set(have.nodes);
  const legacy = either.nodes.filter(node => !known.has(node));
  const clients = known.size > 0 ? [modern] : [];
  if (legacy.length > 0) clients.push(fleet.agent('puppetd').on(legacy));
  if (clients.length === 0) throw new NobodyDiscovered('with the agent puppet or puppetd', either.refused);
  // Whoever has the one agent has one of the two: an answer was lost, and others may have been.
  const missed = have.nodes.filter(node => !either.nodes.includes(node));
  return { clients, found: either, missed };
}

/** `applying` of puppet, `running` (0 or 1) of puppetd. */
function isApplying({ data }: Reply): boolean | undefined {
  return flagIn(data.applying) ?? flagIn(data.running);
}
