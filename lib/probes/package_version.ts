// The installed version of a package: from dpkg where it keeps the packages, else from rpm.
import type { Exec } from '../exec/exec';
import type { HostPaths } from '../exec/host_paths';
import { ProbeFailed } from './errors';
import { statHostFile } from './host_file';
import { isUnknownPackage, packageFailed } from './package_answer';
import type { ProgramLimits } from './program_limits';

// Triggers may still run, but the package is configured. Puppet has it the same way.
const INSTALLED = /^(?:installed|triggers-\S+) (\S+)$/;

/** Undefined when it is not installed. `name` of letters, digits and `.-_:@+~`. Throws ProbeFailed and ProgramNotFound. */
export async function readPackageVersion(
  exec: Exec,
  paths: HostPaths,
  name: string,
  limits: ProgramLimits,
): Promise<string | undefined> {
  if (!/^[\w.:@+~][\w.:@+~-]*$/.test(name)) throw new ProbeFailed(`package ${name}`, 'there is no such name');
  const dpkg = await statHostFile(paths, '/var/lib/dpkg/status');
  return dpkg ? fromDpkg(exec, name, limits) : fromRpm(exec, name, limits);
}

async function fromDpkg(exec: Exec, name: string, limits: ProgramLimits): Promise<string | undefined> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own.
  const format = '-f=${db:Status-Status} ${Version}\n';
  const result = await exec.run('dpkg-query', ['-W', format, '--', name], limits);
  if (result.code !== 0 && !isUnknownPackage(result, /no packages? found matching/))
    throw packageFailed(name, result);
  return parseDpkg(result.stdout);
}

async function fromRpm(exec: Exec, name: string, limits: ProgramLimits): Promise<string | undefined> {
  const format = '%{VERSION}-%{RELEASE}\n';
  const result = await exec.run('rpm', ['-q', '--qf', format, '--', name], limits);
  if (result.code === 0) return result.stdout.trim().split('\n').at(-1);
  if (isUnknownPackage(result, /is not installed/)) return undefined;
  throw packageFailed(name, result);
}

/** One line per architecture, `installed 1.2-3`. */
function parseDpkg(text: string): string | undefined {
  return text
    .split('\n')
    .map(line => INSTALLED.exec(line)?.[1])
    .find(version => version !== undefined);
}
