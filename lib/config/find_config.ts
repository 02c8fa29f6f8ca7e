// Where configuration is looked for when nobody names a file: our own places, then MCollective's.
import { join } from 'node:path';
import type { Environment } from '../environment';
import type { ConfigFiles } from './config_files';
import { ConfigUnreadable } from './errors';
import type { Role } from './keys/mcollective_key';

export interface FoundConfig {
  readonly file: string;
  readonly text: string;
  readonly worldReadable: boolean;
}

export interface Search {
  readonly found: FoundConfig | undefined;
  /** The places before the one found, with the problem of those that are there but cannot be read. */
  readonly passed: readonly { readonly file: string; readonly problem?: string }[];
}

const MCOLLECTIVE_FOLDERS = ['/etc/puppetlabs/mcollective', '/etc/mcollective'];

/** In order of preference. */
export function configPlaces(role: Role, environment: Pick<Environment, 'cwd' | 'home'>): readonly string[] {
  const { cwd, home } = environment;
  return [
    join(cwd, 'fleetspec.yaml'),
    join(home, '.fleetspec.yaml'),
    join(home, '.config/fleetspec/fleetspec.yaml'),
    '/etc/fleetspec/fleetspec.yaml',
    ...(role === 'client' ? [join(home, '.mcollective')] : []),
    ...MCOLLECTIVE_FOLDERS.map(folder => join(folder, `${role}.cfg`)),
  ];
}

/** The first place that can be read; as in MCollective, unreadable ones are passed over. */
export function searchConfig(places: readonly string[], files: ConfigFiles): Search {
  const passed: { file: string; problem?: string }[] = [];
  for (const file of places) {
    const result = files.read(file);
    if ('text' in result) return { found: { file, ...result }, passed };
    passed.push(result.missing ? { file } : { file, problem: result.problem });
  }
  return { found: undefined, passed };
}

/** A file the user named; throws ConfigUnreadable. */
export function readNamed(file: string, what: string, files: ConfigFiles): FoundConfig {
  const result = files.read(file);
  if ('problem' in result) throw new ConfigUnreadable(file, what, result.problem);
  return { file, ...result };
}
