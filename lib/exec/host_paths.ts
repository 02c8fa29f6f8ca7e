// Where host files are read: by their real absolute path, under a root that tests and emulated hosts choose.
import { join } from 'node:path';

export interface HostPaths {
  /** `/proc/loadavg` → the path to read it at. */
  resolve(absolutePath: string): string;
}

/** The files of this machine. */
export const hostPaths: HostPaths = { resolve: absolutePath => absolutePath };

/** Another tree in place of `/`, which `..` does not leave. */
export function rootedPaths(root: string): HostPaths {
  return { resolve: absolutePath => join(root, join('/', absolutePath)) };
}
