// Configurations with the throw-away keys the golden messages were made with.
import { join } from 'node:path';
import type { AesConfig, KeyFiles, Serializer, SslConfig } from '../../../lib/config/config';

export const KEYS = join(__dirname, 'keys');

const key = (name: string): string => join(KEYS, name);

const FILES: KeyFiles = {
  clientPublic: key('alice.pem'),
  clientPrivate: key('alice-private.pem'),
  serverPublic: key('server-public.pem'),
  serverPrivate: key('server-private.pem'),
  clientCertDir: key('clients'),
};

/** Of another pair for the client. */
export function keysOf(publicFile: string, privateFile: string): Partial<KeyFiles> {
  return { clientPublic: key(publicFile), clientPrivate: key(privateFile) };
}

export function sslConfig(serializer: Serializer, changes: Partial<SslConfig> = {}): SslConfig {
  return { ...FILES, provider: 'ssl', serializer, enforceTtl: undefined, ...changes };
}

export function aesConfig(serializer: Serializer, changes: Partial<AesConfig> = {}): AesConfig {
  return {
    ...{ ...FILES, provider: 'aes', serializer, enforceTtl: undefined, cipher: 'aes-256-cbc' },
    ...{ sendPubkey: false, learnPubkeys: false, caCert: undefined, insecureLearning: false },
    ...changes,
  };
}
