// Public keys of callers, `cert=NAME` → NAME.pem: read again when its file changes, so that a removed key is gone at once.
import type { KeyObject } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { MessageRefused } from '../errors';
import { readPem } from './key_file';
import { type PublicKey, readPublicKey } from './rsa_key';

/** For a request that was not made with the private key of its caller. */
export const REQUEST_REMEDY =
  'check that the node has the public key that belongs to the private key of the caller';

/** Where the key of a caller comes from. */
export interface CallerKeys {
  /** Throws MessageRefused: `callerid` for one that names no key, `unknown-caller` without a usable key. */
  find(callerid: string): KeyObject;
}

/** Keys remembered; a fleet has few callers, and whoever makes up names makes no files. */
const REMEMBERED = 256;

const CERT = /^cert=([\w.-]+)$/;

/** Names end up as file names; no system takes longer ones. */
const MAX_NAME = 200;

/** NAME of `cert=NAME`. Throws MessageRefused. */
export function certName(callerid: string): string {
  const name = CERT.exec(callerid)?.[1];
  if (name === undefined || name.length > MAX_NAME) {
    throw new MessageRefused('callerid', 'callerid is not cert=NAME');
  }
  return name;
}

/** Of a client: it knows itself, and those whose keys it was given. */
export class OwnCaller implements CallerKeys {
  constructor(
    private readonly callerid: string,
    private readonly key: KeyObject,
    private readonly others?: CallerKeys,
  ) {}

  find(callerid: string): KeyObject {
    if (callerid === this.callerid) return this.key;
    if (this.others) return this.others.find(callerid);
    throw new MessageRefused('unknown-caller', `this client has no key of ${callerid}`);
  }
}

interface Remembered extends PublicKey {
  readonly version: string;
}

/** Of a node: the files of its folder. */
export class CallerFolder implements CallerKeys {
  readonly #remembered = new Map<string, Remembered>();

  /** `vouch` throws MessageRefused for a key that is not to be used, though it is there. */
  constructor(
    readonly folder: string,
    private readonly vouch: (key: PublicKey, name: string) => void = () => {},
  ) {}

  find(callerid: string): KeyObject {
    const name = certName(callerid);
    const known = this.#current(name);
    this.vouch(known, name);
    return known.key;
  }

  /** Whether the caller has a file, usable or not. */
  has(name: string): boolean {
    return versionOf(this.#file(name)) !== undefined;
  }

  #file(name: string): string {
    return join(this.folder, `${name}.pem`);
  }

  #current(name: string): Remembered {
    const file = this.#file(name);
    const version = versionOf(file);
    const remembered = this.#remembered.get(name);
    if (version !== undefined && remembered?.version === version) return remembered;
    this.#remembered.delete(name);
    if (version === undefined) {
      throw new MessageRefused('unknown-caller', `there is no ${name}.pem in ${this.folder}`);
    }
    const known = { ...readKey(file), version };
    this.#remember(name, known);
    return known;
  }

  #remember(name: string, known: Remembered): void {
    this.#remembered.set(name, known);
    if (this.#remembered.size <= REMEMBERED) return;
    const [oldest] = this.#remembered.keys();
    this.#remembered.delete(oldest!);
  }
}

// Times alone would miss a key that was copied over another with its times.
function versionOf(file: string): string | undefined {
  try {
    const { mtimeNs, ctimeNs, ino, size } = statSync(file, { bigint: true });
    return `${mtimeNs} ${ctimeNs} ${ino} ${size}`;
  } catch {
    return undefined;
  }
}

function readKey(file: string): PublicKey {
  try {
    return readPublicKey(readPem(file));
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ? 'it cannot be read' : (error as Error).message;
    throw new MessageRefused('unknown-caller', `${file} cannot be used: ${why}`, {
      cause: error,
      remedy: 'correct that file',
    });
  }
}
