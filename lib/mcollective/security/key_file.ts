// The key files of this process, read once at its start: what is wrong with one is told with its name and setting.
import type { KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { KeyFiles } from '../../config/config';
import { MissingSetting } from '../../config/errors';
import { KeyUnusable } from '../errors';
import { BadKey, isPair, type PublicKey, readPrivateKey, readPublicKey } from './rsa_key';

/** No PEM file with one key or a chain of certificates is larger. */
export const MAX_KEY_BYTES = 64 * 1024;

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'it does not exist',
  EACCES: 'permission denied',
};

/** Names of the settings in fleetspec.yaml; MCollective's have `plugin.ssl_` or `plugin.aes.` before them. */
const SETTINGS = {
  clientPublic: 'client_public',
  clientPrivate: 'client_private',
  serverPublic: 'server_public',
  serverPrivate: 'server_private',
  clientCertDir: 'client_cert_dir',
} as const satisfies Record<keyof KeyFiles, string>;

export type KeyName = Exclude<keyof KeyFiles, 'clientCertDir'>;

/** The key files of one configuration. Every method throws MissingSetting or KeyUnusable. */
export class OwnKeyFiles {
  constructor(
    private readonly files: KeyFiles,
    private readonly provider: 'ssl' | 'aes',
    private readonly configFile: string | undefined,
  ) {}

  /** The path of a setting that must be there. */
  path(name: keyof KeyFiles): string {
    const file = this.files[name];
    if (file !== undefined) return file;
    const theirs = `plugin.${this.provider}${this.provider === 'ssl' ? '_' : '.'}${SETTINGS[name]}`;
    const remedy = `set it (${theirs} in MCollective files), or use another security.provider`;
    throw new MissingSetting(`security.${SETTINGS[name]}`, this.configFile, remedy);
  }

  publicKey(name: KeyName): PublicKey {
    return this.guarded(name, file => readPublicKey(readPem(file)));
  }

  privateKey(name: KeyName): KeyObject {
    return this.guarded(name, file => readPrivateKey(readPem(file)));
  }

  /** The folder with the keys of callers; it must be there, or the node would obey nobody without saying why. */
  callerFolder(): string {
    return this.guarded('clientCertDir', folder => {
      if (!statSync(folder).isDirectory()) {
        throw new BadKey('it is not a folder', 'name the folder with the public keys of the callers');
      }
      return folder;
    });
  }

  requirePair(publicName: KeyName, publicKey: KeyObject, privateName: KeyName, privateKey: KeyObject): void {
    if (isPair(publicKey, privateKey)) return;
    throw new KeyUnusable(
      SETTINGS[publicName],
      this.path(publicName),
      `it is not the public key of ${this.path(privateName)} (security.${SETTINGS[privateName]})`,
      'name two files that belong together; the keys of TLS connections are others',
    );
  }

  private guarded<Result>(name: keyof KeyFiles, read: (file: string) => Result): Result {
    const file = this.path(name);
    try {
      return read(file);
    } catch (error) {
      throw new KeyUnusable(SETTINGS[name], file, ...keyProblem(error));
    }
  }
}

/** Throws BadKey and the errors of the file system. */
export function readPem(file: string): string {
  const stat = statSync(file);
  if (!stat.isFile()) throw new BadKey('it is not a file', 'name a PEM file');
  if (stat.size > MAX_KEY_BYTES) {
    throw new BadKey(`it is larger than ${MAX_KEY_BYTES} bytes`, 'name a PEM file with one key');
  }
  return readFileSync(file, 'latin1');
}

/** What a KeyUnusable says of an error thrown while a key was read. */
export function keyProblem(error: unknown): [problem: string, remedy: string] {
  if (error instanceof BadKey) return [error.message, error.remedy];
  const { code = '' } = error as NodeJS.ErrnoException;
  return [PROBLEMS[code] ?? 'it cannot be read', 'check its path and permissions'];
}
