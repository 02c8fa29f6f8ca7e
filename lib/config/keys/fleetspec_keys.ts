// The keys of fleetspec.yaml: meaning, type, default. The reader, `fleetspec config` and the reference page use them.

import type { Settings } from '../settings';
import { CHECKS_KEYS } from './checks_keys';
import { CONNECTOR_KEYS } from './connector_keys';
import { DDL_KEYS } from './ddl_keys';
import { FILTER_KEYS } from './filter_keys';
import { type KeySpec, list, single, texts } from './key_spec';
import { PASSIVE_KEYS } from './passive_keys';
import { POLICY_KEYS } from './policy_keys';
import { REGISTRATION_KEYS } from './registration_keys';
import { REQUEST_KEYS } from './request_keys';
import { SECURITY_KEYS } from './security_keys';
import { BOOLEAN, choice, duration, integer, NAME, SECONDS, TEXT } from './value_kind';

const GENERAL_KEYS: readonly KeySpec<Settings>[] = [
  single(
    'identity',
    NAME,
    { meaning: 'name of this machine in the fleet', default: 'the host name' },
    (s: Settings) => s,
    'identity',
  ),
  list(
    'collectives',
    NAME,
    { meaning: 'collectives this machine takes part in', default: 'mcollective' },
    (s: Settings) => s,
    'collectives',
  ),
  single(
    'main_collective',
    NAME,
    {
      meaning: 'collective that is addressed when none is named',
      default: 'mcollective, or the first of collectives',
    },
    (s: Settings) => s,
    'mainCollective',
  ),
];

const BROKER_KEYS: readonly KeySpec<Settings>[] = [
  single(
    'broker.randomize',
    BOOLEAN,
    { meaning: 'try the brokers of the pool in random order', default: 'false' },
    (s: Settings) => s.broker,
    'randomize',
  ),
  single(
    'broker.vhost',
    TEXT,
    { meaning: 'virtual host named on connecting', default: 'mcollective, for RabbitMQ /' },
    (s: Settings) => s.broker,
    'vhost',
  ),
  single(
    'broker.heartbeat',
    duration(0),
    { meaning: 'interval of heart-beats in both directions, 0 for none', default: '30s', unit: 'seconds' },
    (s: Settings) => s.broker,
    'heartbeatMs',
  ),
  single(
    'broker.connect_timeout',
    duration(),
    { meaning: 'time one broker gets for TCP, TLS and login together', default: '5s', unit: 'seconds' },
    (s: Settings) => s.broker,
    'connectTimeoutMs',
  ),
  single(
    'broker.reconnect_initial',
    duration(),
    {
      meaning: 'pause before the first reconnection; it doubles each time',
      default: '100ms',
      unit: 'seconds',
    },
    (s: Settings) => s.broker,
    'reconnectInitialMs',
  ),
  single(
    'broker.reconnect_max',
    duration(),
    { meaning: 'longest pause between reconnections', default: '30s', unit: 'seconds' },
    (s: Settings) => s.broker,
    'reconnectMaxMs',
  ),
  single(
    'broker.max_frame_bytes',
    integer(1024, 1_073_741_824),
    {
      meaning: 'largest message body taken from the broker; a larger one ends the connection',
      default: '33554432',
      unit: 'bytes',
    },
    (s: Settings) => s.broker,
    'maxFrameBytes',
  ),
  single(
    'broker.base64',
    BOOLEAN,
    { meaning: 'payloads travel as base64; the same on all machines', default: 'false' },
    (s: Settings) => s.broker,
    'base64',
  ),
  single(
    'broker.agents_multiplex',
    BOOLEAN,
    { meaning: 'one topic for all agents of a collective; the same on all machines', default: 'false' },
    (s: Settings) => s.broker,
    'agentsMultiplex',
  ),
  single(
    'broker.priority',
    integer(0, 9),
    { meaning: 'JMS priority of our messages, 0 for the broker’s own', default: '0' },
    (s: Settings) => s.broker,
    'priority',
  ),
];

const RPC_KEYS: readonly KeySpec<Settings>[] = [
  single(
    'rpc.discovery_cap',
    duration(),
    { meaning: 'longest time to wait for discovery answers', default: '2s', unit: 'seconds' },
    (s: Settings) => s.rpc,
    'discoveryCapMs',
  ),
  single(
    'rpc.discovery_quiet',
    duration(),
    { meaning: 'discovery ends when no new answer came for so long', default: '300ms', unit: 'seconds' },
    (s: Settings) => s.rpc,
    'discoveryQuietMs',
  ),
  single(
    'rpc.timeout',
    duration(),
    { meaning: 'time for replies when the agent says nothing else', default: '5s', unit: 'seconds' },
    (s: Settings) => s.rpc,
    'timeoutMs',
  ),
  single(
    'rpc.ttl',
    SECONDS,
    {
      meaning: 'age at which nodes ignore a request; clocks may differ by so much',
      default: '60',
      unit: 'seconds',
    },
    (s: Settings) => s.rpc,
    'ttl',
  ),
  single(
    'rpc.direct_addressing',
    BOOLEAN,
    { meaning: 'nodes may be addressed one by one', default: 'true' },
    (s: Settings) => s.rpc,
    'directAddressing',
  ),
  single(
    'rpc.direct_addressing_threshold',
    integer(0, 1_000_000),
    { meaning: 'up to so many discovered nodes are addressed one by one, more by broadcast', default: '10' },
    (s: Settings) => s.rpc,
    'directAddressingThreshold',
  ),
];

const NODE_KEYS: readonly KeySpec<Settings>[] = [
  list(
    'node.fact_files',
    TEXT,
    { meaning: 'YAML files with facts, later ones win', default: '/etc/fleetspec/facts.yaml when it exists' },
    (s: Settings) => s.node,
    'factFiles',
  ),
  single(
    'node.fact_cache',
    duration(0),
    {
      meaning: 'how long facts are kept when their files do not change',
      default: '300s',
      unit: 'seconds',
    },
    (s: Settings) => s.node,
    'factCacheMs',
  ),
  single(
    'node.classes_file',
    TEXT,
    { meaning: 'file with one class per line, as Puppet writes it', default: 'Puppet’s classes.txt' },
    (s: Settings) => s.node,
    'classesFile',
  ),
  list(
    'node.agents',
    NAME,
    { meaning: 'agents to load', default: 'all that can work here' },
    (s: Settings) => s.node,
    'agents',
  ),
  texts(
    'node.plugins',
    { meaning: 'settings of agents by MCollective’s names, e.g. iptables.chain', default: 'none' },
    (s: Settings) => s.node.plugins,
  ),
  single(
    'node.log_file',
    TEXT,
    { meaning: 'log file', default: 'standard error' },
    (s: Settings) => s.node,
    'logFile',
  ),
  single(
    'node.log_level',
    choice('error', 'warn', 'info', 'debug'),
    { meaning: 'least important messages that are logged', default: 'info' },
    (s: Settings) => s.node,
    'logLevel',
  ),
  single(
    'node.grace',
    duration(0),
    { meaning: 'time for running requests when the daemon is stopped', default: '5s', unit: 'seconds' },
    (s: Settings) => s.node,
    'graceMs',
  ),
];

/** All keys but those of `broker.pool`. */
export const FLEETSPEC_KEYS: readonly KeySpec<Settings>[] = [
  ...GENERAL_KEYS,
  ...CONNECTOR_KEYS,
  ...BROKER_KEYS,
  ...SECURITY_KEYS,
  ...RPC_KEYS,
  ...REQUEST_KEYS,
  ...NODE_KEYS,
  ...FILTER_KEYS,
  ...POLICY_KEYS,
  ...REGISTRATION_KEYS,
  ...DDL_KEYS,
  ...CHECKS_KEYS,
  ...PASSIVE_KEYS,
];
