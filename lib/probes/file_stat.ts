// What the file system says of one path, and digests of regular files: bounded, and never a wait at a device or pipe.
import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open, stat } from 'node:fs/promises';
import type { HostPaths } from '../exec/host_paths';
import { ProbeFailed } from './errors';

type FileType = 'file' | 'directory' | 'symlink' | 'socket' | 'chardev' | 'blockdev' | 'unknown';

export interface FileStat {
  readonly type: FileType;
  readonly size: number;
  /** With the bits of the type, as stat(2) has it. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Epoch seconds, whole ones. */
  readonly modified: number;
  readonly changed: number;
  readonly accessed: number;
}

/** Of a symbolic link its own; undefined when there is nothing, a link that leads nowhere included. */
export async function readFileStat(paths: HostPaths, path: string): Promise<FileStat | undefined> {
  const real = paths.resolve(path);
  try {
    await stat(real);
    return fileStat(await lstat(real, { bigint: true }));
  } catch {
    return undefined;
  }
}

export interface DigestLimits {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** In hex. Throws ProbeFailed for what is no regular file or larger than the limit, and when told to stop. */
export async function readFileMd5(paths: HostPaths, path: string, limits: DigestLimits): Promise<string> {
  return (await readFileDigests(paths, path, ['md5'], limits)).md5;
}

/** The same for several digests, in one reading. */
export async function readFileDigests<Name extends 'md5' | 'sha256'>(
  paths: HostPaths,
  path: string,
  names: readonly Name[],
  limits: DigestLimits,
): Promise<Record<Name, string>> {
  let file: FileHandle | undefined;
  try {
    // The path may have become something else since it was looked at.
    file = await open(paths.resolve(path), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const { size, isFile } = await regularity(file);
    if (!isFile) throw new ProbeFailed(path, 'it is not a regular file');
    if (size > limits.maxBytes) throw tooLarge(path, limits);
    return await digests(file, path, names, limits);
  } catch (error) {
    if (error instanceof ProbeFailed) throw error;
    throw new ProbeFailed(path, (error as NodeJS.ErrnoException).code ?? String(error), error);
  } finally {
    await file?.close();
  }
}

const CHUNK = 256 * 1024;

// Files of /proc have size 0, so what is read is counted, too.
async function digests<Name extends string>(
  file: FileHandle,
  path: string,
  names: readonly Name[],
  limits: DigestLimits,
): Promise<Record<Name, string>> {
  const hashes = names.map(name => createHash(name));
  const buffer = Buffer.allocUnsafe(CHUNK);
  for (let total = 0; ; ) {
    if (limits.signal.aborted) throw new ProbeFailed(path, 'it took too long');
    const { bytesRead } = await file.read({ buffer, position: null });
    if (bytesRead === 0) {
      const texts = hashes.map((hash, i) => [names[i]!, hash.digest('hex')]);
      return Object.fromEntries(texts) as Record<Name, string>;
    }
    total += bytesRead;
    if (total > limits.maxBytes) throw tooLarge(path, limits);
    for (const hash of hashes) hash.update(buffer.subarray(0, bytesRead));
  }
}

function tooLarge(path: string, { maxBytes }: DigestLimits): ProbeFailed {
  return new ProbeFailed(path, `it is larger than ${maxBytes} bytes`);
}

async function regularity(file: FileHandle): Promise<{ size: number; isFile: boolean }> {
  const found = await file.stat();
  return { size: found.size, isFile: found.isFile() };
}

function fileStat(found: BigIntStats): FileStat {
  return {
    type: typeOf(found),
    size: Number(found.size),
    mode: Number(found.mode),
    uid: Number(found.uid),
    gid: Number(found.gid),
    modified: wholeSeconds(found.mtimeNs),
    changed: wholeSeconds(found.ctimeNs),
    accessed: wholeSeconds(found.atimeNs),
  };
}

function typeOf(found: BigIntStats): FileType {
  if (found.isDirectory()) return 'directory';
  if (found.isFile()) return 'file';
  if (found.isSymbolicLink()) return 'symlink';
  if (found.isSocket()) return 'socket';
  if (found.isCharacterDevice()) return 'chardev';
  return found.isBlockDevice() ? 'blockdev' : 'unknown';
}

// Rounded down before 1970, too.
function wholeSeconds(nanoseconds: bigint): number {
  const second = 1_000_000_000n;
  const down = nanoseconds < 0n && nanoseconds % second !== 0n ? 1n : 0n;
  return Number(nanoseconds / second - down);
}
