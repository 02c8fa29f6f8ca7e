// The keys of one broker in MCollective's files: `plugin.activemq.pool.N.…`.

import type { BrokerSettings } from '../settings';
import { type KeySpec, list, single } from './key_spec';
import { BOOLEAN, integer, TEXT } from './value_kind';

const self = (b: BrokerSettings): BrokerSettings => b;

export const MCOLLECTIVE_POOL_KEYS: readonly KeySpec<BrokerSettings>[] = [
  single('host', TEXT, { meaning: 'host name or address', default: 'none, must be set' }, self, 'host'),
  single('port', integer(1, 65535), { meaning: 'STOMP port', default: '61613' }, self, 'port'),
  single('user', TEXT, { meaning: 'login; STOMP_USER wins', default: 'none' }, self, 'user'),
  single(
    'password',
    TEXT,
    { meaning: 'password; STOMP_PASSWORD wins', default: 'none', secret: true },
    self,
    'password',
  ),
  single('ssl', BOOLEAN, { meaning: 'TLS', default: 'false' }, self, 'tls'),
  list(
    'ssl.ca',
    TEXT,
    { meaning: 'PEM files with authorities, separated by commas', default: 'none' },
    self,
    'ca',
  ),
  single(
    'ssl.cert',
    TEXT,
    { meaning: 'PEM file with the client certificate', default: 'none' },
    self,
    'cert',
  ),
  single('ssl.key', TEXT, { meaning: 'PEM file with its private key', default: 'none' }, self, 'key'),
  single('ssl.ciphers', TEXT, { meaning: 'allowed ciphers', default: 'those of Node.js' }, self, 'ciphers'),
  single(
    'ssl.fallback',
    BOOLEAN,
    { meaning: 'go on without checking certificates when ca, cert or key is missing', default: 'false' },
    self,
    'fallback',
  ),
];
