// Every agent a node could run: the product's own, the receiver of registrations where it is configured, and
// those people bring.
import type { Config } from '../config/config';
import type { Environment } from '../environment';
import type { HostPaths } from '../exec/host_paths';
import type { Clock } from '../util/clock';
import type { Agent } from './agent';
import { AGENTS } from './agents';
import type { ExternalAgents } from './external_agents/external_agents';
import { isSwitchedOff } from './load_agents';
import { makeRegistrationAgent, REGISTRATION_DIRECTORY } from './registration/registration_agent';

export interface AvailableParts {
  readonly environment: Pick<Environment, 'uid'>;
  readonly paths: HostPaths;
  readonly clock: Clock;
  /** Instead of the product's own. */
  readonly agents?: Readonly<Record<string, Agent>>;
}

/** Looks at the folders anew each time. Never rejects: what cannot be used is among the problems. */
export async function availableAgents(
  { node }: Pick<Config, 'node'>,
  { environment, paths, clock, agents = AGENTS }: AvailableParts,
): Promise<ExternalAgents> {
  const { plugins, agentDirs } = node;
  const keep = Object.hasOwn(plugins, REGISTRATION_DIRECTORY) ? plugins[REGISTRATION_DIRECTORY] : undefined;
  const own = { ...agents, ...(keep ? { registration: makeRegistrationAgent(paths.resolve(keep)) } : {}) };
  if (agentDirs.length === 0) return { agents: own, problems: [] };
  const { loadExternalAgents } = await import('./external_agents/external_agents');
  const taken = Object.keys(own);
  const external = await loadExternalAgents({
    ...{ folders: agentDirs, taken, plugins, uid: environment.uid, clock },
    isWanted: name => node.agents?.includes(name) !== false && !isSwitchedOff(plugins, name),
  });
  return { agents: { ...own, ...external.agents }, problems: external.problems };
}
