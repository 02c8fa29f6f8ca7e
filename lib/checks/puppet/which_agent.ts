// Which of MCollective's Puppet agents a host has: `puppet`, or the older `puppetd`. Asked once per run.
import type { Reply } from '../../rpc/reply';
import { type Answers, askNodes } from '../ask_nodes';
import { rowsIn } from '../assertion/rows_in';
import { textIn } from '../assertion/text_in';
import type { CheckContext } from '../check_context';
import { foldHosts } from '../host_list';
import type { CannotTell } from '../verdicts';

export type PuppetAgent = 'puppet' | 'puppetd';

export interface WhoHasWhich {
  readonly puppet: readonly string[];
  readonly puppetd: readonly string[];
  /** Why some hosts are in neither. */
  readonly doubt: CannotTell | undefined;
}

const known = new WeakMap<CheckContext, Map<string, PuppetAgent>>();

/** A host that has neither, or will not say, is taken to have `puppet`: it is missed when that is asked. */
export async function whoHasWhich(nodes: readonly string[], context: CheckContext): Promise<WhoHasWhich> {
  const agents = known.get(context) ?? new Map<string, PuppetAgent>();
  known.set(context, agents);
  const strangers = nodes.filter(node => !agents.has(node));
  const doubt = strangers.length > 0 ? await ask(strangers, agents, context) : undefined;
  const having = (agent: PuppetAgent): string[] => nodes.filter(node => agents.get(node) === agent);
  return { puppet: having('puppet'), puppetd: having('puppetd'), doubt };
}

async function ask(
  nodes: readonly string[],
  agents: Map<string, PuppetAgent>,
  context: CheckContext,
): Promise<CannotTell | undefined> {
  const client = (await context.fleet()).agent('rpcutil').on(nodes);
  const answers: Answers = await askNodes(client, 'agent_inventory', {}, context, () => true);
  for (const reply of answers.ok) agents.set(reply.sender, agentOf(reply));
  const shy = answers.ok.filter(({ statuscode }) => statuscode !== 0).map(({ sender }) => sender);
  if (shy.length > 0)
    context.remark(
      `${foldHosts(shy.sort())} would not say which agents they have, and were asked for puppet`,
    );
  return answers.doubt;
}

function agentOf({ data }: Reply): PuppetAgent {
  const names = rowsIn(data.agents)?.map(({ agent }) => textIn(agent)) ?? [];
  return names.includes('puppetd') && !names.includes('puppet') ? 'puppetd' : 'puppet';
}
