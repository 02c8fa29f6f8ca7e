// `fleetspecd --check`: what the daemon would be with this configuration, without a broker.
import type { Config } from '../config/config';
import type { Clock } from '../util/clock';
import { silentLogger } from '../util/logger';
import { AGENTS } from './agents';
import { AuthorizationMissing } from './errors';
import { loadAgents } from './load_agents';
import { LiveNode, type NodeParts } from './node_context';

export type CheckParts = Pick<NodeParts, 'environment' | 'exec' | 'paths'> & { readonly clock: Clock };

/** Lines that say who the node is and which agents would run, and why others would not. Throws UnknownAgent, AuthorizationMissing. */
export async function checkNode(config: Config, parts: CheckParts): Promise<string[]> {
  if (config.node.authorization) throw new AuthorizationMissing(config.file);
  const node = new LiveNode({ ...parts, config, logger: silentLogger });
  const { active, inactive } = await loadAgents(AGENTS, config.node.agents, node);
  const facts = Object.keys(await node.facts()).length;
  const classes = (await node.classes()).length;
  return [
    `${config.file ?? 'the configuration'} is good: ${config.identity} in ${config.collectives.join(', ')}`,
    `facts: ${facts}, classes: ${classes}`,
    `agents: ${[...active.keys()].join(', ')}`,
    ...[...inactive].map(([name, why]) => `agent ${name} would not run: ${why}`),
    ...config.warnings.map(warning => `warning: ${warning}`),
  ];
}
