// Agent `rpcutil`: what the node is and how its daemon does (MCollective 2.12, Agent::Rpcutil).
import { rpcutil as ddl } from '../../ddl/agents/rpcutil';
import { RubyFloat, type RubyHash, symbolHash } from '../../marshal/values';
import { ActionFailed, type ActionFunction, type NodeContext } from '../agent';
import { activePlugins } from '../data/active_plugins';
import { dataPluginName, queryData } from '../data/query_data';
import { DataQueryFailed, DataQueryInvalid } from '../errors';
import { makeAgent } from '../make_agent';

const collectiveInfo: ActionFunction = (_request, node) => ({
  main_collective: node.mainCollective,
  collectives: [...node.collectives],
});

const inventory: ActionFunction = async (_request, node) => ({
  agents: [...node.agents.keys()],
  facts: new Map(await node.factTree()),
  classes: [...(await node.classes())],
  version: node.version,
  main_collective: node.mainCollective,
  collectives: [...node.collectives],
  data_plugins: Object.keys(activePlugins(node)).map(dataPluginName),
});

const getFact: ActionFunction = async ({ data }, node) => ({
  fact: data.fact!,
  value: (await node.factTree()).get(data.fact as string) ?? null,
});

const getFacts: ActionFunction = async ({ data }, node) => {
  const facts = await node.factTree();
  const names = (data.facts as string).split(',').map(name => name.trim());
  return { values: new Map(names.map(name => [name, facts.get(name) ?? null])) };
};

const daemonStats: ActionFunction = (_request, node) => ({
  ...node.stats,
  threads: ['main'],
  agents: [...node.agents.keys()],
  pid: node.pid,
  times: processorTimes(node),
  starttime: node.startTime,
  configfile: node.configFile,
  version: node.version,
  dropped: new Map(Object.entries(node.dropped).filter(([, count]) => count > 0)),
  denied: node.dropped.denied,
});

const agentInventory: ActionFunction = (_request, node) => ({
  agents: [...node.agents]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { metadata }]) => symbolHash({ agent: name, ...metadata })),
});

const getConfigItem: ActionFunction = ({ data }, node) => {
  const value = node.configItem(data.item as string);
  if (value === undefined) throw new ActionFailed(`Unknown config property ${data.item}`);
  return { item: data.item!, value };
};

const getData: ActionFunction = ({ data, signal }, node) => {
  const { source, query = null } = data as { source: string; query?: string };
  return queryData(source, query, node, { signal }).catch(failAsMcollective);
};

// Faults of the query are the caller's to know, and no fault of the daemon.
function failAsMcollective(error: unknown): never {
  if (error instanceof DataQueryInvalid) throw new ActionFailed(error.message, 4);
  if (error instanceof DataQueryFailed) throw new ActionFailed(error.message, 5);
  throw error;
}

const ping: ActionFunction = (_request, node) => ({ pong: Math.floor(node.clock.now() / 1000) });

export const rpcutil = makeAgent(ddl, {
  collective_info: collectiveInfo,
  inventory,
  get_fact: getFact,
  get_facts: getFacts,
  daemon_stats: daemonStats,
  agent_inventory: agentInventory,
  get_config_item: getConfigItem,
  get_data: getData,
  ping,
});

function processorTimes(node: NodeContext): RubyHash {
  const { user, system } = node.cpu();
  const [utime, stime, none] = [user, system, 0].map(seconds => new RubyFloat(seconds));
  return symbolHash({ utime, stime, cutime: none, cstime: none });
}
