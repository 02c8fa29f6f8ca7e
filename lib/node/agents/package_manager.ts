// What the agent `package` asks of a package manager, and which one the node has.
import type { AvailablePackage } from '../../probes/available_packages';
import {
  findPackageManager,
  hasPackageManager,
  PACKAGE_PROGRAMS,
  type PackageManagerName,
} from '../../probes/package_manager';
import type { PackageState } from '../../probes/package_state';
import { ActionFailed, type NodeContext } from '../agent';
import { AptPackages } from './apt_packages';
import { type Change, FAILED, type Told } from './package_program';
import { YumPackages } from './yum_packages';

export interface Updates extends Told {
  readonly packages: readonly AvailablePackage[];
}

/** Its own ways with one node, for one request. Everything may throw ActionFailed and ProbeFailed. */
export interface PackageManager {
  readonly name: PackageManagerName;
  /** Throws ActionFailed for names and versions the system cannot have, before any program sees them. */
  requireUsable(name: string, version?: string): void;
  state(name: string): Promise<PackageState>;
  /** Without version, or with `latest`: the one the manager takes. */
  install(name: string, version: string | undefined): Promise<Change>;
  update(name: string): Promise<Change>;
  uninstall(name: string): Promise<Change>;
  purge(name: string): Promise<Change>;
  search(name: string): Promise<readonly AvailablePackage[]>;
  /** The installed packages, as MCollective's agent counts and sums them. */
  installed(): Promise<{ lines: readonly string[]; summed: string; exitcode: number }>;
  refresh(): Promise<void>;
  updates(): Promise<Updates>;
}

/** Of the setting, else what is found; undefined where there is none. */
export async function chosenManager(node: NodeContext): Promise<PackageManagerName | undefined> {
  const wanted = node.setting('package.provider')?.trim();
  // MCollective's default, which chooses by what is there as well.
  if (wanted === undefined || wanted === '' || wanted === 'puppet') return findPackageManager(node.paths);
  if (!Object.hasOwn(PACKAGE_PROGRAMS, wanted)) return undefined;
  const name = wanted as PackageManagerName;
  return (await hasPackageManager(node.paths, name)) ? name : undefined;
}

/** Throws ActionFailed when the node has no package manager (any more). */
export async function packageManager(node: NodeContext, signal: AbortSignal): Promise<PackageManager> {
  const name = await chosenManager(node);
  if (name === undefined) throw new ActionFailed('Cannot find a compatible package system', FAILED);
  return makeManager(name, node, signal);
}

/** Of a name, for actions of one manager only. Throws ActionFailed with MCollective's sentence. */
export async function requireManager(
  name: 'apt' | 'yum',
  node: NodeContext,
  signal: AbortSignal,
): Promise<PackageManager> {
  const program = name === 'apt' ? 'apt-get' : 'yum';
  if (!(await hasPackageManager(node.paths, name))) {
    throw new ActionFailed(`Cannot find ${program} at ${PACKAGE_PROGRAMS[name]}`, FAILED);
  }
  return makeManager(name, node, signal);
}

function makeManager(name: PackageManagerName, node: NodeContext, signal: AbortSignal): PackageManager {
  return name === 'apt' ? new AptPackages(node, signal) : new YumPackages(name, node, signal);
}
