// What may be asked of the machine that is neither a file nor a program: room on file systems, addresses, connections.
import { lookup } from 'node:dns/promises';
import { statfs } from 'node:fs/promises';
import { connect } from 'node:net';

/** Bytes, and numbers of inodes; `available` is what is left to others than root. */
export interface FileSystemRoom {
  readonly size: number;
  readonly free: number;
  readonly available: number;
  /** 0 where a file system does not count them. */
  readonly inodes: number;
  readonly inodesFree: number;
}

export interface HostCalls {
  /** Of the file system a path is on. Rejects with the system's error. */
  fileSystemRoom(path: string): Promise<FileSystemRoom>;
  /** Of a host name, best first; none when nobody knows it. An address is its own. Rejects when nobody could be asked. */
  addresses(name: string): Promise<readonly string[]>;
  /** Opens a TCP connection and closes it. Rejects with the system's error, and when `signal` is aborted. */
  reach(address: string, port: number, signal: AbortSignal): Promise<void>;
}

export const hostCalls: HostCalls = {
  async fileSystemRoom(path) {
    const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(path);
    return {
      ...{ size: blocks * bsize, free: bfree * bsize, available: bavail * bsize },
      ...{ inodes: files, inodesFree: ffree },
    };
  },

  async addresses(name) {
    try {
      return (await lookup(name, { all: true, verbatim: true })).map(({ address }) => address);
    } catch (error) {
      if (['ENOTFOUND', 'ENODATA'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
      throw error;
    }
  },

  reach(address, port, signal) {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: address, port });
      const end = (error?: Error): void => {
        signal.removeEventListener('abort', aborted);
        socket.destroy();
        if (error) reject(error);
        else resolve();
      };
      const aborted = (): void => end(new Error('nobody waits for it any more'));
      socket.once('connect', () => end());
      // Stays: an error that comes late must not become an uncaught one.
      socket.on('error', end);
      signal.addEventListener('abort', aborted);
      if (signal.aborted) aborted();
    });
  },
};
