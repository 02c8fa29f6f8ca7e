// Which agents a node runs: those configured (or all), less those that cannot work here.
import { describeError } from '../errors';
import { didYouMean } from '../util/did_you_mean';
import type { Agent, NodeContext } from './agent';
import { UnknownAgent } from './errors';

export interface LoadedAgents {
  readonly active: ReadonlyMap<string, Agent>;
  /** A sentence per agent that was left out although it was not configured away. */
  readonly inactive: ReadonlyMap<string, string>;
}

/** Without it a node cannot be found. */
const ALWAYS = 'discovery';

/**
 * `wanted` undefined means all; it may name what is not in the registry if `excused` does, as agents whose files cannot
 * be used. Throws UnknownAgent.
 */
export async function loadAgents(
  registry: Readonly<Record<string, Agent>>,
  wanted: readonly string[] | undefined,
  node: NodeContext,
  excused: readonly string[] = [],
): Promise<LoadedAgents> {
  requireKnown(Object.keys(registry), wanted ?? [], excused);
  const active = new Map<string, Agent>();
  const inactive = new Map<string, string>();
  for (const [name, agent] of Object.entries(registry)) {
    if (name !== ALWAYS && wanted && !wanted.includes(name)) continue;
    const problem = name === ALWAYS ? undefined : await problemWith(agent, name, node);
    if (problem === undefined) active.set(name, agent);
    else inactive.set(name, problem);
  }
  return { active, inactive };
}

function requireKnown(known: readonly string[], wanted: readonly string[], excused: readonly string[]): void {
  for (const name of wanted) {
    if (!known.includes(name) && !excused.includes(name))
      throw new UnknownAgent(name, didYouMean(name, known), known);
  }
}

async function problemWith(agent: Agent, name: string, node: NodeContext): Promise<string | undefined> {
  // MCollective's switch per agent: plugin.NAME.activate_agent.
  const setting = node.setting(`${name}.activate_agent`);
  if (setting !== undefined && /^(0|no|false|n|f)$/i.test(setting.trim())) {
    return `switched off by ${name}.activate_agent`;
  }
  try {
    return await agent.activate?.(node);
  } catch (error) {
    return describeError(error);
  }
}
