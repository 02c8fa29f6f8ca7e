// The keys of MCollective's client.cfg and server.cfg (2.12, Config), and what becomes of each here.
import { type KeyDocs, type KeySpec, list, single } from './key_spec';
import type { Settings } from './settings';
import { BOOLEAN, choice, duration, integer, NAME, SECONDS, TEXT, type ValueKind } from './value_kind';

export type Role = 'client' | 'server';

/** A key of MCollective, with a remark where its value would mislead. */
export interface McollectiveKey extends KeySpec<Settings> {
  /** `has no effect: …` for values that matter to programs of that role. */
  remark?(value: string, role: Role): string | undefined;
  /** That remark, for the documentation. */
  readonly warning?: string;
  /** Known, and ignored. */
  readonly unused?: true;
}

const anySetting = (s: Settings): Settings => s;
const broker = (s: Settings): Settings['broker'] => s.broker;
const rpc = (s: Settings): Settings['rpc'] => s.rpc;
const node = (s: Settings): Settings['node'] => s.node;

const LOG_LEVELS: ValueKind<'error' | 'warn' | 'info' | 'debug'> = {
  name: 'one of fatal, error, warn, info, debug',
  read: text => (text === 'fatal' ? 'error' : choice('error', 'warn', 'info', 'debug').read(text)),
};

// The stomp gem never beats more often.
const HEARTBEAT: ValueKind<number> = {
  name: 'a whole number of seconds',
  read(text) {
    const seconds = integer(0, 86_400).read(text);
    return seconds === undefined ? undefined : seconds === 0 ? 0 : Math.max(seconds, 30) * 1000;
  },
};

// Ruby's 0 would be a busy loop here.
const RECONNECT_DELAY: ValueKind<number> = {
  name: duration(0).name,
  read(text) {
    const ms = duration(0).read(text);
    return ms === undefined ? undefined : Math.max(ms, 10);
  },
};

const isTrue = (value: string): boolean => BOOLEAN.read(value) === true;

/** Known to MCollective, without a use here. */
function unused(key: string, meaning: string, standard: string): McollectiveKey {
  return { ...readElsewhere(key, meaning, standard), unused: true };
}

/** What the reader itself sees to: it concerns more than one setting. */
function readElsewhere(key: string, meaning: string, standard: string): McollectiveKey {
  return { key, type: 'text', meaning, default: standard, accept: () => undefined };
}

/** Unused, and worth telling when `misleads`. */
function remarked(
  key: string,
  docs: KeyDocs,
  remark: string,
  misleads: (value: string, role: Role) => boolean,
): McollectiveKey {
  return {
    ...unused(key, docs.meaning, docs.default),
    remark: (value, role) => (misleads(value, role) ? remark : undefined),
    warning: remark,
  };
}

const USED: readonly McollectiveKey[] = [
  single(
    'identity',
    NAME,
    { meaning: 'name of this machine', default: 'the host name' },
    anySetting,
    'identity',
  ),
  list('collectives', NAME, { meaning: 'collectives', default: 'mcollective' }, anySetting, 'collectives'),
  single(
    'main_collective',
    NAME,
    { meaning: 'collective addressed by default', default: 'mcollective' },
    anySetting,
    'mainCollective',
  ),
  single(
    'classesfile',
    TEXT,
    { meaning: 'file with one class per line', default: 'Puppet’s' },
    node,
    'classesFile',
  ),
  single(
    'fact_cache_time',
    duration(0),
    { meaning: 'how long facts are kept', default: '300', unit: 'seconds' },
    node,
    'factCacheMs',
  ),
  single('logfile', TEXT, { meaning: 'log file', default: 'none' }, node, 'logFile'),
  single(
    'loglevel',
    LOG_LEVELS,
    { meaning: 'least important messages logged', default: 'info' },
    node,
    'logLevel',
  ),
  single(
    'ttl',
    SECONDS,
    { meaning: 'age at which requests are ignored', default: '60', unit: 'seconds' },
    rpc,
    'ttl',
  ),
  single(
    'discovery_timeout',
    duration(),
    { meaning: 'longest time to wait for discovery answers', default: '2', unit: 'seconds' },
    rpc,
    'discoveryCapMs',
  ),
  single(
    'direct_addressing',
    BOOLEAN,
    { meaning: 'nodes may be addressed one by one', default: '1' },
    rpc,
    'directAddressing',
  ),
  single(
    'direct_addressing_threshold',
    integer(0, 1_000_000),
    { meaning: 'up to so many nodes are addressed one by one', default: '10' },
    rpc,
    'directAddressingThreshold',
  ),
  single(
    'soft_shutdown_timeout',
    duration(0),
    { meaning: 'time for running requests at shutdown', default: '5', unit: 'seconds' },
    node,
    'graceMs',
  ),
];

const PLUGIN_USED: readonly McollectiveKey[] = [
  single(
    'plugin.psk',
    TEXT,
    { meaning: 'key shared by the whole fleet; MCOLLECTIVE_PSK wins', default: 'none', secret: true },
    (s: Settings) => s.security,
    'psk',
  ),
  single(
    'plugin.activemq.randomize',
    BOOLEAN,
    { meaning: 'try the brokers in random order', default: 'false' },
    broker,
    'randomize',
  ),
  single('plugin.activemq.vhost', TEXT, { meaning: 'virtual host', default: 'mcollective' }, broker, 'vhost'),
  single(
    'plugin.activemq.base64',
    BOOLEAN,
    { meaning: 'payloads as base64', default: 'false' },
    broker,
    'base64',
  ),
  single(
    'plugin.activemq.agents_multiplex',
    BOOLEAN,
    { meaning: 'one topic for all agents', default: 'false' },
    broker,
    'agentsMultiplex',
  ),
  single(
    'plugin.activemq.priority',
    integer(0, 9),
    { meaning: 'JMS priority, 0 for none', default: '0' },
    broker,
    'priority',
  ),
  single(
    'plugin.activemq.heartbeat_interval',
    HEARTBEAT,
    { meaning: 'interval of heart-beats, 0 for none, else at least 30', default: '0', unit: 'seconds' },
    broker,
    'heartbeatMs',
  ),
  single(
    'plugin.activemq.initial_reconnect_delay',
    RECONNECT_DELAY,
    { meaning: 'pause before the first reconnection', default: '0.1', unit: 'seconds' },
    broker,
    'reconnectInitialMs',
  ),
  single(
    'plugin.activemq.max_reconnect_delay',
    duration(),
    { meaning: 'longest pause between reconnections', default: '30', unit: 'seconds' },
    broker,
    'reconnectMaxMs',
  ),
];

const SPECIAL: readonly McollectiveKey[] = [
  {
    ...readElsewhere('plugin.yaml', '', 'none'),
    meaning: 'YAML files with facts, separated by colons, later ones win',
    accept(s, value) {
      s.node.factFiles = String(value).split(':').filter(Boolean);
      return undefined;
    },
  },
  {
    ...readElsewhere('plugin.psk.callertype', '', 'uid'),
    meaning: 'what our requests name as their caller: uid, gid, user, group or identity',
    accept(s, value) {
      // As in Ruby, any other word is the user id.
      s.security.callerType = choice('gid', 'user', 'group', 'identity').read(String(value)) ?? 'uid';
      return undefined;
    },
  },
  readElsewhere('connector', 'connector plugin; any other than activemq is refused', 'activemq'),
  readElsewhere('securityprovider', 'security plugin; any other than psk is refused', 'psk'),
  readElsewhere('activate_agents', 'false loads only agents with plugin.AGENT.activate_agent', '1'),
  readElsewhere('plugin.activemq.pool.size', 'number of brokers that are used', 'as many as are there'),
  connectTimeout('connection_timeout', 'time for connecting', '5'),
  connectTimeout('plugin.activemq.connect_timeout', 'time one broker gets for connecting', '5'),
];

// 0 means "for ever" to Ruby, which is never meant here. Of the two keys the shorter time counts.
function connectTimeout(key: string, meaning: string, standard: string): McollectiveKey {
  const kind = duration(0);
  return {
    ...readElsewhere(key, '', standard),
    meaning,
    type: kind.name,
    unit: 'seconds',
    accept(s, value) {
      const ms = kind.read(String(value));
      if (ms === undefined) return `must be ${kind.name}, not ${JSON.stringify(value)}`;
      if (ms > 0) s.broker.connectTimeoutMs = Math.min(ms, s.broker.connectTimeoutMs ?? ms);
      return undefined;
    },
  };
}

// A node that should ask policies first must not answer without.
const AUTHORIZATION = single(
  'rpcauthorization',
  BOOLEAN,
  { meaning: 'ask policies before acting; fleetspecd cannot yet, and does not start with it', default: '0' },
  (s: Settings) => {
    s.authorization ??= {};
    return s.authorization;
  },
  'enabled',
);

const REMARKED: readonly McollectiveKey[] = [
  remarked(
    'rpcaudit',
    { meaning: 'log of requests', default: '0' },
    'has no effect yet: no audit log is written',
    (value, role) => role === 'server' && isTrue(value),
  ),
  remarked(
    'registerinterval',
    { meaning: 'interval of registration messages', default: '0', unit: 'seconds' },
    'has no effect yet: no registration messages are sent',
    (value, role) => role === 'server' && value !== '0',
  ),
  remarked(
    'daemonize',
    { meaning: 'go to the background', default: '0' },
    'has no effect: the daemon stays in the foreground, let your init system start it',
    (value, role) => role === 'server' && isTrue(value),
  ),
  remarked(
    'factsource',
    { meaning: 'where facts come from', default: 'yaml' },
    'has no effect: facts come from the YAML files in plugin.yaml only',
    (value, role) => role === 'server' && value.toLowerCase() !== 'yaml',
  ),
  remarked(
    'logger_type',
    { meaning: 'file, syslog or console', default: 'file' },
    'has no effect yet: without logfile the log goes to standard error',
    (value, role) => role === 'server' && value === 'syslog',
  ),
  remarked(
    'default_discovery_method',
    { meaning: 'how nodes are found', default: 'mc' },
    'has no effect yet: nodes are found by asking them (mc)',
    (value, role) => role === 'client' && value !== 'mc',
  ),
  remarked(
    'default_batch_size',
    { meaning: 'nodes addressed at once', default: '0' },
    'has no effect yet: all nodes are addressed at once',
    (value, role) => role === 'client' && value !== '0',
  ),
  ...['user', 'password'].map(what =>
    remarked(
      `plugin.activemq.prompt_${what}`,
      { meaning: `ask for the ${what} of the broker`, default: 'false' },
      'has no effect: set STOMP_USER and STOMP_PASSWORD instead',
      isTrue,
    ),
  ),
];

const UNUSED: readonly McollectiveKey[] = [
  unused('libdir', 'folders of Ruby plugins', 'none'),
  unused('registration', 'registration plugin', 'agentlist'),
  unused('registration_collective', 'collective of registration messages', 'none'),
  unused('registration_splay', 'random pause before registration', '0'),
  unused('publish_timeout', 'time for sending', '2'),
  unused('threaded', 'send and receive at once', '0'),
  unused('rpcauditprovider', 'audit plugin', 'none'),
  unused('rpcauthprovider', 'authorisation plugin', 'none'),
  unused('rpclimitmethod', 'how a limit chooses nodes', 'first'),
  unused('default_discovery_options', 'options of the discovery method, repeatable', 'none'),
  unused('default_batch_sleep_time', 'pause between batches', '1'),
  unused('color', 'coloured output', '1'),
  unused('logfacility', 'syslog facility', 'user'),
  unused('keeplogs', 'rotated log files kept', '5'),
  unused('max_log_size', 'size at which logs are rotated', '2097152'),
  unused('soft_shutdown', 'wait for agents at shutdown', '0'),
  unused('ssl_cipher', 'cipher of the aes security plugin', 'aes-256-cbc'),
  unused('topicprefix', 'obsolete', 'none'),
  unused('topicsep', 'obsolete', 'none'),
  unused('queueprefix', 'obsolete', 'none'),
  unused('rpchelptemplate', 'obsolete', 'none'),
  unused('helptemplatedir', 'obsolete', 'none'),
  unused('plugin.activemq.use_exponential_back_off', 'grow the pause between reconnections', 'true'),
  unused('plugin.activemq.back_off_multiplier', 'factor of that growth', '2'),
  unused('plugin.activemq.max_reconnect_attempts', 'reconnections before giving up', '0'),
  unused('plugin.activemq.backup', 'prefer other brokers on reconnecting', 'false'),
  unused('plugin.activemq.timeout', 'time for one command', '-1'),
  unused('plugin.activemq.max_hbread_fails', 'missed heart-beats tolerated', '2'),
  unused('plugin.activemq.max_hbrlck_fails', 'lock failures tolerated', '0'),
  unused('plugin.activemq.stomp_1_0_fallback', 'STOMP 1.0 with heart-beats', 'true'),
];

/** All keys but those of the single brokers of the pool. */
export const MCOLLECTIVE_KEYS: readonly McollectiveKey[] = [
  ...USED,
  ...PLUGIN_USED,
  ...SPECIAL,
  AUTHORIZATION,
  ...REMARKED,
  ...UNUSED,
];
