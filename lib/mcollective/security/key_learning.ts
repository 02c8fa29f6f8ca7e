// Keeps public keys that come with requests: only of callers without one, only once the request they came with was
// proven with them, never over a file that is there.

import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageRefused } from '../errors';
import { type CallerFolder, certName } from './caller_keys';
import { MAX_KEY_BYTES } from './key_file';
import { type PublicKey, readPublicKey } from './rsa_key';

/** Files in the folder at most: who may make up names must not fill the disk. */
const MAX_FILES = 10_000;

export interface OfferedKey {
  readonly key: PublicKey;
  /** Writes it down; to be called when the request is proven. Throws MessageRefused. */
  keep(): void;
}

export class KeyLearning {
  /** `vouch` throws MessageRefused for a key that must not be learned. */
  constructor(
    private readonly callers: CallerFolder,
    private readonly vouch: (key: PublicKey, name: string) => void,
  ) {}

  /** Undefined when the caller has a key already. Throws MessageRefused for what is no key, or none to be learned. */
  offer(callerid: string, pem: Buffer): OfferedKey | undefined {
    const name = certName(callerid);
    if (this.callers.has(name)) return undefined;
    const key = readOffered(pem);
    this.vouch(key, name);
    return { key, keep: () => this.#keep(name, key) };
  }

  // A link cannot replace a file, and others see the whole file or none.
  #keep(name: string, key: PublicKey): void {
    const { folder } = this.callers;
    const draft = join(folder, `.${randomBytes(8).toString('hex')}.new`);
    try {
      if (readdirSync(folder).length >= MAX_FILES) throw new Error('it holds too many files');
      writeFileSync(draft, pemOf(key), { flag: 'wx', mode: 0o644 });
      chmodSync(draft, 0o644);
      linkSync(draft, join(folder, `${name}.pem`));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
      const why = `the key of ${name} cannot be kept in ${folder}`;
      throw new MessageRefused('unknown-caller', why, {
        cause: error,
        remedy: 'check that the daemon can write there',
      });
    } finally {
      remove(draft);
    }
  }
}

function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // It was not written.
  }
}

// Not what was sent, but what was understood: nothing else gets on the disk.
function pemOf({ key, certificate }: PublicKey): string {
  return certificate ? certificate.toString() : key.export({ type: 'spki', format: 'pem' }).toString();
}

function readOffered(pem: Buffer): PublicKey {
  try {
    if (pem.length > MAX_KEY_BYTES) throw new Error('it is too long');
    return readPublicKey(pem.toString('latin1'));
  } catch (error) {
    throw new MessageRefused('unknown-caller', 'the key it brings cannot be used', { cause: error });
  }
}
