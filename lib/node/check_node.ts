// `fleetspecd --check`: what the daemon would be with this configuration, without a broker.
import type { AuditConfig, Config } from '../config/config';
import type { Environment } from '../environment';
import type { HostPaths } from '../exec/host_paths';
import { silentLogger } from '../util/logger';
import type { Agent } from './agent';
import { AGENTS } from './agents';
import { auditProblem } from './audit/audit_problem';
import { ActionPolicy } from './authorization/action_policy';
import { describePolicies } from './authorization/describe_policies';
import { availableAgents } from './available_agents';
import { loadAgents } from './load_agents';
import { LiveNode, type NodeParts } from './node_context';
import { requirePlugins } from './node_policies';

export interface CheckParts extends Pick<NodeParts, 'exec' | 'paths' | 'clock'> {
  readonly environment: Pick<Environment, 'pid' | 'cpu' | 'uid'>;
}

/** Lines that say who the node is and which agents would run, and why others would not. Throws UnknownAgent, PolicyPluginMissing. */
export async function checkNode(config: Config, parts: CheckParts): Promise<string[]> {
  requirePlugins(config);
  const node = new LiveNode({ ...parts, config, logger: silentLogger });
  const { agents, problems } = await availableAgents(config, parts);
  const excused = problems.flatMap(({ name }) => name ?? []);
  const { active, inactive } = await loadAgents(agents, config.node.agents, node, excused);
  const facts = Object.keys(await node.facts()).length;
  const classes = (await node.classes()).length;
  return [
    `${config.file ?? 'the configuration'} is good: ${config.identity} in ${config.collectives.join(', ')}`,
    `facts: ${facts}, classes: ${classes}`,
    `agents: ${[...active.keys()].join(', ')}`,
    ...ownAgentLines(config, active),
    ...[...inactive].map(([name, why]) => `agent ${name} would not run: ${why}`),
    ...problems.map(({ sentence }) => sentence),
    ...(await policyLines(config, parts, active)),
    ...config.warnings.map(warning => `warning: ${warning}`),
  ];
}

// Which of them are not the product's own: somebody wants to know that the one just written is there.
function ownAgentLines({ node: { agentDirs } }: Config, active: ReadonlyMap<string, Agent>): string[] {
  if (agentDirs.length === 0) return [];
  const own = [...active.keys()].filter(name => !Object.hasOwn(AGENTS, name) && name !== 'registration');
  return [`own agents of ${agentDirs.join(', ')}: ${own.join(', ') || 'none'}`];
}

async function policyLines(
  { node: { authorization, audit } }: Config,
  { paths }: CheckParts,
  agents: ReadonlyMap<string, Agent>,
): Promise<string[]> {
  const rpcAgents = [...agents].filter(([, agent]) => !agent.respond && !agent.receive).map(([name]) => name);
  const policies = authorization
    ? await describePolicies(authorization, new ActionPolicy(authorization, paths, silentLogger), rpcAgents)
    : ['authorization: none, whoever can sign a request may command this node'];
  return audit ? [...policies, ...(await auditLines(audit, paths))] : policies;
}

async function auditLines({ file, format }: AuditConfig, paths: HostPaths): Promise<string[]> {
  const problem = await auditProblem(paths.resolve(file));
  const fault = `fault: the audit log ${file} cannot be written: ${problem}; fleetspecd will not start`;
  return [`audit: ${file}, ${format}`, ...(problem === undefined ? [] : [fault])];
}
