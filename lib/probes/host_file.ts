// Reads small host files through the injected root, with a bound on size.
import { open, stat } from 'node:fs/promises';
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
    const file = await open(paths.resolve(path), 'r');
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
}

/** Undefined when there is no such file. */
export async function statHostFile(paths: HostPaths, path: string): Promise<HostFileStat | undefined> {
  try {
    const found = await stat(paths.resolve(path));
    return { size: found.size, modifiedMs: found.mtimeMs, isDirectory: found.isDirectory() };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new ProbeFailed(path, (error as NodeJS.ErrnoException).code ?? String(error), error);
  }
}

// Files of /proc have size 0, so the size is not asked for but read up to the bound.
async function readBounded(realPath: string, path: string, maxBytes: number): Promise<string> {
  const file = await open(realPath, 'r');
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
