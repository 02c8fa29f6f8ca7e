// Keys of passive results: where results of checks are sent, and the queue in which they wait.

import { NSCA_ENCRYPTIONS, type NscaEncryption, PASSIVE_KINDS } from '../passive_config';
import type { PassiveSettings, PassiveTargetSettings, Settings } from '../settings';
import { type KeySpec, single } from './key_spec';
import { choice, integer, SECONDS, TEXT, type ValueKind } from './value_kind';

const passive = (s: Settings): PassiveSettings => {
  s.passive ??= {};
  return s.passive;
};

/** Names of targets are names of folders and parts of names of variables. */
export const TARGET_NAME: ValueKind<string> = {
  name: 'a name of letters, digits, "_", "." and "-" that begins with a letter or digit',
  read: text => (/^[A-Za-z0-9][\w.-]{0,63}$/.test(text) ? text : undefined),
};

/** Of fleetspec.yaml, but for the targets themselves. */
export const PASSIVE_KEYS: readonly KeySpec<Settings>[] = [
  single(
    'passive.default',
    TARGET_NAME,
    { meaning: 'target of results when none is named', default: 'the only one, if there is one only' },
    passive,
    'defaultTarget',
  ),
  single(
    'passive.queue_dir',
    TEXT,
    {
      meaning: 'folder in which results wait until they are delivered',
      default: '/var/spool/fleetspec/passive for root, ~/.local/state/fleetspec/passive for others',
    },
    passive,
    'queueDir',
  ),
  single(
    'passive.queue_results',
    integer(10, 1_000_000),
    { meaning: 'results of one target that may wait; the oldest are dropped then', default: '10000' },
    passive,
    'queueResults',
  ),
  single(
    'passive.queue_bytes',
    integer(100_000, 10_000_000_000),
    { meaning: 'the same in bytes', default: '67108864', unit: 'bytes' },
    passive,
    'queueBytes',
  ),
];

const HOST_AND_PORT: ValueKind<{ host: string; port?: number }> = {
  name: 'a host name or address, or host:port',
  read(text) {
    const [, bracketed, plain, digits] =
      /^(?:\[([0-9A-Fa-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
    const host = bracketed ?? plain;
    const port = digits === undefined ? undefined : Number(digits);
    if (host === undefined || (port !== undefined && (port < 1 || port > 65535))) return undefined;
    return { host, ...(port !== undefined && { port }) };
  },
};

const HTTP_URL: ValueKind<string> = {
  name: 'a URL that begins with https:// or http:// and holds no password',
  read(text) {
    if (!URL.canParse(text)) return undefined;
    const { protocol, username, password } = new URL(text);
    return /^https?:$/.test(protocol) && !username && !password ? text : undefined;
  },
};

// As send_nsca.cfg has them, and by name.
const NUMBERS: Readonly<Record<string, NscaEncryption>> = {
  0: 'none',
  1: 'xor',
  3: '3des',
  14: 'rijndael-128',
  15: 'rijndael-192',
  16: 'rijndael-256',
};
const ENCRYPTION: ValueKind<NscaEncryption> = {
  name: `one of ${NSCA_ENCRYPTIONS.join(', ')}, or its number in send_nsca.cfg`,
  read: text => NUMBERS[text.trim()] ?? choice(...NSCA_ENCRYPTIONS).read(text),
};

const PACKET_OUTPUT: ValueKind<number> = {
  name: '512 or 4096',
  read: text => (/^(512|4096)$/.test(text.trim()) ? Number(text) : undefined),
};

const target = (t: PassiveTargetSettings): PassiveTargetSettings => t;

/** Keys of each entry of `passive.targets`. */
export const PASSIVE_TARGET_KEYS: readonly KeySpec<PassiveTargetSettings>[] = [
  single(
    'kind',
    choice(...PASSIVE_KINDS),
    {
      meaning:
        'receiver: spool or command_file (a Nagios of this machine), nsca, nrdp or icinga2 (by the network)',
      default: 'none, must be set',
    },
    target,
    'kind',
  ),
  single(
    'url',
    HTTP_URL,
    {
      meaning: 'nrdp, icinga2: address of the server; for icinga2 with its port, 5665',
      default: 'none, must be set',
    },
    target,
    'url',
  ),
  single(
    'user',
    TEXT,
    { meaning: 'icinga2: API user; nrdp: login, where the web server wants one', default: 'none' },
    target,
    'user',
  ),
  single(
    'password_file',
    TEXT,
    {
      meaning: 'nsca, nrdp, icinga2: file with the password; FLEETSPEC_PASSIVE_<NAME>_PASSWORD wins',
      default: 'none',
    },
    target,
    'passwordFile',
  ),
  single(
    'ca',
    TEXT,
    {
      meaning: 'nrdp, icinga2: PEM file with the authorities the certificate may come from',
      default: 'the system’s',
    },
    target,
    'ca',
  ),
  single(
    'ttl',
    SECONDS,
    { meaning: 'icinga2: how long a result counts', default: 'as long as Icinga lets it', unit: 'seconds' },
    target,
    'ttl',
  ),
  single(
    'path',
    TEXT,
    {
      meaning: 'spool: check_result_path of Nagios; command_file: its command_file',
      default: 'none, must be set',
    },
    target,
    'path',
  ),
  single(
    'address',
    HOST_AND_PORT,
    { meaning: 'nsca: server, host:port; the port is 5667 when there is none', default: 'none, must be set' },
    target,
    'address',
  ),
  single(
    'encryption',
    ENCRYPTION,
    { meaning: 'nsca: encryption_method, by name or by number', default: 'xor' },
    target,
    'encryption',
  ),
  single(
    'max_output',
    PACKET_OUTPUT,
    {
      meaning: 'nsca: bytes of output in a packet: 512 for servers before 2.9',
      default: '4096',
      unit: 'bytes',
    },
    target,
    'outputBytes',
  ),
  single(
    'token_file',
    TEXT,
    { meaning: 'nrdp: file with the token; FLEETSPEC_PASSIVE_<NAME>_TOKEN wins', default: 'none' },
    target,
    'tokenFile',
  ),
  single(
    'host',
    TEXT,
    {
      meaning: 'host that results are about, with placeholders, when the command names none',
      default: '{identity}',
    },
    target,
    'host',
  ),
  single(
    'service',
    TEXT,
    {
      meaning: 'service, with placeholders, when the command names none',
      default: '{plugin}; of a feature {file}',
    },
    target,
    'service',
  ),
];
