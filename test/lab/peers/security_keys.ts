// The security plugins of a fleet of the lab: RSA keys made once for each lab, and settings that use them.
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Lab } from './lab';
import { LAB_PSK, SECRET, type Settings } from './node_spec';

/** A security plugin and its serializer. */
export type SecurityScheme = 'psk' | 'ssl-marshal' | 'ssl-yaml' | 'aes-marshal' | 'aes-yaml';

export const RSA_SCHEMES: readonly SecurityScheme[] = ['ssl-marshal', 'ssl-yaml', 'aes-marshal', 'aes-yaml'];

/** The caller of clients that name none; every node knows its key. */
export const LAB_CALLER = 'alice';

const NODES = 'nodes';
const FOLDER = 'keys';

/** Which keys a client has; default those of LAB_CALLER. */
export interface ClientKeys {
  readonly caller?: string;
  /** Of somebody else. */
  readonly privateKeyOf?: string;
  /** Whose public key it takes for that of the nodes (ssl). */
  readonly serverPublicOf?: string;
}

const made = new WeakMap<Lab, Set<string>>();

/** Makes the pair NAME.pem, NAME-private.pem when the lab has none of that name. */
function pair(lab: Lab, name: string): { publicFile: string; privateFile: string } {
  const names = made.get(lab) ?? new Set<string>();
  made.set(lab, names);
  if (!names.has(name)) {
    names.add(name);
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    lab.write(`${FOLDER}/${name}.pem`, publicKey);
    lab.write(`${FOLDER}/${name}-private.pem`, privateKey, SECRET);
  }
  return {
    publicFile: lab.path(FOLDER, `${name}.pem`),
    privateFile: lab.path(FOLDER, `${name}-private.pem`),
  };
}

/** Makes a caller that the nodes know. */
export function knownCaller(lab: Lab, name = LAB_CALLER): { publicFile: string; privateFile: string } {
  const files = pair(lab, name);
  const known = `${FOLDER}/callers/${name}.pem`;
  // Once: a node may be reading it.
  if (!existsSync(lab.path(known))) lab.write(known, lab.read(`${FOLDER}/${name}.pem`));
  return files;
}

/** The same settings under the names of fleetspec.yaml. */
export type SecuritySection = Readonly<Record<string, string>>;

function clientFiles(lab: Lab, keys: ClientKeys): SecuritySection {
  const { caller = LAB_CALLER, privateKeyOf = caller, serverPublicOf = NODES } = keys;
  if (caller === LAB_CALLER) knownCaller(lab);
  return {
    client_public: pair(lab, caller).publicFile,
    client_private: pair(lab, privateKeyOf).privateFile,
    server_public: pair(lab, serverPublicOf).publicFile,
  };
}

function nodeFiles(lab: Lab): SecuritySection {
  knownCaller(lab);
  return {
    server_public: pair(lab, NODES).publicFile,
    server_private: pair(lab, NODES).privateFile,
    client_cert_dir: lab.path(FOLDER, 'callers'),
  };
}

/** Section `security` of a fleetspec.yaml. */
export function clientSection(lab: Lab, scheme: SecurityScheme, keys: ClientKeys = {}): SecuritySection {
  return section(scheme, () => clientFiles(lab, keys));
}

/** Section `security` of a node's fleetspec.yaml. */
export function nodeSection(lab: Lab, scheme: SecurityScheme): SecuritySection {
  return section(scheme, () => nodeFiles(lab));
}

function section(scheme: SecurityScheme, files: () => SecuritySection): SecuritySection {
  if (scheme === 'psk') return { psk: LAB_PSK };
  const [provider = '', serializer = ''] = scheme.split('-');
  return { provider, serializer, ...files() };
}

/** Lines of a client.cfg. */
export function clientSecurity(lab: Lab, scheme: SecurityScheme, keys: ClientKeys = {}): Settings {
  return lines(clientSection(lab, scheme, keys));
}

/** Lines of a server.cfg. */
export function nodeSecurity(lab: Lab, scheme: SecurityScheme): Settings {
  return lines(nodeSection(lab, scheme));
}

function lines({ provider = 'psk', psk, ...settings }: SecuritySection): Settings {
  if (provider === 'psk') return { securityprovider: 'psk', 'plugin.psk': psk ?? LAB_PSK };
  const prefix = provider === 'ssl' ? 'plugin.ssl_' : 'plugin.aes.';
  return {
    securityprovider: provider === 'ssl' ? 'ssl' : 'aes_security',
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [prefix + name, value])),
  };
}
