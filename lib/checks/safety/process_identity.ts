// Which process a journal belongs to, and whether that one still lives: a pid alone is somebody else's tomorrow.
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import type { HostPaths } from '../../exec/host_paths';

export interface ProcessIdentity {
  /** Machine, by its name. */
  readonly host: string;
  /** This start of the machine. */
  readonly boot: string;
  /** Where its pid counts: containers have numbers of their own. */
  readonly namespace: string;
  readonly pid: number;
  /** When it started, in ticks since the machine did. */
  readonly start: string;
}

export type Life = 'alive' | 'dead' | 'unknown';

const SHORT = 8;
const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, SHORT);

function read(paths: HostPaths, path: string): string {
  try {
    return readFileSync(paths.resolve(path), 'utf8').trim();
  } catch {
    return '';
  }
}

/** Undefined: there is no such process. The name in brackets may hold anything, so counting begins behind it. */
export function startOf(pid: number, paths: HostPaths): string | undefined {
  const stat = read(paths, `/proc/${pid}/stat`);
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .at(19);
}

export function processIdentity(
  { pid, hostname }: { readonly pid: number; readonly hostname: string },
  paths: HostPaths,
): ProcessIdentity {
  let namespace = '';
  try {
    namespace = readlinkSync(paths.resolve('/proc/self/ns/pid'));
  } catch {}
  return {
    host: short(hostname),
    boot: short(read(paths, '/proc/sys/kernel/random/boot_id')),
    namespace: short(namespace),
    pid,
    start: startOf(pid, paths) ?? '0',
  };
}

/** Whether `other` lives, as `self` can see it. */
export function lifeOf(other: ProcessIdentity, self: ProcessIdentity, paths: HostPaths): Life {
  if (other.host !== self.host) return 'unknown';
  if (other.boot !== self.boot) return 'dead';
  if (other.namespace !== self.namespace) return 'unknown';
  return startOf(other.pid, paths) === other.start ? 'alive' : 'dead';
}

const NAME = /^undo-([0-9a-f]{8})-([0-9a-f]{8})-([0-9a-f]{8})-(\d{1,10})-(\d{1,20})-([0-9a-f]{8})\.json$/;

/** The name of a journal of this process; `id` tells several apart. */
export function journalName({ host, boot, namespace, pid, start }: ProcessIdentity, id: string): string {
  return `undo-${host}-${boot}-${namespace}-${pid}-${start}-${id}.json`;
}

/** Undefined for the name of something else. */
export function readJournalName(name: string): { owner: ProcessIdentity; id: string } | undefined {
  const [, host, boot, namespace, pid, start, id] = NAME.exec(name) ?? [];
  if (id === undefined) return undefined;
  return {
    owner: { host: host!, boot: boot!, namespace: namespace!, pid: Number(pid), start: start! },
    id,
  };
}
