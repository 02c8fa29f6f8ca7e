// The keys of MCollective's client.cfg and server.cfg (2.12, Config), and what becomes of each here.

import type { Settings } from '../settings';
import { CONNECTOR_CFG_KEYS } from './connector_keys';
import { MCOLLECTIVE_DDL_KEYS } from './ddl_keys';
import { list, single } from './key_spec';
import { type McollectiveKey, readElsewhere, remarked, unused } from './mcollective_key';
import { MCOLLECTIVE_POLICY_KEYS } from './policy_keys';
import { MCOLLECTIVE_REGISTRATION_KEYS } from './registration_keys';
import { MCOLLECTIVE_REQUEST_KEYS } from './request_keys';
import { MCOLLECTIVE_SECURITY_KEYS } from './security_keys';
import { BOOLEAN, choice, duration, integer, NAME, SECONDS, TEXT, type ValueKind } from './value_kind';

const anySetting = (s: Settings): Settings => s;
const rpc = (s: Settings): Settings['rpc'] => s.rpc;
const node = (s: Settings): Settings['node'] => s.node;

const LOG_LEVELS: ValueKind<'error' | 'warn' | 'info' | 'debug'> = {
  name: 'one of fatal, error, warn, info, debug',
  read: text => (text === 'fatal' ? 'error' : choice('error', 'warn', 'info', 'debug').read(text)),
};

const isTrue = (value: string): boolean => BOOLEAN.read(value) === true;

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

const SPECIAL: readonly McollectiveKey[] = [
  {
    ...readElsewhere('plugin.yaml', '', 'none'),
    meaning: 'YAML files with facts, separated by colons, later ones win',
    accept(s, value) {
      s.node.factFiles = String(value).split(':').filter(Boolean);
      return undefined;
    },
  },
  readElsewhere('activate_agents', 'false loads only agents with plugin.AGENT.activate_agent', '1'),
];

const REMARKED: readonly McollectiveKey[] = [
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
    'has no effect: without logfile the log goes to standard error',
    (value, role) => role === 'server' && value === 'syslog',
  ),
];

const UNUSED: readonly McollectiveKey[] = [
  unused('threaded', 'send and receive at once', '0'),
  unused('color', 'coloured output', '1'),
  unused('logfacility', 'syslog facility', 'user'),
  unused('keeplogs', 'rotated log files kept', '5'),
  unused('max_log_size', 'size at which logs are rotated', '2097152'),
  unused('soft_shutdown', 'wait for agents at shutdown', '0'),
  unused('topicprefix', 'obsolete', 'none'),
  unused('topicsep', 'obsolete', 'none'),
  unused('queueprefix', 'obsolete', 'none'),
  unused('rpchelptemplate', 'obsolete', 'none'),
  unused('helptemplatedir', 'obsolete', 'none'),
];

/** All keys but those of the single brokers of the pool. */
export const MCOLLECTIVE_KEYS: readonly McollectiveKey[] = [
  ...USED,
  ...MCOLLECTIVE_SECURITY_KEYS,
  ...CONNECTOR_CFG_KEYS,
  ...SPECIAL,
  ...MCOLLECTIVE_POLICY_KEYS,
  ...MCOLLECTIVE_REGISTRATION_KEYS,
  ...MCOLLECTIVE_REQUEST_KEYS,
  ...MCOLLECTIVE_DDL_KEYS,
  ...REMARKED,
  ...UNUSED,
];
