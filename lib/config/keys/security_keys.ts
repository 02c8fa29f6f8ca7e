// Keys of the security plugins: psk, ssl and aes, in fleetspec.yaml and by MCollective's names.

import type { KeySettings, Settings } from '../settings';
import { type KeyDocs, type KeySpec, single } from './key_spec';
import { type McollectiveKey, readElsewhere } from './mcollective_key';
import { BOOLEAN, choice, TEXT, type ValueKind } from './value_kind';

const CIPHERS = ['cbc', 'cfb', 'ctr', 'ofb'].flatMap(mode =>
  [128, 192, 256].map(bits => `aes-${bits}-${mode}`),
);

/** Ciphers whose key and start vector Ruby derives as we do; those with a tag of their own (gcm) it does not know. */
const CIPHER: ValueKind<string> = {
  name: `one of ${CIPHERS.join(', ')}`,
  read: text => CIPHERS.find(name => name === text.trim().toLowerCase()),
};

const security = (s: Settings): Settings['security'] => s.security;

const PSK_KEYS: readonly KeySpec<Settings>[] = [
  single(
    'security.psk',
    TEXT,
    {
      meaning: 'with psk, the key shared by the whole fleet; MCOLLECTIVE_PSK wins',
      default: 'none, must be set',
      secret: true,
    },
    security,
    'psk',
  ),
  single(
    'security.psk_file',
    TEXT,
    {
      meaning:
        'with psk, the file holding the shared key, when it is not in this one; FLEETSPEC_PSK_FILE wins',
      default: 'none',
    },
    security,
    'pskFile',
  ),
  single(
    'security.caller_type',
    choice('uid', 'gid', 'user', 'group', 'identity'),
    { meaning: 'with psk, what our requests name as their caller', default: 'uid' },
    security,
    'callerType',
  ),
];

/** Names of the key files in fleetspec.yaml and after `plugin.ssl_` and `plugin.aes.`. */
const KEY_FILES: readonly [
  name: string,
  setting: 'clientPublic' | 'clientPrivate' | 'serverPublic' | 'serverPrivate' | 'clientCertDir',
  meaning: string,
][] = [
  [
    'client_public',
    'clientPublic',
    'public key of this client, RSA PEM or certificate; its file name is the caller, MCOLLECTIVE_SSL_PUBLIC wins (aes: MCOLLECTIVE_AES_PUBLIC)',
  ],
  [
    'client_private',
    'clientPrivate',
    'private key of this client; MCOLLECTIVE_SSL_PRIVATE wins (aes: MCOLLECTIVE_AES_PRIVATE)',
  ],
  ['server_public', 'serverPublic', 'public key of the nodes; ssl clients check replies with it'],
  ['server_private', 'serverPrivate', 'private key of this node'],
  [
    'client_cert_dir',
    'clientCertDir',
    'folder on the node with the public key of each caller, NAME.pem for cert=NAME',
  ],
];

const ENFORCE_TTL: KeyDocs = {
  meaning: 'refuse requests whose ttl or time stamp are not those that were signed',
  default: 'true',
};

const RSA_KEYS: readonly KeySpec<Settings>[] = [
  single(
    'security.serializer',
    choice('marshal', 'yaml'),
    { meaning: 'ssl and aes: form of messages; the same on all machines', default: 'marshal' },
    (s: Settings) => s.security.keys,
    'serializer',
  ),
  ...KEY_FILES.map(([name, setting, meaning]) =>
    single(
      `security.${name}`,
      TEXT,
      { meaning: `ssl and aes: ${meaning}`, default: 'none' },
      (s: Settings) => s.security.keys,
      setting,
    ),
  ),
  single(
    'security.enforce_ttl',
    BOOLEAN,
    { ...ENFORCE_TTL, meaning: `ssl and aes: ${ENFORCE_TTL.meaning}` },
    (s: Settings) => s.security.keys,
    'enforceTtl',
  ),
  single(
    'security.cipher',
    CIPHER,
    { meaning: 'aes: cipher; the same on all machines', default: 'aes-256-cbc' },
    (s: Settings) => s.security.keys,
    'cipher',
  ),
  single(
    'security.send_pubkey',
    BOOLEAN,
    { meaning: 'aes: send our public key with each request', default: 'false' },
    (s: Settings) => s.security.keys,
    'sendPubkey',
  ),
  single(
    'security.learn_pubkeys',
    BOOLEAN,
    { meaning: 'aes: keep public keys of new callers in client_cert_dir', default: 'false' },
    (s: Settings) => s.security.keys,
    'learnPubkeys',
  ),
  single(
    'security.ca_cert',
    TEXT,
    { meaning: 'aes: callers must have certificates of these authorities', default: 'none' },
    (s: Settings) => s.security.keys,
    'caCert',
  ),
  single(
    'security.insecure_learning',
    BOOLEAN,
    { meaning: 'aes: keep public keys whoever sends them', default: 'false' },
    (s: Settings) => s.security.keys,
    'insecureLearning',
  ),
];

/** Of fleetspec.yaml. */
export const SECURITY_KEYS: readonly KeySpec<Settings>[] = [
  single(
    'security.provider',
    TEXT,
    { meaning: 'security plugin: psk, ssl or aes; the same on all machines', default: 'psk' },
    security,
    'provider',
  ),
  ...PSK_KEYS,
  ...RSA_KEYS,
];

/** MCollective's names of the plugins we have. */
export const SECURITY_PROVIDERS: readonly string[] = ['psk', 'ssl', 'aes_security'];

const ssl = (s: Settings): KeySettings => s.security.ssl;
const aes = (s: Settings): KeySettings => s.security.aes;

// To Ruby everything but exactly `yaml` is Marshal, and everything but exactly `0` enforces.
function looseKeys(prefix: string, serializer: string, part: (s: Settings) => KeySettings): McollectiveKey[] {
  return [
    {
      ...readElsewhere(serializer, 'form of messages, marshal or yaml', 'marshal'),
      accept(s, value) {
        part(s).serializer = value === 'yaml' ? 'yaml' : 'marshal';
        return undefined;
      },
    },
    {
      ...readElsewhere(`${prefix}enforce_ttl`, `${ENFORCE_TTL.meaning}; 0 takes them`, '1'),
      accept(s, value) {
        part(s).enforceTtl = value !== '0';
        return undefined;
      },
    },
  ];
}

function keyFiles(prefix: string, part: (s: Settings) => KeySettings): McollectiveKey[] {
  return KEY_FILES.map(([name, setting, meaning]) =>
    single(prefix + name, TEXT, { meaning, default: 'none' }, part, setting),
  );
}

const LEARNING: readonly McollectiveKey[] = [
  single(
    'plugin.aes.send_pubkey',
    BOOLEAN,
    { meaning: 'send our public key with each request', default: '0' },
    aes,
    'sendPubkey',
  ),
  single(
    'plugin.aes.learn_pubkeys',
    BOOLEAN,
    { meaning: 'keep public keys of new callers in client_cert_dir', default: '0' },
    aes,
    'learnPubkeys',
  ),
  single(
    'plugin.aes.ca_cert',
    TEXT,
    { meaning: 'callers must have certificates of these authorities', default: 'none' },
    aes,
    'caCert',
  ),
  single(
    'plugin.aes.insecure_learning',
    BOOLEAN,
    { meaning: 'keep public keys whoever sends them', default: '0' },
    aes,
    'insecureLearning',
  ),
];

/** Of MCollective's files. */
export const MCOLLECTIVE_SECURITY_KEYS: readonly McollectiveKey[] = [
  {
    ...readElsewhere('securityprovider', '', 'psk'),
    meaning: 'security plugin; any other than psk, ssl and aes_security is refused',
    accept(s, value) {
      s.security.provider = String(value).toLowerCase();
      return undefined;
    },
  },
  single(
    'plugin.psk',
    TEXT,
    { meaning: 'key shared by the whole fleet; MCOLLECTIVE_PSK wins', default: 'none', secret: true },
    security,
    'psk',
  ),
  {
    ...readElsewhere('plugin.psk.callertype', '', 'uid'),
    meaning: 'what our requests name as their caller: uid, gid, user, group or identity',
    accept(s, value) {
      // As in Ruby, any other word is the user id.
      s.security.callerType = choice('gid', 'user', 'group', 'identity').read(String(value)) ?? 'uid';
      return undefined;
    },
  },
  ...keyFiles('plugin.ssl_', ssl),
  ...looseKeys('plugin.ssl.', 'plugin.ssl_serializer', ssl),
  ...keyFiles('plugin.aes.', aes),
  ...looseKeys('plugin.aes.', 'plugin.aes.serializer', aes),
  ...LEARNING,
  single('ssl_cipher', CIPHER, { meaning: 'cipher of aes_security', default: 'aes-256-cbc' }, aes, 'cipher'),
];
