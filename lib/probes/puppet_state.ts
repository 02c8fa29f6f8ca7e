// What Puppet's agent is doing on this host, from its lock and pid files (Puppet 3 to 8).
import type { HostPaths } from '../exec/host_paths';
import { readHostFile } from './host_file';
import { isAlive, parsePid } from './process';
import type { PuppetFiles } from './puppet_files';

export interface PuppetState {
  readonly enabled: boolean;
  /** Why it was disabled, empty when it is not or nobody said. */
  readonly disableMessage: string;
  /** A catalog is being applied. */
  readonly applying: boolean;
  /** Pid of the agent's daemon, undefined when none runs. */
  readonly daemonPid: number | undefined;
}

/** The word MCollective's puppet agent uses; the first that holds counts. */
export type PuppetStatus = 'disabled' | 'applying a catalog' | 'idling' | 'stopped';

export function puppetStatus(state: PuppetState): PuppetStatus {
  if (!state.enabled) return 'disabled';
  if (state.applying) return 'applying a catalog';
  return isIdling(state) ? 'idling' : 'stopped';
}

/** The daemon waits for its next run. */
export function isIdling(state: PuppetState): boolean {
  return state.daemonPid !== undefined && !state.applying;
}

/** The message in the lock file; a lock that is empty or not JSON has none. */
export function parseDisableMessage(text: string): string {
  try {
    const message: unknown = JSON.parse(text)?.disabled_message;
    return typeof message === 'string' ? message : '';
  } catch {
    return '';
  }
}

/** Throws ProbeFailed when a file is there but cannot be read: not knowing is not "stopped". */
export async function readPuppetState(paths: HostPaths, files: PuppetFiles): Promise<PuppetState> {
  const [lock, applying, daemon] = await Promise.all([
    readHostFile(paths, files.disabledLock),
    readLivePid(paths, files.runLock),
    readLivePid(paths, files.pid),
  ]);
  return {
    enabled: lock === undefined,
    disableMessage: lock === undefined ? '' : parseDisableMessage(lock),
    applying: applying !== undefined,
    daemonPid: daemon,
  };
}

// A lock outlives a run that was killed; only a live pid in it counts.
async function readLivePid(paths: HostPaths, file: string): Promise<number | undefined> {
  const text = await readHostFile(paths, file);
  const pid = text === undefined ? undefined : parsePid(text);
  return pid !== undefined && (await isAlive(paths, pid)) ? pid : undefined;
}
