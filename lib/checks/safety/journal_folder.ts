// The folder of journals: files that this user alone can have written, whole or not at all, and on the disk when a write
// returns.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../util/make_folder';
import { MAX_JOURNAL_BYTES } from './journal_text';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants;
const OTHERS_WRITE = 0o022;
const DRAFT = '.draft-';

/** Throws an Error with the problem in words, or what the file system says. */
export class JournalFolder {
  constructor(
    readonly path: string,
    private readonly uid: number,
  ) {}

  /** Makes it, for this user alone, and sees that it still is so. */
  prepare(): void {
    makeFolder(this.path, 0o700);
    const problem = this.problem();
    if (problem) throw new Error(problem);
  }

  /** Why nothing in it can be trusted, undefined when it can, or when there is no folder. */
  problem(): string | undefined {
    const about = statSync(this.path, { throwIfNoEntry: false });
    if (!about) return undefined;
    if (!about.isDirectory()) return 'it is no folder';
    if (about.uid !== this.uid && about.uid !== 0) return `it belongs to another user (uid ${about.uid})`;
    return about.mode & OTHERS_WRITE ? 'others may write there' : undefined;
  }

  /** Names in it, sorted; none when it does not exist. */
  list(): string[] {
    try {
      return readdirSync(this.path).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  /** Replaces the file, and returns when the disk has it. */
  write(name: string, text: string): void {
    const draft = join(this.path, `${DRAFT}${randomBytes(8).toString('hex')}`);
    try {
      withFile(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, file => {
        writeFileSync(file, text);
        fsyncSync(file);
      });
      renameSync(draft, join(this.path, name));
    } catch (error) {
      quietly(() => unlinkSync(draft));
      throw error;
    }
    this.#sync();
  }

  /** Text of a file that this user wrote. */
  read(name: string): string {
    return withFile(join(this.path, name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK, file => {
      const { uid, mode, size } = checked(fstatSync(file));
      if (uid !== this.uid) throw new Error(`it belongs to another user (uid ${uid})`);
      if (mode & OTHERS_WRITE) throw new Error('others may write it');
      if (size > MAX_JOURNAL_BYTES) throw new Error(`it has ${size} bytes`);
      return readFileSync(file, 'utf8');
    });
  }

  /** False when there is nothing of the old name: somebody else was faster. */
  rename(from: string, to: string): boolean {
    try {
      renameSync(join(this.path, from), join(this.path, to));
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
    this.#sync();
    return true;
  }

  /** Does nothing when there is no such file. */
  remove(name: string): void {
    try {
      unlinkSync(join(this.path, name));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  // A new name is on the disk when the folder is. Some file systems cannot be asked for that.
  #sync(): void {
    quietly(() => withFile(this.path, O_RDONLY, fsyncSync));
  }
}

function checked(about: Stats): Stats {
  if (!about.isFile()) throw new Error('it is no regular file');
  return about;
}

function withFile<T>(path: string, flags: number, use: (file: number) => T): T {
  const file = openSync(path, flags, 0o600);
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {}
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}
