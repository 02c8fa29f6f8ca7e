// Nagios's check_result_path: a file cXXXXXX with the result, and cXXXXXX.ok to say that it is complete.
import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { chmod, chown, type FileHandle, link, open, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { NagiosFileTarget } from '../../config/passive_config';
import type { Environment } from '../../environment';
import type { Clock } from '../../util/clock';
import { ReceiverUnavailable } from '../errors';
import type { PassiveResult } from '../passive_result';
import type { Receiver } from '../receiver';
import { fileProblem } from './file_problem';
import { spoolFile } from './spool_file';

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ATTEMPTS = 5;

export class SpoolReceiver implements Receiver {
  readonly name: string;
  readonly batch = 1;
  readonly #folder: string;

  constructor(
    { name, path }: Pick<NagiosFileTarget, 'name' | 'path'>,
    private readonly environment: Pick<Environment, 'uid'>,
    private readonly clock: Clock,
    /** Another source of names, for tests. */
    private readonly randomName: () => string = someName,
  ) {
    this.name = name;
    this.#folder = path;
  }

  async send(results: readonly PassiveResult[]): Promise<void> {
    try {
      const folder = await stat(this.#folder);
      if (!folder.isDirectory()) throw new Error('it is no folder');
      for (const result of results) await this.#put(result, folder);
    } catch (error) {
      throw new ReceiverUnavailable(this.name, this.#folder, fileProblem(error), {
        remedy: 'check that it is check_result_path in nagios.cfg, and that this user may write there',
        cause: error,
      });
    }
  }

  // Nagios looks at names of seven characters that begin with c, and only beside their .ok.
  async #put(result: PassiveResult, folder: Stats): Promise<void> {
    const draft = join(this.#folder, `.fleetspec-${randomBytes(9).toString('hex')}`);
    await this.#write(draft, spoolFile(result, Math.floor(this.clock.now() / 1000)), folder);
    try {
      const path = await this.#publish(draft);
      await this.#write(`${path}.ok`, '', folder).catch(async error => {
        await unlink(path).catch(() => {});
        throw error;
      });
    } finally {
      await unlink(draft).catch(() => {});
    }
  }

  // Unlike a rename, a link never replaces a file: others write here, too.
  async #publish(draft: string): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      const path = join(this.#folder, this.randomName());
      try {
        await link(draft, path);
        return path;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === ATTEMPTS) throw error;
      }
    }
  }

  async #write(path: string, text: string, folder: Stats): Promise<void> {
    const file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
      await file.writeFile(text);
      await this.#handOver(path, folder);
    } catch (error) {
      await unlink(path).catch(() => {});
      throw error;
    } finally {
      await (file as FileHandle).close();
    }
  }

  // Nagios must be able to read it: it owns the folder, or is in the folder's group.
  async #handOver(path: string, { uid, gid }: Stats): Promise<void> {
    if (this.environment.uid === uid) return;
    if (this.environment.uid === 0) return chown(path, uid, gid);
    await chown(path, this.environment.uid, gid);
    await chmod(path, 0o640);
  }
}

/** `cXXXXXX`. */
function someName(): string {
  return `c${[...randomBytes(6)].map(byte => LETTERS[byte % LETTERS.length]).join('')}`;
}
