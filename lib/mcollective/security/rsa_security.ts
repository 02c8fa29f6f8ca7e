// The ssl and aes plugins with the keys of a configuration, for a client or for a node.
import { basename } from 'node:path';
import type { AesConfig, SslConfig } from '../../config/config';
import { BadValue } from '../../config/errors';
import { type Clock, systemClock } from '../../util/clock';
import { CalleridUnusable, KeyUnusable } from '../errors';
import { CALLERID, fits } from '../wire_fields';
import { AesSecurity } from './aes';
import { Authority, commonName } from './authority';
import { BodyCipher, isCipher } from './body_cipher';
import { CallerFolder, OwnCaller } from './caller_keys';
import { type KeyName, keyProblem, OwnKeyFiles, readPem } from './key_file';
import { KeyLearning } from './key_learning';
import type { PublicKey } from './rsa_key';
import { serializerNamed } from './serializer';
import { SslSecurity } from './ssl';

type Side = 'client' | 'server';

/** Throws MissingSetting, KeyUnusable and CalleridUnusable. */
export function makeSsl(config: SslConfig, configFile: string | undefined, role: Side): SslSecurity {
  const files = new OwnKeyFiles(config, 'ssl', configFile);
  const own = ownPair(files, config, role);
  const callerid = own.publicFile === undefined ? '' : calleridOfFile(own.publicFile);
  const callers =
    role === 'server'
      ? new CallerFolder(files.callerFolder())
      : new OwnCaller(callerid, own.publicKey!.key, optionalFolder(config, files));
  const serverPublic = role === 'client' ? files.publicKey('serverPublic').key : own.publicKey?.key;
  const keys = { callerid, privateKey: own.privateKey, serverPublic, callers };
  return new SslSecurity(keys, serializerNamed(config.serializer), config.enforceTtl);
}

/** Throws MissingSetting, BadValue, KeyUnusable and CalleridUnusable. */
export function makeAes(
  config: AesConfig,
  configFile: string | undefined,
  role: Side,
  clock: Pick<Clock, 'now'> = systemClock,
): AesSecurity {
  const files = new OwnKeyFiles(config, 'aes', configFile);
  const own = ownPair(files, config, role);
  const callerid = own.publicFile === undefined ? '' : calleridOfKey(own.publicKey!, own.publicFile);
  const authority = config.caCert === undefined ? undefined : readAuthority(config.caCert, clock);
  const vouch = (key: PublicKey, name: string): void => authority?.vouch(key, name);
  const folder =
    role === 'server' ? new CallerFolder(files.callerFolder(), vouch) : optionalFolder(config, files);
  const sends = config.sendPubkey && own.publicFile !== undefined;
  const keys = {
    callerid,
    privateKey: own.privateKey,
    publicPem: sends ? readPem(own.publicFile!) : undefined,
    callers: role === 'server' ? folder! : new OwnCaller(callerid, own.publicKey!.key, folder),
    learning: role === 'server' && config.learnPubkeys ? new KeyLearning(folder!, vouch) : undefined,
  };
  return new AesSecurity(
    keys,
    cipherOf(config, configFile),
    serializerNamed(config.serializer),
    config.enforceTtl,
  );
}

interface OwnPair {
  readonly privateKey: ReturnType<OwnKeyFiles['privateKey']>;
  /** Both undefined on a node that has only its private key: it can answer, but ask nothing. */
  readonly publicKey: PublicKey | undefined;
  readonly publicFile: string | undefined;
}

function ownPair(files: OwnKeyFiles, config: SslConfig | AesConfig, role: Side): OwnPair {
  const [publicName, privateName]: [KeyName, KeyName] =
    role === 'client' ? ['clientPublic', 'clientPrivate'] : ['serverPublic', 'serverPrivate'];
  const privateKey = files.privateKey(privateName);
  if (role === 'server' && config.serverPublic === undefined) {
    return { privateKey, publicKey: undefined, publicFile: undefined };
  }
  const publicKey = files.publicKey(publicName);
  files.requirePair(publicName, publicKey.key, privateName, privateKey);
  return { privateKey, publicKey, publicFile: files.path(publicName) };
}

function optionalFolder(config: SslConfig | AesConfig, files: OwnKeyFiles): CallerFolder | undefined {
  return config.clientCertDir === undefined ? undefined : new CallerFolder(files.callerFolder());
}

/** `/home/alice/.mc/alice.pem` → `cert=alice`. */
function calleridOfFile(file: string): string {
  const callerid = `cert=${basename(file).replace(/\.pem$/, '')}`;
  if (fits(callerid, CALLERID)) return callerid;
  const remedy = `rename the file, on the nodes too: letters, digits, "_", "." and "-" only`;
  throw new CalleridUnusable('cert', `no node answers to ${JSON.stringify(callerid)}`, remedy);
}

// The subject of a certificate is worth more than the name of its file.
function calleridOfKey({ certificate }: PublicKey, file: string): string {
  const name = certificate && commonName(certificate);
  return name === undefined ? calleridOfFile(file) : `cert=${name}`;
}

function readAuthority(file: string, clock: Pick<Clock, 'now'>): Authority {
  try {
    return new Authority(readPem(file), clock);
  } catch (error) {
    throw new KeyUnusable('ca_cert', file, ...keyProblem(error));
  }
}

function cipherOf({ cipher }: AesConfig, configFile: string | undefined): BodyCipher {
  if (isCipher(cipher)) return new BodyCipher(cipher);
  const place = { file: configFile ?? 'configuration' };
  throw new BadValue('security.cipher', place, `is ${cipher}, which this Node.js does not have`);
}
