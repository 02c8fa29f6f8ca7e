// Whether a system service runs: `systemctl is-active` under systemd, else the script of the service.
import type { Exec, ExecResult } from '../exec/exec';
import type { HostPaths } from '../exec/host_paths';
import { ProbeFailed } from './errors';
import { statHostFile } from './host_file';
import type { ProgramLimits } from './program_limits';

export type ServiceStatus = 'running' | 'stopped';

// Exit codes that mean "it does not run"; anything else is no answer. Not one of systemctl's: 1, when it reaches nobody.
const NOT_ACTIVE = [3, 4];
const NOT_RUNNING = [1, 2, 3];

/** A service nobody knows is stopped. `name` of letters, digits and `.-_:@`. Throws ProbeFailed and ProgramNotFound. */
export async function readServiceStatus(
  exec: Exec,
  paths: HostPaths,
  name: string,
  limits: ProgramLimits,
): Promise<ServiceStatus> {
  // To `service` it would be an option.
  if (!/^[\w.:@][\w.:@-]*$/.test(name)) throw new ProbeFailed(`service ${name}`, 'there is no such name');
  // As sd_booted(3): systemctl may be installed where systemd does not run.
  const systemd = await statHostFile(paths, '/run/systemd/system');
  return systemd?.isDirectory
    ? answer(name, await exec.run('systemctl', ['is-active', '--', name], limits), NOT_ACTIVE)
    : answer(name, await exec.run('service', [name, 'status'], limits), NOT_RUNNING);
}

function answer(name: string, { code, timedOut }: ExecResult, stopped: readonly number[]): ServiceStatus {
  if (code === 0) return 'running';
  if (code !== null && stopped.includes(code)) return 'stopped';
  const reason = timedOut ? 'it took too long' : `its status ended with exit code ${code ?? 'none'}`;
  throw new ProbeFailed(`service ${name}`, reason);
}
