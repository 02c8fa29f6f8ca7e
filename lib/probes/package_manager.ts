// Which package manager a host has: dpkg with apt, else dnf, else yum.
import type { HostPaths } from '../exec/host_paths';
import { statHostFile } from './host_file';

export type PackageManagerName = 'apt' | 'dnf' | 'yum';

/** The program of each, where MCollective's agent looks for it. */
export const PACKAGE_PROGRAMS: Readonly<Record<PackageManagerName, string>> = {
  apt: '/usr/bin/apt-get',
  dnf: '/usr/bin/dnf',
  yum: '/usr/bin/yum',
};

export async function hasPackageManager(paths: HostPaths, name: PackageManagerName): Promise<boolean> {
  return (await statHostFile(paths, PACKAGE_PROGRAMS[name])) !== undefined;
}

/** Undefined where there is none of them. Throws ProbeFailed. */
export async function findPackageManager(paths: HostPaths): Promise<PackageManagerName | undefined> {
  // yum and rpm can be installed on a Debian; its packages are dpkg's all the same.
  const dpkg = await statHostFile(paths, '/var/lib/dpkg/status');
  const candidates: PackageManagerName[] = dpkg ? ['apt'] : ['dnf', 'yum', 'apt'];
  for (const name of candidates) if (await hasPackageManager(paths, name)) return name;
  return undefined;
}
