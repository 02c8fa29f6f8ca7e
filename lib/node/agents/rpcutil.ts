// Agent `rpcutil`: what the node is and how its daemon does (MCollective 2.12, Agent::Rpcutil; wording of its DDL kept).
import { RubyFloat, type RubyHash, symbolHash } from '../../marshal/values';
import {
  type Action,
  ActionFailed,
  type ActionFunction,
  type Agent,
  type InputSpec,
  type NodeContext,
  type OutputSpec,
} from '../agent';
import { DATA_PLUGINS } from '../data';
import { dataPluginName, queryData } from '../data/query_data';
import { DataQueryFailed, DataQueryInvalid } from '../errors';
import { agentMetadata } from './agent_metadata';

/** Output names with what they are and how clients label them. */
type OutputTable = Readonly<Record<string, readonly [description: string, displayAs: string]>>;

// Every action is always displayed.
function action(
  name: string,
  description: string,
  inputs: Readonly<Record<string, InputSpec>>,
  outputs: OutputTable,
  run: ActionFunction,
): Action {
  const specs = Object.entries(outputs).map(([output, [text, displayAs]]): [string, OutputSpec] => [
    output,
    { description: text, displayAs },
  ]);
  return { name, description, display: 'always', inputs, outputs: Object.fromEntries(specs), run };
}

function text(description: string, pattern: string, maxlength: number, optional = false): InputSpec {
  // Ruby's `^…$` means a line; here it means the whole value.
  return {
    description,
    type: 'string',
    optional,
    maxlength,
    validate: new RegExp(pattern),
    validateAs: pattern,
  };
}

const collectiveInfo = action(
  'collective_info',
  'Info about the main and sub collectives',
  {},
  {
    main_collective: ['The main Collective', 'Main Collective'],
    collectives: ['All Collectives', 'All Collectives'],
  },
  (_request, node) => ({ main_collective: node.mainCollective, collectives: [...node.collectives] }),
);

const inventory = action(
  'inventory',
  'System Inventory',
  {},
  {
    agents: ['List of agent names', 'Agents'],
    facts: ['List of facts and values', 'Facts'],
    classes: ['List of classes on the system', 'Classes'],
    version: ['MCollective Version', 'Version'],
    main_collective: ['The main Collective', 'Main Collective'],
    collectives: ['All Collectives', 'All Collectives'],
    data_plugins: ['List of data plugin names', 'Data Plugins'],
  },
  async (_request, node) => ({
    agents: [...node.agents.keys()],
    facts: new Map(await node.factTree()),
    classes: [...(await node.classes())],
    version: node.version,
    main_collective: node.mainCollective,
    collectives: [...node.collectives],
    data_plugins: Object.keys(DATA_PLUGINS).map(dataPluginName),
  }),
);

const getFact = action(
  'get_fact',
  'Retrieve a single fact from the fact store',
  { fact: text('The fact to retrieve', '^[\\w\\-\\.]+$', 40) },
  { fact: ['The name of the fact being returned', 'Fact'], value: ['The value of the fact', 'Value'] },
  async ({ data }, node) => ({
    fact: data.fact!,
    value: (await node.factTree()).get(data.fact as string) ?? null,
  }),
);

const getFacts = action(
  'get_facts',
  'Retrieve multiple facts from the fact store',
  { facts: text('Facts to retrieve', '^\\s*[\\w\\.\\-]+(\\s*,\\s*[\\w\\.\\-]+)*$', 200) },
  { values: ['List of values of the facts', 'Values'] },
  async ({ data }, node) => {
    const facts = await node.factTree();
    const names = (data.facts as string).split(',').map(name => name.trim());
    return { values: new Map(names.map(name => [name, facts.get(name) ?? null])) };
  },
);

const daemonStats = action(
  'daemon_stats',
  'Get statistics from the running daemon',
  {},
  {
    threads: ['List of threads active in the daemon', 'Threads'],
    agents: ['List of agents loaded', 'Agents'],
    pid: ['Process ID of the daemon', 'PID'],
    times: ['Processor time consumed by the daemon', 'Times'],
    validated: ['Messages that passed security validation', 'Security Validated'],
    unvalidated: ['Messages that failed security validation', 'Failed Security'],
    passed: ['Passed filter checks', 'Passed Filter'],
    filtered: ["Didn't pass filter checks", 'Failed Filter'],
    starttime: ['Time the server started', 'Start Time'],
    total: ['Total messages received', 'Total Messages'],
    replies: ['Replies sent back to clients', 'Replies'],
    configfile: ['Config file used to start the daemon', 'Config File'],
    version: ['MCollective Version', 'Version'],
    ttlexpired: ['Messages that did pass TTL checks', 'TTL Expired'],
  },
  (_request, node) => ({
    ...node.stats,
    threads: ['main'],
    agents: [...node.agents.keys()],
    pid: node.pid,
    times: processorTimes(node),
    starttime: node.startTime,
    configfile: node.configFile,
    version: node.version,
  }),
);

const agentInventory = action(
  'agent_inventory',
  'Inventory of all agents on the server',
  {},
  { agents: ['List of agents on the server', 'Agents'] },
  (_request, node) => ({
    agents: [...node.agents]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { metadata }]) => symbolHash({ agent: name, ...metadata })),
  }),
);

const getConfigItem = action(
  'get_config_item',
  'Get the active value of a specific config property',
  { item: text('The item to retrieve from the server', '^.+$', 50) },
  { item: ['The config property being retrieved', 'Property'], value: ['The value that is in use', 'Value'] },
  ({ data }, node) => {
    const value = node.configItem(data.item as string);
    if (value === undefined) throw new ActionFailed(`Unknown config property ${data.item}`);
    return { item: data.item!, value };
  },
);

const getData = action(
  'get_data',
  'Get data from a data plugin',
  {
    source: text('The data plugin to retrieve information from', '^\\w+$', 50),
    query: text('The query argument to supply to the data plugin', '^.+$', 200, true),
  },
  {},
  ({ data, signal }, node) => {
    const { source, query = null } = data as { source: string; query?: string };
    return queryData(source, query, node, { signal }).catch(failAsMcollective);
  },
);

// Faults of the query are the caller's to know, and no fault of the daemon.
function failAsMcollective(error: unknown): never {
  if (error instanceof DataQueryInvalid) throw new ActionFailed(error.message, 4);
  if (error instanceof DataQueryFailed) throw new ActionFailed(error.message, 5);
  throw error;
}

const ping = action(
  'ping',
  'Responds to requests for PING with PONG',
  {},
  { pong: ['The local timestamp', 'Timestamp'] },
  (_request, node) => ({ pong: Math.floor(node.clock.now() / 1000) }),
);

export const rpcutil: Agent = {
  metadata: agentMetadata('rpcutil', 'What the node is, and how its daemon does', 10),
  actions: {
    collective_info: collectiveInfo,
    inventory,
    get_fact: getFact,
    get_facts: getFacts,
    daemon_stats: daemonStats,
    agent_inventory: agentInventory,
    get_config_item: getConfigItem,
    get_data: getData,
    ping,
  },
};

function processorTimes(node: NodeContext): RubyHash {
  const { user, system } = node.cpu();
  const [utime, stime, none] = [user, system, 0].map(seconds => new RubyFloat(seconds));
  return symbolHash({ utime, stime, cutime: none, cstime: none });
}
