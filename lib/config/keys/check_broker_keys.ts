// The keys of each broker in fleetspec.yaml's `checks.brokers`: brokers that sentences name besides that of the fleet.
import type { BrokerSettings } from '../settings';
import { type KeySpec, list, single } from './key_spec';
import { BOOLEAN, integer, TEXT } from './value_kind';

const broker = (b: BrokerSettings): BrokerSettings => b;

/** Keys of each entry of `checks.brokers`. */
export const CHECK_BROKER_KEYS: readonly KeySpec<BrokerSettings>[] = [
  single(
    'host',
    TEXT,
    { meaning: 'host name or address of a broker that features call NAME', default: 'NAME' },
    broker,
    'host',
  ),
  single(
    'port',
    integer(1, 65535),
    { meaning: 'STOMP port', default: '61613, with tls 61614' },
    broker,
    'port',
  ),
  single('user', TEXT, { meaning: 'login', default: 'none' }, broker, 'user'),
  single(
    'password_file',
    TEXT,
    { meaning: 'file whose first line is the password; read when a check needs it', default: 'none' },
    broker,
    'passwordFile',
  ),
  single(
    'tls',
    BOOLEAN,
    {
      meaning: 'TLS with the system’s certificate authorities; or a section with the keys below',
      default: 'false',
    },
    broker,
    'tls',
  ),
  list(
    'tls.ca',
    TEXT,
    { meaning: 'PEM files with the authorities its certificate may come from', default: 'the system’s' },
    broker,
    'ca',
  ),
  single('tls.cert', TEXT, { meaning: 'PEM file with our certificate', default: 'none' }, broker, 'cert'),
  single('tls.key', TEXT, { meaning: 'PEM file with its private key', default: 'none' }, broker, 'key'),
];
