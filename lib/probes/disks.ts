// How full the file systems of this host are, reckoned as df does.
import type { FileSystemRoom, HostCalls } from '../exec/host_calls';
import type { HostPaths } from '../exec/host_paths';
import { type Mount, readMounts } from './mounts';

export interface Disk extends Mount {
  /** Bytes. */
  readonly size: number;
  readonly used: number;
  /** What is left to others than root. */
  readonly available: number;
  /** Of what others than root can have: 100 while root still has some left. */
  readonly usedPercent: number;
  /** Undefined where a file system does not count inodes. */
  readonly inodesUsedPercent: number | undefined;
}

// Views of the kernel, and doors to file systems that are mounted when somebody looks (autofs).
const PSEUDO =
  /^(?:autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|efivarfs|fusectl|fuse\.(?:portal|lxcfs|gvfsd-fuse)|hugetlbfs|mqueue|nsfs|proc|pstore|ramfs|rpc_pipefs|securityfs|selinuxfs|sysfs|tracefs)$/;
// Images: they are full by nature.
const IMAGE = /^(?:squashfs|iso9660|erofs|cramfs|udf)$/;

/** Those a person would want to know of; a device that is mounted several times, once. Throws ProbeFailed. */
export async function readDiskMounts(paths: HostPaths): Promise<Mount[]> {
  const mounts = (await readMounts(paths)).filter(({ type }) => !PSEUDO.test(type) && !IMAGE.test(type));
  const best = new Map<string, Mount>();
  for (const mount of mounts) {
    const key = mount.device.startsWith('/') ? `${mount.device} ${mount.type}` : mount.mount;
    const known = best.get(key);
    if (!known || mount.mount.length < known.mount.length) best.set(key, mount);
  }
  return mounts.filter(mount => [...best.values()].includes(mount));
}

/** Undefined for one without blocks, which is no place for files. Rejects with the system's error. */
export async function readDisk(calls: HostCalls, mount: Mount): Promise<Disk | undefined> {
  const room = await calls.fileSystemRoom(mount.mount);
  return room.size === 0 ? undefined : makeDisk(mount, room);
}

export function makeDisk(mount: Mount, room: FileSystemRoom): Disk {
  const { size, free, available, inodes, inodesFree } = room;
  const used = size - free;
  return {
    ...mount,
    ...{ size, used, available },
    usedPercent: percent(used, used + available),
    inodesUsedPercent: inodes === 0 ? undefined : percent(inodes - inodesFree, inodes),
  };
}

/** With two decimals; of nothing, 0. */
export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100;
}
