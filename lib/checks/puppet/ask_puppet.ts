// Asking hosts about Puppet, each the agent it has.
import {
  type AgentQuestion,
  type AskHosts,
  askAgent,
  type ChosenHosts,
  type Readings,
} from '../assertion/readings';
import type { CheckContext } from '../check_context';
import { whoHasWhich } from './which_agent';

/** The same question to either agent. */
export function askPuppet<T>(puppet: AgentQuestion<T>, puppetd: AgentQuestion<T>): AskHosts<T> {
  return async (hosts, context) => {
    const who = await whoHasWhich(hosts.nodes, context);
    const parts = await Promise.all([
      askSome(who.puppet, puppet, hosts, context),
      askSome(who.puppetd, puppetd, hosts, context),
    ]);
    const known = parts.flatMap(part => part.known).sort((a, b) => (a.host < b.host ? -1 : 1));
    const sure = new Set(known.map(({ host }) => host));
    return {
      known,
      unknown: [...new Set([...hosts.nodes, ...hosts.late()])].filter(node => !sure.has(node)).sort(),
      doubt: who.doubt ?? parts.map(part => part.doubt).find(Boolean),
    };
  };
}

async function askSome<T>(
  nodes: readonly string[],
  question: AgentQuestion<T>,
  hosts: ChosenHosts,
  context: CheckContext,
): Promise<Readings<T>> {
  if (nodes.length === 0) return { known: [], unknown: [], doubt: undefined };
  return askAgent(question)({ nodes, late: () => hosts.late() }, context);
}
