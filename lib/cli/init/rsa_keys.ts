// RSA keys for the security plugins ssl and aes: pairs that are made, files that are there already, and the settings that
// name both. The layout is that of docs/security.md.
import { generateKeyPairSync } from 'node:crypto';
import type { KeyFiles } from '../../config/config';
import { OwnKeyFiles } from '../../mcollective/security/key_file';
import { BadValue } from '../errors';
import type { SecretFile } from './draft';
import type { YamlSection } from './yaml_text';

export interface KeyAnswers {
  readonly provider: 'ssl' | 'aes';
  /** Whole paths of what is there already. */
  readonly given: Partial<KeyFiles>;
  /** For each of them a pair is made. */
  readonly callers: readonly string[];
  /** A pair for the nodes is made. */
  readonly newNodes: boolean;
}

export interface KeyDraft {
  readonly settings: YamlSection;
  readonly files: readonly SecretFile[];
  /** In the folder of the configuration, to be there even when nothing is in them. */
  readonly folders: readonly string[];
  /** What has to be brought where, one sentence each. */
  readonly advice: readonly string[];
}

/** Of files that are made here. */
export const KEY_FOLDER = 'keys';
export const CALLER_FOLDER = 'callers';
const NODES = 'nodes';
const BITS = 2048;

// As long as nodes take them, see caller_keys.ts.
const CALLER = /^[\w.-]{1,200}$/;

/** A name that nodes take, and that is no other file's. Throws BadValue. */
export function callerName(name: string): string {
  if (!CALLER.test(name) || /^\.+$/.test(name))
    throw new BadValue('--caller', name, 'letters, digits, "_", "." and "-"');
  if (name === NODES || name.endsWith(PRIVATE))
    throw new BadValue('--caller', name, `another: ${name}.pem is a key of somebody else`);
  return name;
}

const PRIVATE = '-private';

/** Throws KeyUnusable for a file that is there and no key, or not of the pair. */
export function checkGivenKeys({ provider, given }: KeyAnswers, configFile: string): void {
  const files = new OwnKeyFiles(given as KeyFiles, provider, configFile);
  for (const [publicName, privateName] of [
    ['clientPublic', 'clientPrivate'],
    ['serverPublic', 'serverPrivate'],
  ] as const) {
    const known = given[publicName] === undefined ? undefined : files.publicKey(publicName);
    if (given[privateName] === undefined) continue;
    const secret = files.privateKey(privateName);
    if (known) files.requirePair(publicName, known.key, privateName, secret);
  }
  if (given.clientCertDir !== undefined) files.callerFolder();
}

/** Makes the pairs; `roles` is whose settings are needed. */
export function draftKeys(
  { provider, given, callers, newNodes }: KeyAnswers,
  roles: { readonly client: boolean; readonly node: boolean },
): KeyDraft {
  const pairs = [...(newNodes ? [NODES] : []), ...callers].map(name => ({ name, ...newPair() }));
  const files = pairs.flatMap(({ name, publicPem, privatePem }): SecretFile[] => [
    {
      name: `${KEY_FOLDER}/${name}.pem`,
      secret: publicPem,
      what: `the public key of ${ownerOf(name)}`,
      fresh: true,
    },
    {
      ...{ name: `${KEY_FOLDER}/${name}${PRIVATE}.pem`, secret: privatePem, fresh: true },
      what: `the private key of ${ownerOf(name)}`,
    },
  ]);
  const folder = given.clientCertDir ?? CALLER_FOLDER;
  const known = pairs
    .filter(({ name }) => roles.node && name !== NODES)
    .map(({ name, publicPem }): SecretFile => {
      return {
        name: `${folder}/${name}.pem`,
        secret: publicPem,
        what: `the same public key, so that ${name} may call this node`,
      };
    });
  return {
    settings: keySettings(provider, given, { callers, newNodes, folder }, roles),
    files: [...files, ...known],
    folders: roles.node && given.clientCertDir === undefined ? [CALLER_FOLDER] : [],
    advice: keyAdvice({ provider, given, callers, newNodes }, roles),
  };
}

const ownerOf = (name: string): string => (name === NODES ? 'all nodes' : `the caller ${name}`);

function newPair(): { publicPem: string; privatePem: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    // What every version of Ruby's OpenSSL reads.
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return { publicPem: publicKey.trimEnd(), privatePem: privateKey.trimEnd() };
}

function keySettings(
  provider: KeyAnswers['provider'],
  given: KeyAnswers['given'],
  made: { readonly callers: readonly string[]; readonly newNodes: boolean; readonly folder: string },
  roles: { readonly client: boolean; readonly node: boolean },
): YamlSection {
  const [caller] = made.callers;
  const file = (name: string | undefined, suffix = ''): string | undefined =>
    name === undefined ? undefined : `${KEY_FOLDER}/${name}${suffix}.pem`;
  const nodes = made.newNodes ? NODES : undefined;
  const settings: Record<string, string | undefined> = {
    ...(roles.client && {
      client_public: given.clientPublic ?? file(caller),
      client_private: given.clientPrivate ?? file(caller, PRIVATE),
    }),
    server_public: given.serverPublic ?? file(nodes),
    ...(roles.node && {
      server_private: given.serverPrivate ?? file(nodes, PRIVATE),
      client_cert_dir: made.folder,
    }),
  };
  const named = Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { provider, ...Object.fromEntries(named) };
}

function keyAdvice(
  { given, callers, newNodes, provider }: KeyAnswers,
  roles: { readonly client: boolean; readonly node: boolean },
): string[] {
  const own = roles.client && given.clientPublic === undefined ? callers[0] : undefined;
  const others = callers.filter(name => name !== own);
  const everyNode = (name: string): string =>
    `Bring ${KEY_FOLDER}/${name}.pem to every ${roles.node ? 'other ' : ''}node, into its folder of callers and under that name.`;
  const besides = provider === 'ssl' ? ', with the public key of the nodes' : '';
  if (!newNodes && callers.length === 0) return [];
  return [
    ...(newNodes ? nodesAdvice(roles) : []),
    ...callers.map(everyNode),
    ...others.map(
      name =>
        `Bring ${KEY_FOLDER}/${name}.pem and ${KEY_FOLDER}/${name}${PRIVATE}.pem to the machine of ${name}${besides}; then remove the private one here.`,
    ),
    'A private key is for nobody but its owner: whoever has one can do what its owner may do.',
  ];
}

function nodesAdvice({ node }: { readonly node: boolean }): string[] {
  const pair = `${KEY_FOLDER}/${NODES}.pem and ${KEY_FOLDER}/${NODES}${PRIVATE}.pem`;
  return node
    ? [`Bring ${pair} to every other node, and ${KEY_FOLDER}/${NODES}.pem alone to every client.`]
    : [
        `Bring ${pair} to every node, and ${KEY_FOLDER}/${NODES}.pem alone to every other client; then remove ${NODES}${PRIVATE}.pem here.`,
      ];
}
