// Whether a host answers an ICMP echo, and how fast: by the program ping, of iputils or busybox.
import type { Exec } from '../exec/exec';
import { ProbeFailed } from './errors';
import type { ProgramLimits } from './program_limits';

/** How long it waits for the answer, seconds. */
const WAIT_SECONDS = 2;

/** Milliseconds of the first answer, undefined when there was none. */
export function parsePing(stdout: string): number | undefined {
  const found = /^\d+ bytes from \S.*\btime[=<](\d+(?:\.\d+)?) ?ms/m.exec(stdout)?.[1];
  return found === undefined ? undefined : Number(found);
}

/**
 * Round trip in milliseconds, undefined when the host did not answer. `address` is an IP address. Throws ProbeFailed
 * and ProgramNotFound when that could not be tried.
 */
export async function readPing(
  exec: Exec,
  address: string,
  limits: ProgramLimits,
): Promise<number | undefined> {
  const args = ['-n', '-c', '1', '-W', String(WAIT_SECONDS), '--', address];
  const { code, stdout, stderr, timedOut } = await exec.run('ping', args, limits);
  const time = code === 0 ? parsePing(stdout) : undefined;
  if (time !== undefined) return time;
  // A host or network that cannot be reached is an answer; not being allowed to ask is none.
  const allowed = !/permi(?:ssion denied|tted)/i.test(stderr);
  if ((code === 1 && allowed) || timedOut || /unreachable|No route/i.test(stdout + stderr)) return undefined;
  const said = (stderr.trim() || stdout.trim()).split('\n')[0]?.slice(0, 200);
  throw new ProbeFailed(`ping of ${address}`, said || `exit code ${code ?? 'none'}`);
}
