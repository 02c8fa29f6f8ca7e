// The file systems of an emulated host: a list of mounts, and how full they are said to be.
import type { FileSystemRoom } from '../exec/host_calls';
import type { EmulatedFiles } from './emulated_files';

export interface EmulatedDisk {
  readonly mount: string;
  /** Bytes. */
  readonly size: number;
  readonly used: number;
  /** Default all that is not used. */
  readonly available?: number;
  readonly device?: string;
  readonly type?: string;
  readonly inodes?: number;
  readonly inodesUsed?: number;
  /** Never answers, as one of a file server that is down. */
  readonly hangs?: boolean;
}

export class EmulatedDisks {
  #disks: readonly EmulatedDisk[] = [];

  constructor(private readonly files: EmulatedFiles) {}

  set(disks: readonly EmulatedDisk[]): void {
    this.#disks = disks;
    const lines = disks.map(({ mount, device, type = 'ext4' }, i) => {
      this.files.makeFolder(mount);
      return `${device ?? `/dev/vda${i + 1}`} ${mount.replaceAll(' ', '\\040')} ${type} rw,relatime 0 0\n`;
    });
    this.files.write('/proc/self/mounts', `proc /proc proc rw,nosuid 0 0\n${lines.join('')}`);
  }

  room(path: string): Promise<FileSystemRoom> {
    const disk = this.#disks.find(({ mount }) => mount === path);
    if (!disk) return Promise.reject(Object.assign(new Error(`there is no ${path}`), { code: 'ENOENT' }));
    if (disk.hangs) return new Promise(() => {});
    const { size, used, inodes = 1_000_000, inodesUsed = 1000 } = disk;
    const free = size - used;
    return Promise.resolve({
      ...{ size, free, available: disk.available ?? free },
      ...{ inodes, inodesFree: inodes - inodesUsed },
    });
  }
}
