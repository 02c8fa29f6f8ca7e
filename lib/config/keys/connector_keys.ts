// Which broker it is and how to speak to it: the keys of fleetspec.yaml, and `plugin.activemq.*`, `plugin.rabbitmq.*`.
import type { ConnectorKind } from '../config';
import type { Settings } from '../settings';
import { type KeySpec, single } from './key_spec';
import { type McollectiveKey, readElsewhere, remarked, unused } from './mcollective_key';
import { BOOLEAN, choice, duration, integer, TEXT, type ValueKind } from './value_kind';

export const CONNECTOR_KINDS: readonly ConnectorKind[] = ['activemq', 'rabbitmq'];

const broker = (s: Settings): Settings['broker'] => s.broker;

/** Of fleetspec.yaml. */
export const CONNECTOR_KEYS: readonly KeySpec<Settings>[] = [
  single(
    'broker.connector',
    choice<ConnectorKind>('activemq', 'rabbitmq'),
    { meaning: 'kind of broker; the same on all machines', default: 'activemq' },
    broker,
    'connector',
  ),
  single(
    'broker.use_reply_exchange',
    BOOLEAN,
    {
      meaning: 'RabbitMQ: replies come through the exchange mcollective_reply, not through temporary queues',
      default: 'false',
    },
    broker,
    'useReplyExchange',
  ),
];

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

// The options both connectors have; those of the one that is not in use are passed over.
function connectorKeys(kind: ConnectorKind): readonly McollectiveKey[] {
  const key = (name: string): string => `plugin.${kind}.${name}`;
  return [
    single(
      key('randomize'),
      BOOLEAN,
      { meaning: 'try the brokers in random order', default: 'false' },
      broker,
      'randomize',
    ),
    single(
      key('vhost'),
      TEXT,
      { meaning: 'virtual host', default: kind === 'rabbitmq' ? '/' : 'mcollective' },
      broker,
      'vhost',
    ),
    single(key('base64'), BOOLEAN, { meaning: 'payloads as base64', default: 'false' }, broker, 'base64'),
    single(
      key('agents_multiplex'),
      BOOLEAN,
      { meaning: 'one topic for all agents', default: 'false' },
      broker,
      'agentsMultiplex',
    ),
    ...ownKeys(kind),
    single(
      key('heartbeat_interval'),
      HEARTBEAT,
      { meaning: 'interval of heart-beats, 0 for none, else at least 30', default: '0', unit: 'seconds' },
      broker,
      'heartbeatMs',
    ),
    single(
      key('initial_reconnect_delay'),
      RECONNECT_DELAY,
      { meaning: 'pause before the first reconnection', default: '0.1', unit: 'seconds' },
      broker,
      'reconnectInitialMs',
    ),
    single(
      key('max_reconnect_delay'),
      duration(),
      { meaning: 'longest pause between reconnections', default: '30', unit: 'seconds' },
      broker,
      'reconnectMaxMs',
    ),
    readElsewhere(key('pool.size'), 'number of brokers that are used', 'as many as are there'),
    connectTimeout(key('connect_timeout'), 'time one broker gets for connecting', '5'),
    ...promptKeys(key),
    ...unusedKeys(key),
  ];
}

function ownKeys(kind: ConnectorKind): readonly McollectiveKey[] {
  if (kind === 'rabbitmq') {
    return [
      single(
        'plugin.rabbitmq.use_reply_exchange',
        BOOLEAN,
        { meaning: 'replies through the exchange mcollective_reply', default: 'false' },
        broker,
        'useReplyExchange',
      ),
    ];
  }
  return [
    single(
      'plugin.activemq.priority',
      integer(0, 9),
      { meaning: 'JMS priority, 0 for none', default: '0' },
      broker,
      'priority',
    ),
  ];
}

function promptKeys(key: (name: string) => string): McollectiveKey[] {
  return ['user', 'password'].map(what =>
    remarked(
      key(`prompt_${what}`),
      { meaning: `ask for the ${what} of the broker`, default: 'false' },
      'has no effect: set STOMP_USER and STOMP_PASSWORD instead',
      value => BOOLEAN.read(value) === true,
    ),
  );
}

function unusedKeys(key: (name: string) => string): McollectiveKey[] {
  return [
    unused(key('use_exponential_back_off'), 'grow the pause between reconnections', 'true'),
    unused(key('back_off_multiplier'), 'factor of that growth', '2'),
    unused(key('max_reconnect_attempts'), 'reconnections before giving up', '0'),
    unused(key('backup'), 'prefer other brokers on reconnecting', 'false'),
    unused(key('timeout'), 'time for one command', '-1'),
    unused(key('max_hbread_fails'), 'missed heart-beats tolerated', '2'),
    unused(key('max_hbrlck_fails'), 'lock failures tolerated', '0'),
    unused(key('stomp_1_0_fallback'), 'STOMP 1.0 with heart-beats', 'true'),
  ];
}

/** Of MCollective's files. */
export const CONNECTOR_CFG_KEYS: readonly McollectiveKey[] = [
  {
    ...readElsewhere('connector', '', 'activemq'),
    meaning: 'kind of broker; any other than activemq and rabbitmq is refused',
    accept(s, value) {
      s.broker.connector =
        choice<ConnectorKind>('activemq', 'rabbitmq').read(String(value).toLowerCase()) ?? 'activemq';
      return undefined;
    },
  },
  connectTimeout('connection_timeout', 'time for connecting', '5'),
  ...CONNECTOR_KINDS.flatMap(connectorKeys),
];
