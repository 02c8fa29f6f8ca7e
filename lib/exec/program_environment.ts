// What a started program sees: nothing of ours leaks into it and its output is not translated.
import { homedir } from 'node:os';

// sbin for iptables; Puppet's all-in-one packages put nothing into /usr/bin.
const PATH =
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/puppetlabs/bin:/opt/puppetlabs/puppet/bin';

/** For programs whose output we parse. */
export function parsedProgramEnvironment(): Record<string, string> {
  return { PATH, LC_ALL: 'C', HOME: homedir() };
}

/** For programs that do their own work: a Puppet run must be able to read UTF-8 catalogs. */
export function detachedProgramEnvironment(): Record<string, string> {
  return { PATH, LANG: 'C.UTF-8', HOME: homedir() };
}
