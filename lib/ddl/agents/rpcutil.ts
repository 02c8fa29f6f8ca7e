// Agent `rpcutil`: what every node can be asked (MCollective 2.12; its names, patterns and labels).
import { action, agentDdl, optional, outputs, ownMetadata, summary, text } from './ddl_parts';

const display = 'always';

export const rpcutil = agentDdl(ownMetadata('rpcutil', 'What the node is, and how its daemon does', 10), [
  action('collective_info', 'Info about the main and sub collectives', {
    display,
    outputs: outputs({
      main_collective: ['The main Collective', 'Main Collective'],
      collectives: ['All Collectives', 'All Collectives'],
    }),
    aggregates: [summary('collectives')],
  }),
  action('inventory', 'System Inventory', {
    display,
    outputs: outputs({
      agents: ['List of agent names', 'Agents'],
      facts: ['List of facts and values', 'Facts'],
      classes: ['List of classes on the system', 'Classes'],
      version: ['MCollective Version', 'Version'],
      main_collective: ['The main Collective', 'Main Collective'],
      collectives: ['All Collectives', 'All Collectives'],
      data_plugins: ['List of data plugin names', 'Data Plugins'],
    }),
  }),
  action('get_fact', 'Retrieve a single fact from the fact store', {
    display,
    inputs: { fact: text('The name of the fact', 'The fact to retrieve', 40, '^[\\w\\-\\.]+$') },
    outputs: outputs({
      fact: ['The name of the fact being returned', 'Fact'],
      value: ['The value of the fact', 'Value'],
    }),
    aggregates: [summary('value')],
  }),
  action('get_facts', 'Retrieve multiple facts from the fact store', {
    display,
    inputs: {
      facts: text(
        'Comma-separated list of facts',
        'Facts to retrieve',
        200,
        '^\\s*[\\w\\.\\-]+(\\s*,\\s*[\\w\\.\\-]+)*$',
      ),
    },
    outputs: outputs({ values: ['List of values of the facts', 'Values'] }),
  }),
  action('daemon_stats', 'Get statistics from the running daemon', {
    display,
    outputs: outputs({
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
      dropped: ['Requests that came to nothing, by reason', 'Dropped'],
      denied: ['Requests the policies did not allow', 'Denied'],
    }),
    aggregates: [summary('version'), summary('agents')],
  }),
  action('agent_inventory', 'Inventory of all agents on the server', {
    display,
    outputs: outputs({ agents: ['List of agents on the server', 'Agents'] }),
  }),
  action('get_config_item', 'Get the active value of a specific config property', {
    display,
    inputs: { item: text('Configuration Item', 'The item to retrieve from the server', 50, '^.+$') },
    outputs: outputs({
      item: ['The config property being retrieved', 'Property'],
      value: ['The value that is in use', 'Value'],
    }),
    aggregates: [summary('value')],
  }),
  action('get_data', 'Get data from a data plugin', {
    display,
    inputs: {
      source: text('Data Source', 'The data plugin to retrieve information from', 50, '^\\w+$'),
      query: optional(text('Query', 'The query argument to supply to the data plugin', 200, '^.+$')),
    },
  }),
  action('ping', 'Responds to requests for PING with PONG', {
    display,
    outputs: outputs({ pong: ['The local timestamp', 'Timestamp'] }),
  }),
]);
