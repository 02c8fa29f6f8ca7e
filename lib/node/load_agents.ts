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
  const key = switchOf(name);
  if (isOff(node.setting(key))) return `switched off by ${key}`;
  try {
    return await agent.activate?.(node);
  } catch (error) {
    return describeError(error);
  }
}

/** By the plugin settings of the node. */
export function isSwitchedOff(plugins: Readonly<Record<string, string>>, name: string): boolean {
  const key = switchOf(name);
  return Object.hasOwn(plugins, key) && isOff(plugins[key]);
}

// MCollective's switch per agent: plugin.NAME.activate_agent.
const switchOf = (name: string): string => `${name}.activate_agent`;

const isOff = (setting: string | undefined): boolean =>
  setting !== undefined && /^(0|no|false|n|f)$/i.test(setting.trim());
