// Keys of how `fleetspec rpc` and `find` choose and ask nodes, of both file formats.

import type { Settings } from '../settings';
import { type KeyDocs, type KeySpec, list, single } from './key_spec';
import type { McollectiveKey } from './mcollective_key';
import { choice, duration, TEXT, type ValueKind } from './value_kind';

const rpc = (s: Settings): Settings['rpc'] => s.rpc;

// 0 means all at once, to MCollective and here.
const BATCH_SIZE: ValueKind<string> = {
  name: 'a number of nodes, or a percentage like 10%',
  read: text => (/^\d{1,9}%?$/.test(text.trim()) && !/^0+%$/.test(text.trim()) ? text.trim() : undefined),
};

// Looking for a plugin of that name is what MCollective does; the name is checked when it is used.
const METHOD_DOCS: KeyDocs = {
  meaning: 'how rpc and find learn of nodes when nothing else is said; checks and ping always ask (mc)',
  default: 'mc',
};

export const REQUEST_KEYS: readonly KeySpec<Settings>[] = [
  single(
    'rpc.batch_size',
    BATCH_SIZE,
    { meaning: 'fleetspec rpc asks so many nodes at a time, 0 for all at once', default: '0' },
    rpc,
    'batchSize',
  ),
  single(
    'rpc.batch_sleep',
    duration(0),
    { meaning: 'pause between two batches', default: '1s', unit: 'seconds' },
    rpc,
    'batchSleepMs',
  ),
  single(
    'rpc.limit_method',
    choice('first', 'random'),
    { meaning: 'which nodes --limit asks: those found first, or any', default: 'first' },
    rpc,
    'limitMethod',
  ),
  single(
    'rpc.discovery_method',
    choice('mc', 'flatfile', 'stdin', 'external', 'registration'),
    METHOD_DOCS,
    rpc,
    'discoveryMethod',
  ),
  list(
    'rpc.discovery_options',
    TEXT,
    { meaning: 'options of that method, as --do takes them', default: 'none' },
    rpc,
    'discoveryOptions',
  ),
  single(
    'rpc.publish_timeout',
    duration(),
    {
      meaning: 'time the broker gets to take a request, when that is longer than the time for replies',
      default: 'the time for replies',
      unit: 'seconds',
    },
    rpc,
    'publishTimeoutMs',
  ),
];

const SECONDS = 'seconds';

export const MCOLLECTIVE_REQUEST_KEYS: readonly McollectiveKey[] = [
  single(
    'default_batch_size',
    BATCH_SIZE,
    { meaning: 'nodes asked at a time', default: '0' },
    rpc,
    'batchSize',
  ),
  single(
    'default_batch_sleep_time',
    duration(0),
    { meaning: 'pause between batches', default: '1', unit: SECONDS },
    rpc,
    'batchSleepMs',
  ),
  single(
    'rpclimitmethod',
    choice('first', 'random'),
    { meaning: 'how a limit chooses nodes', default: 'first' },
    rpc,
    'limitMethod',
  ),
  single('default_discovery_method', TEXT, METHOD_DOCS, rpc, 'discoveryMethod'),
  {
    key: 'default_discovery_options',
    type: TEXT.name,
    meaning: 'options of the discovery method, repeatable',
    default: 'none',
    accept(s, value) {
      s.rpc.discoveryOptions = [...(s.rpc.discoveryOptions ?? []), String(value)];
      return undefined;
    },
  },
  single(
    'publish_timeout',
    duration(),
    { meaning: 'time for sending, when longer than the time for replies', default: '2', unit: SECONDS },
    rpc,
    'publishTimeoutMs',
  ),
];
