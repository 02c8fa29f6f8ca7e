// The file system as the queue sees it: small files, whole or not at all.
import { constants } from 'node:fs';
import { access, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { makeFolder } from '../../util/make_folder';

export interface QueueFiles {
  /** Makes the folder and those above it, for this user alone. */
  makeFolder(path: string): Promise<void>;
  /** Names in a folder, none when it does not exist. */
  list(path: string): Promise<string[]>;
  /** Writes a new file and sees it onto the disk; rejects when there is one. */
  create(path: string, text: string): Promise<void>;
  /** Text of a regular file of at most `maxBytes`; rejects otherwise. */
  read(path: string, maxBytes: number): Promise<string>;
  exists(path: string): Promise<boolean>;
  /** False when there is nothing of the old name. */
  rename(from: string, to: string): Promise<boolean>;
  /** Does nothing when there is no such file. */
  remove(path: string): Promise<void>;
}

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

export const realQueueFiles: QueueFiles = {
  async makeFolder(path) {
    makeFolder(path, 0o700);
    const { mode } = await stat(path);
    // Whoever may write there could make us report whatever they like.
    if (mode & OTHERS_WRITE && !(mode & STICKY)) throw new Error('everybody on this machine may write there');
  },
  async list(path) {
    try {
      return await readdir(path);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  },
  async create(path, text) {
    const file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
      await file.writeFile(text);
      await file.datasync();
    } catch (error) {
      await unlink(path).catch(() => {});
      throw error;
    } finally {
      await file.close();
    }
  },
  async read(path, maxBytes) {
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const about = await file.stat();
      if (!about.isFile()) throw new Error('it is no regular file');
      if (about.size > maxBytes) throw new Error(`it has ${about.size} bytes`);
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  },
  exists: path =>
    access(path).then(
      () => true,
      () => false,
    ),
  rename: (from, to) => rename(from, to).then(() => true, nothingThere),
  remove: path => unlink(path).then(() => {}, nothingThere) as Promise<void>,
};

function nothingThere(error: unknown): false {
  if (isMissing(error)) return false;
  throw error;
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
