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

interface PassedPlace {
  readonly file: string;
  readonly problem?: string;
  /** What is no fault, and yet why it was not taken. */
  readonly remark?: string;
}

export interface Search {
  readonly found: FoundConfig | undefined;
  /** The places before the one found, with the problem of those that are there but cannot be read. */
  readonly passed: readonly PassedPlace[];
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
  const passed: PassedPlace[] = [];
  for (const file of places) {
    const result = files.read(file);
    if (!('text' in result)) passed.push(result.missing ? { file } : { file, problem: result.problem });
    else if (setsNothing(result.text)) passed.push({ file, remark: 'nothing is set in it' });
    else return { found: { file, ...result }, passed };
  }
  return { found: undefined, passed };
}

/** True for a file of comments only, as a package brings it to be filled in: it hides no other. */
export function setsNothing(text: string): boolean {
  return text.split('\n').every(line => /^(#.*|---|)$/.test(line.trim()));
}

/** A file the user named; throws ConfigUnreadable. */
export function readNamed(file: string, what: string, files: ConfigFiles): FoundConfig {
  const result = files.read(file);
  if ('problem' in result) throw new ConfigUnreadable(file, what, result.problem);
  return { file, ...result };
}
