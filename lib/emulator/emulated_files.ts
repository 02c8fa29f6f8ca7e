// The files of an emulated host: in a folder that stands for `/`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type HostPaths, rootedPaths } from '../exec/host_paths';

export class EmulatedFiles {
  readonly paths: HostPaths;

  /** `root` is made when the first file is. */
  constructor(root: string) {
    this.paths = rootedPaths(root);
  }

  /** With the folders it needs. */
  write(path: string, content: string): void {
    const file = this.paths.resolve(path);
    // Most folders are there: a fleet of thousands of hosts should not take long to make.
    try {
      writeFileSync(file, content);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }

  makeFolder(path: string): void {
    mkdirSync(this.paths.resolve(path), { recursive: true });
  }

  /** A file, or a folder with all that is in it; nothing when there is none. */
  remove(path: string): void {
    rmSync(this.paths.resolve(path), { recursive: true, force: true });
  }
}
