// The state of one package, in the words of MCollective's package agent with Puppet's providers.
import type { Exec } from '../exec/exec';
import { ProbeFailed } from './errors';
import { isUnknownPackage, packageFailed } from './package_answer';
import type { PackageManagerName } from './package_manager';
import type { ProgramLimits } from './program_limits';

export interface PackageState {
  readonly name: string;
  readonly provider: PackageManagerName;
  /** The full version; `absent` when only its configuration is left, `purged` when nothing is. */
  readonly ensure: string;
  /** What an installed package has besides. */
  readonly epoch?: string;
  readonly version?: string;
  /** Of Debian its revision; empty for a native package. */
  readonly release?: string;
  readonly arch?: string;
}

export const isPresent = ({ ensure }: PackageState): boolean => ensure !== 'absent' && ensure !== 'purged';

const INSTALLED = ['installed', 'triggers-awaited', 'triggers-pending'];
// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own.
const DPKG_FORMAT = '${db:Status-Status} ${db:Status-Eflag} ${Architecture} ${Version}\n';
const RPM_FORMAT = '%{NAME} %|EPOCH?{%{EPOCH}}:{0}| %{VERSION} %{RELEASE} %{ARCH}\n';

/** `name` by the rules of the system, never an option. Throws ProbeFailed and ProgramNotFound. */
export async function readDebianPackage(exec: Exec, name: string, limits: ProgramLimits) {
  const result = await exec.run('dpkg-query', ['-W', `-f=${DPKG_FORMAT}`, '--', name], limits);
  if (result.code !== 0 && !isUnknownPackage(result, /no packages? found matching/))
    throw packageFailed(name, result);
  return parseDebianPackage(name, result.stdout);
}

/** `name` by the rules of the system, never an option. Throws ProbeFailed and ProgramNotFound. */
export async function readRpmPackage(
  exec: Exec,
  provider: PackageManagerName,
  name: string,
  limits: ProgramLimits,
) {
  const result = await exec.run('rpm', ['-q', '--qf', RPM_FORMAT, '--', name], limits);
  if (result.code !== 0 && !isUnknownPackage(result, /is not installed/)) throw packageFailed(name, result);
  return parseRpmPackage(name, provider, result.code === 0 ? result.stdout : '');
}

/** One line per architecture, `installed ok amd64 1:2.3-4`. Throws ProbeFailed for a package in an error state. */
export function parseDebianPackage(name: string, text: string): PackageState {
  const rows = linesOf(text).map(line => line.split(' '));
  const row = rows.find(([status]) => INSTALLED.includes(status!)) ?? rows[0];
  const [status = 'not-installed', flag, arch, version = ''] = row ?? [];
  if (row && flag !== 'ok') throw new ProbeFailed(`package ${name}`, `${version} is in error state: ${flag}`);
  if (row && INSTALLED.includes(status)) return debianState(name, version, arch!);
  return { name, provider: 'apt', ensure: status === 'not-installed' ? 'purged' : 'absent' };
}

function debianState(name: string, ensure: string, arch: string): PackageState {
  const [, epoch = '0', version = ensure, release = ''] =
    /^(?:(\d+):)?(.+?)(?:-([^-]+))?$/.exec(ensure) ?? [];
  return { name, provider: 'apt', ensure, epoch, version, release, arch };
}

/** One line per package, of which the last was installed last: `name epoch version release arch`. */
export function parseRpmPackage(name: string, provider: PackageManagerName, text: string): PackageState {
  const words = linesOf(text).at(-1)?.split(' ');
  if (words?.length !== 5) return { name, provider, ensure: 'purged' };
  const [real, epoch, version, release, arch] = words as [string, string, string, string, string];
  const ensure = `${epoch === '0' ? '' : `${epoch}:`}${version}-${release}`;
  return { name: real, provider, ensure, epoch, version, release, arch };
}

/** Whether the package is of the version somebody asked for, in any of the ways rpm can be asked. */
export function isOfVersion(
  { provider, ensure, epoch, version, release, arch }: PackageState,
  asked: string,
) {
  if (asked === ensure) return true;
  if (provider === 'apt') return false;
  const full = `${version}-${release}`;
  const spellings = [version, full, `${epoch}:${version}`, `${epoch}:${full}`];
  return spellings.some(text => asked === text || asked === `${text}.${arch}`);
}

const linesOf = (text: string): string[] => text.split('\n').filter(line => line.trim() !== '');
