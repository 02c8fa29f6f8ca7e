// Every configuration key with its documentation: the reference page is made from it.
import { CHECK_BROKER_KEYS } from './check_broker_keys';
import { FLEETSPEC_KEYS } from './fleetspec_keys';
import type { KeyDocs } from './key_spec';
import { MCOLLECTIVE_KEYS } from './mcollective_keys';
import { MCOLLECTIVE_POOL_KEYS } from './mcollective_pool_keys';
import { PASSIVE_TARGET_KEYS } from './passive_keys';
import { POOL_KEYS } from './pool_keys';

export interface KnownKey extends KeyDocs {
  /** Which file it belongs to. */
  readonly format: 'fleetspec.yaml' | 'mcollective';
  readonly key: string;
  readonly type: string;
  /** Known, and ignored. */
  readonly unused?: true;
  /** What is said of a value that would mislead. */
  readonly warning?: string;
}

/** In the order of the reference page. */
export const KNOWN_KEYS: readonly KnownKey[] = [
  ...POOL_KEYS.map(spec => docsOf(spec, 'fleetspec.yaml', 'broker.pool[].')),
  ...FLEETSPEC_KEYS.map(spec => docsOf(spec, 'fleetspec.yaml', '')),
  ...CHECK_BROKER_KEYS.map(spec => docsOf(spec, 'fleetspec.yaml', 'checks.brokers.NAME.')),
  ...PASSIVE_TARGET_KEYS.map(spec => docsOf(spec, 'fleetspec.yaml', 'passive.targets.NAME.')),
  ...MCOLLECTIVE_KEYS.map(spec => docsOf(spec, 'mcollective', '')),
  ...MCOLLECTIVE_POOL_KEYS.map(spec => docsOf(spec, 'mcollective', 'plugin.activemq.pool.N.')),
  ...MCOLLECTIVE_POOL_KEYS.map(spec => docsOf(spec, 'mcollective', 'plugin.rabbitmq.pool.N.')),
];

/** Variables that win over any file. */
export const KNOWN_VARIABLES: Readonly<Record<string, string>> = {
  FLEETSPEC_CONFIG: 'configuration file, as --config',
  FLEETSPEC_BROKER: 'brokers as host:port, separated by commas, instead of those in the file',
  FLEETSPEC_PSK_FILE: 'file holding the shared key',
  MCOLLECTIVE_PSK: 'the shared key',
  MCOLLECTIVE_SSL_PUBLIC: 'ssl: public key of this client; its file name is the caller',
  MCOLLECTIVE_SSL_PRIVATE: 'ssl: private key of this client',
  MCOLLECTIVE_AES_PUBLIC: 'aes: public key of this client',
  MCOLLECTIVE_AES_PRIVATE: 'aes: private key of this client',
  STOMP_USER: 'login at the broker',
  STOMP_PASSWORD: 'password at the broker',
  'FLEETSPEC_PASSIVE_<NAME>_PASSWORD': 'password at the target NAME of passive results',
  'FLEETSPEC_PASSIVE_<NAME>_TOKEN': 'token of the target NAME, of kind nrdp',
  'MCOLLECTIVE_ACTIVEMQ_POOL<N>_SSL_CERT': 'client certificate for the Nth broker',
  'MCOLLECTIVE_ACTIVEMQ_POOL<N>_SSL_KEY': 'private key of that certificate',
  'MCOLLECTIVE_RABBITMQ_POOL<N>_SSL_CERT': 'the same with the connector rabbitmq',
  'MCOLLECTIVE_RABBITMQ_POOL<N>_SSL_KEY': 'private key of that certificate',
};

function docsOf(
  spec: KeyDocs & Pick<KnownKey, 'key' | 'type' | 'unused' | 'warning'>,
  format: KnownKey['format'],
  prefix: string,
): KnownKey {
  const { key, type, meaning, default: standard, unit, secret, unused, warning } = spec;
  return {
    format,
    key: prefix + key,
    type,
    meaning,
    default: standard,
    ...(unit ? { unit } : {}),
    ...(secret ? { secret } : {}),
    ...(unused ? { unused } : {}),
    ...(warning ? { warning } : {}),
  };
}
