// Reads small host files through the injected root, with a bound on size.
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HostPaths } from '../exec/host_paths';
import { ProbeFailed } from './errors';

const MAX_BYTES = 16 * 1024 * 1024;

/** Text of the file, undefined when there is none. Throws ProbeFailed when it cannot be read or is too large. */
export async function readHostFile(
  paths: HostPaths,
  path: string,
  maxBytes = MAX_BYTES,
): Promise<string | undefined> {
  try {
    return await readBounded(paths.resolve(path), path, maxBytes);
  } catch (error) {
    if (error instanceof ProbeFailed) throw error;
    if (isMissing(error)) return undefined;
    throw new ProbeFailed(path, (error as NodeJS.ErrnoException).code ?? String(error), error);
  }
}

/** The first `maxBytes` of the file, undefined when there is none. Throws ProbeFailed. */
export async function readHostFileStart(
  paths: HostPaths,
  path: string,
  maxBytes: number,
): Promise<string | undefined> {
  try {
    const file = await openAtOnce(paths.resolve(path));
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, null);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new ProbeFailed(path, (error as NodeJS.ErrnoException).code ?? String(error), error);
  }
}

/** As readHostFile, but a missing file is a failure too. */
export async function requireHostFile(paths: HostPaths, path: string): Promise<string> {
  const text = await readHostFile(paths, path);
  if (text === undefined) throw new ProbeFailed(path, 'there is no such file');
  return text;
}

export interface HostFileStat {
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modifiedMs: number;
  readonly isDirectory: boolean;
  /** Another text whenever the contents may be others; a time stamp alone can be set to any value. */
  readonly version: string;
}

/** Undefined when there is no such file. */
export async function statHostFile(paths: HostPaths, path: string): Promise<HostFileStat | undefined> {
  try {
    const found = await stat(paths.resolve(path));
    const { size, mtimeMs, ctimeMs, ino } = found;
    const version = `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
    return { size, modifiedMs: mtimeMs, isDirectory: found.isDirectory(), version };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new ProbeFailed(path, (error as NodeJS.ErrnoException).code ?? String(error), error);
  }
}

/** Why a file that cannot be found is not simply wanting: a link that leads nowhere, a folder that is not there. */
export async function absenceProblem(paths: HostPaths, path: string): Promise<string | undefined> {
  const real = paths.resolve(path);
  if (await lstat(real).catch(() => undefined)) return 'it is a link that leads nowhere';
  const folder = await stat(dirname(real)).catch(() => undefined);
  return folder?.isDirectory() ? undefined : `there is no folder ${dirname(path)}`;
}

// A pipe nobody writes to would be waited for without end, and take a thread of the process with it.
function openAtOnce(realPath: string): Promise<FileHandle> {
  return open(realPath, constants.O_RDONLY | constants.O_NONBLOCK);
}

// Files of /proc have size 0, so the size is not asked for but read up to the bound.
async function readBounded(realPath: string, path: string, maxBytes: number): Promise<string> {
  const file = await openAtOnce(realPath);
  try {
    const chunks: Buffer[] = [];
    let total = 0;
    for (;;) {
      const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(64 * 1024), position: null });
      if (bytesRead === 0) return Buffer.concat(chunks).toString('utf8');
      total += bytesRead;
      if (total > maxBytes) throw new ProbeFailed(path, `it is larger than ${maxBytes} bytes`);
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
