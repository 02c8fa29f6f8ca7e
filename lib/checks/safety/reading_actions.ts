// Actions that are known to only read. Everything else may change something, whatever it is called.

const READING: Readonly<Record<string, readonly string[]>> = {
  // MCollective's own, and those fleetspecd has.
  rpcutil: [
    'agent_inventory',
    'collective_info',
    'daemon_stats',
    'get_config_item',
    'get_data',
    'get_fact',
    'get_facts',
    'inventory',
    'ping',
  ],
  filemgr: ['status'],
  host: ['disks', 'load', 'may', 'memory', 'uptime'],
  iptables: ['isblocked', 'listblocked'],
  nettest: ['connect', 'ping'],
  nrpe: ['runallcommands', 'runcommand'],
  package: ['apt_checkupdates', 'checkupdates', 'count', 'md5', 'search', 'status', 'yum_checkupdates'],
  process: ['list'],
  puppet: ['last_run_summary', 'status'],
  puppetd: ['last_run_summary', 'status'],
  service: ['status'],
  shell: ['list'],
  // Of MCollective's plugins and of Choria.
  choria_registry: ['ddl', 'names'],
  choria_util: ['info', 'machine_state', 'machine_states'],
  puppetral: ['find', 'search'],
  scout: ['checks', 'goss_validate', 'status'],
  stomputil: ['collective_info', 'peer_info'],
  urltest: ['fetch'],
};

/** `agent` and `action` as they are called; `more` are `agent.action` of the configuration. */
export function isReading(agent: string, action: string, more: readonly string[] = []): boolean {
  const known = Object.hasOwn(READING, agent) ? READING[agent]! : [];
  return known.includes(action) || more.includes(`${agent}.${action}`);
}

/** All of them as `agent.action`, sorted. */
export const READING_ACTIONS: readonly string[] = Object.entries(READING)
  .flatMap(([agent, actions]) => actions.map(action => `${agent}.${action}`))
  .sort();
