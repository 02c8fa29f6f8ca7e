// The keys of each broker in fleetspec.yaml's `broker.pool`.

import type { BrokerSettings } from '../settings';
import { type KeySpec, list, single } from './key_spec';
import { BOOLEAN, integer, TEXT } from './value_kind';

/** Keys of each entry of `broker.pool`. */
export const POOL_KEYS: readonly KeySpec<BrokerSettings>[] = [
  single(
    'host',
    TEXT,
    { meaning: 'host name or address of the broker', default: 'none, must be set' },
    (b: BrokerSettings) => b,
    'host',
  ),
  single(
    'port',
    integer(1, 65535),
    { meaning: 'STOMP port', default: '61613, with tls 61614' },
    (b: BrokerSettings) => b,
    'port',
  ),
  single(
    'user',
    TEXT,
    { meaning: 'login; STOMP_USER wins', default: 'none' },
    (b: BrokerSettings) => b,
    'user',
  ),
  single(
    'password',
    TEXT,
    { meaning: 'password of the login; STOMP_PASSWORD wins', default: 'none', secret: true },
    (b: BrokerSettings) => b,
    'password',
  ),
  single(
    'password_file',
    TEXT,
    { meaning: 'file holding the password, when it is not in this one', default: 'none' },
    (b: BrokerSettings) => b,
    'passwordFile',
  ),
  single(
    'tls',
    BOOLEAN,
    {
      meaning: 'TLS with the system’s certificate authorities; or a section with the keys below',
      default: 'false',
    },
    (b: BrokerSettings) => b,
    'tls',
  ),
  list(
    'tls.ca',
    TEXT,
    {
      meaning: 'PEM files with the authorities the broker’s certificate may come from',
      default: 'the system’s',
    },
    (b: BrokerSettings) => b,
    'ca',
  ),
  single(
    'tls.cert',
    TEXT,
    { meaning: 'PEM file with the client certificate', default: 'none' },
    (b: BrokerSettings) => b,
    'cert',
  ),
  single(
    'tls.key',
    TEXT,
    { meaning: 'PEM file with the private key of tls.cert', default: 'none' },
    (b: BrokerSettings) => b,
    'key',
  ),
  single(
    'tls.ciphers',
    TEXT,
    { meaning: 'allowed ciphers in OpenSSL’s notation', default: 'those of Node.js' },
    (b: BrokerSettings) => b,
    'ciphers',
  ),
  single(
    'tls.verify',
    BOOLEAN,
    { meaning: 'false takes any certificate: anyone in between can read and answer', default: 'true' },
    (b: BrokerSettings) => b,
    'verify',
  ),
];
