// Settings of the Linux kernel, as sysctl(8) names them, read from /proc/sys.
import type { HostPaths } from '../exec/host_paths';
import { ProbeFailed } from './errors';
import { readHostFile } from './host_file';

const MAX_BYTES = 64 * 1024;
// Root could read them, and would tell them to whoever may ask this host anything.
const SECRET = /(?:^|[_/])(?:key|secret)$/;

/** Its text without the newline; undefined when there is no such setting. Throws ProbeFailed. */
export async function readKernelSetting(paths: HostPaths, name: string): Promise<string | undefined> {
  const path = settingPath(name);
  if (path === undefined) throw new ProbeFailed(`kernel setting ${name}`, 'there is no such name');
  if (SECRET.test(path)) throw new ProbeFailed(`kernel setting ${name}`, 'it is a secret');
  return (await readHostFile(paths, `/proc/sys/${path}`, MAX_BYTES))?.trim();
}

/**
 * `net.ipv4.ip_forward` and `net/ipv4/ip_forward` are the same. The first of `.` and `/` divides the name, the other one
 * stands for it within a part: `net.ipv4.conf.eth0/100.forwarding`. Undefined for what is no name.
 */
function settingPath(name: string): string | undefined {
  const first = /[./]/.exec(name)?.[0];
  const path = first === '.' ? name.replace(/[./]/g, sign => (sign === '.' ? '/' : '.')) : name;
  const parts = path.split('/');
  const good = parts.length > 1 && parts.every(part => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part));
  return good ? path : undefined;
}
