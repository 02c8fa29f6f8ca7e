// What a plugin remembers from one run to the next: one small JSON file, written whole or not at all.
//
// The file lies where others may write too (`/var/tmp`), so it is opened without following links and used only when it
// is a regular file of this user.
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describeError } from '../errors';
import { StateUnusable } from './errors';

const MAX_BYTES = 4 * 1024 * 1024;
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_WRONLY, O_CREAT, O_EXCL } = constants;

export class StateFile {
  constructor(
    readonly path: string,
    /** User id that must own the file. */
    private readonly uid: number,
  ) {}

  /** What was kept, undefined when there is nothing yet or it is no JSON. Throws StateUnusable. */
  async read(): Promise<unknown> {
    const file = await this.#open(O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (!file) return undefined;
    try {
      const { size, uid } = await this.#stat(file);
      if (uid !== this.uid) throw new StateUnusable(this.path, `it belongs to user ${uid}`);
      if (size > MAX_BYTES) throw new StateUnusable(this.path, `it has ${size} bytes`);
      return parse(await file.readFile('utf8'));
    } finally {
      await file.close();
    }
  }

  /** Replaces what was kept. Throws StateUnusable; the file is then as it was. */
  async write(value: unknown): Promise<void> {
    const temporary = `${this.path}.${randomBytes(6).toString('hex')}`;
    try {
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
      const file = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
      try {
        await file.writeFile(JSON.stringify(value));
      } finally {
        await file.close();
      }
      await rename(temporary, this.path);
    } catch (error) {
      await unlink(temporary).catch(() => {});
      throw new StateUnusable(this.path, describeError(error), error);
    }
  }

  async #open(flags: number): Promise<FileHandle | undefined> {
    try {
      return await open(this.path, flags);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new StateUnusable(this.path, describeError(error), error);
    }
  }

  async #stat(file: FileHandle): Promise<{ size: number; uid: number }> {
    const stat = await file.stat();
    if (!stat.isFile()) throw new StateUnusable(this.path, 'it is no regular file');
    return stat;
  }
}

// Damaged state is as good as none: the next run has some again.
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
