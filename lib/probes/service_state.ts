// A system service in full: whether it runs, whether it starts with the system, whether there is such a service at all.
import { readdir } from 'node:fs/promises';
import type { Exec, ExecResult } from '../exec/exec';
import type { HostPaths } from '../exec/host_paths';
import { ProbeFailed } from './errors';
import { statHostFile } from './host_file';
import type { ProgramLimits } from './program_limits';
import type { ServiceStatus } from './service_status';

export type InitSystem = 'systemd' | 'sysv';

export interface ServiceState {
  readonly status: ServiceStatus;
  /** systemd's word (`enabled`, `disabled`, `static`, `masked` …), `unknown` when there is none. */
  readonly enabled: string;
  /** Neither running nor stopped for good: it will be one of them soon. */
  readonly changing: boolean;
}

const SCRIPTS = '/etc/init.d';
const RUNLEVELS = ['rc2.d', 'rc3.d', 'rc4.d', 'rc5.d'];

/** As sd_booted(3), then by what System V needs; undefined where neither is. */
export async function findInitSystem(paths: HostPaths): Promise<InitSystem | undefined> {
  if ((await statHostFile(paths, '/run/systemd/system'))?.isDirectory) return 'systemd';
  return (await statHostFile(paths, SCRIPTS))?.isDirectory ? 'sysv' : undefined;
}

/** Whether there is a script of that name. `name` without `/`. */
export async function hasServiceScript(paths: HostPaths, name: string): Promise<boolean> {
  const script = await statHostFile(paths, `${SCRIPTS}/${name}`);
  return script !== undefined && !script.isDirectory;
}

/** A service without a script is stopped. Throws ProbeFailed and ProgramNotFound. */
export async function readSysvService(
  exec: Exec,
  paths: HostPaths,
  name: string,
  limits: ProgramLimits,
): Promise<ServiceState> {
  if (!(await hasServiceScript(paths, name)))
    return { status: 'stopped', enabled: 'unknown', changing: false };
  const status = parseSysvStatus(name, await exec.run('service', [name, 'status'], limits));
  const enabled = (await startsWithSystem(paths, name)) ? 'enabled' : 'disabled';
  return { status, enabled, changing: false };
}

/** Exit codes of the Linux Standard Base. Throws ProbeFailed. */
export function parseSysvStatus(name: string, result: ExecResult): ServiceStatus {
  const { code, stdout, stderr } = result;
  if (code === 0) return 'running';
  // A script that does not know `status` must not be taken for one that says "stopped".
  if (/^\s*usage:/im.test(`${stdout}\n${stderr}`))
    throw new ProbeFailed(`service ${name}`, 'its script cannot tell its status');
  if (code === 1 || code === 2 || code === 3) return 'stopped';
  throw statusFailed(name, result);
}

async function startsWithSystem(paths: HostPaths, name: string): Promise<boolean> {
  const lists = RUNLEVELS.map(level => readdir(paths.resolve(`/etc/${level}`)).catch(() => []));
  const links = (await Promise.all(lists)).flat();
  return links.some(link => /^S\d\d/.test(link) && link.slice(3) === name);
}

/** Of a program that could not tell how `name` is. */
export function statusFailed(name: string, { code, stderr, timedOut }: ExecResult): ProbeFailed {
  const said = stderr.trim().split('\n')[0];
  const reason = timedOut ? 'it took too long' : said || `its status ended with exit code ${code ?? 'none'}`;
  return new ProbeFailed(`service ${name}`, reason);
}
