// The configuration of a program: named by the user, or found at the usual places, in either format.
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Environment } from '../environment';
import type { Config } from './config';
import { type ConfigFiles, realFiles } from './config_files';
import type { ConfigSource } from './config_source';
import { ConfigNotFound } from './errors';
import { configPlaces, type FoundConfig, readNamed, searchConfig } from './find_config';
import { parseFleetspecYaml } from './fleetspec_yaml';
import type { Role } from './keys/mcollective_key';
import { makeConfig } from './make_config';
import { type McollectiveSource, parseMcollectiveCfg } from './mcollective_cfg';
import { emptySettings, type Settings } from './settings';

export interface LoadConfigOptions {
  /** The user's `--config`; default the variable FLEETSPEC_CONFIG, then the usual places. */
  readonly file?: string | undefined;
  /** Whose default places count, and which remarks matter. */
  readonly role: Role;
}

/** Throws the errors of lib/config/errors; every one names the file. */
export function loadConfig(
  environment: Environment,
  { file, role }: LoadConfigOptions,
  files: ConfigFiles = realFiles,
): Config {
  const named = file ?? (environment.env.FLEETSPEC_CONFIG || undefined);
  if (named !== undefined) {
    return load(readNamed(resolve(environment.cwd, named), 'configuration', files), role, environment, files);
  }
  const { found, passed } = searchConfig(configPlaces(role, environment), files);
  const unreadable = passed.filter(place => place.problem !== undefined);
  if (found) {
    const config = load(found, role, environment, files);
    const warnings = unreadable.map(place => `${place.file} is passed over: ${place.problem}`);
    return { ...config, warnings: [...warnings, ...config.warnings] };
  }
  if (environment.env.FLEETSPEC_BROKER) return withoutFile(environment, files);
  throw new ConfigNotFound(
    passed.map(({ file: place, problem, remark = problem }) => (remark ? `${place} (${remark})` : place)),
  );
}

function load(found: FoundConfig, role: Role, environment: Environment, files: ConfigFiles): Config {
  const format = formatOf(found);
  const source: ConfigSource = { ...found, format, environment, files };
  return makeConfig(
    format === 'fleetspec' ? parseFleetspecYaml(found.text, found.file) : mcollective(found, role, files),
    source,
  );
}

function mcollective({ file, text }: FoundConfig, role: Role, files: ConfigFiles): Settings {
  return parseMcollectiveCfg(text, {
    file,
    role,
    pluginFiles: pluginFiles(join(dirname(file), 'plugin.d'), files),
  });
}

function pluginFiles(folder: string, files: ConfigFiles): NonNullable<McollectiveSource['pluginFiles']> {
  return files.list(folder).flatMap(entry => {
    if (!/^\w+\.cfg$/.test(entry)) return [];
    const { file, text } = readNamed(join(folder, entry), 'plugin configuration', files);
    return [{ name: basename(entry, '.cfg'), file, text }];
  });
}

function withoutFile(environment: Environment, files: ConfigFiles): Config {
  const source = { file: undefined, format: 'fleetspec', worldReadable: false, environment, files } as const;
  return makeConfig(emptySettings(), source);
}

/** By extension, else by the first line that says something: MCollective's have `key = value`. */
export function formatOf({ file, text }: Pick<FoundConfig, 'file' | 'text'>): 'fleetspec' | 'mcollective' {
  if (/^\.(ya?ml|json)$/i.test(extname(file))) return 'fleetspec';
  const lines = text.split('\n').map(line => line.trim());
  const first = lines.find(line => line !== '' && !line.startsWith('#')) ?? '';
  if (/^[^:=]+=/.test(first)) return 'mcollective';
  const looksLikeYaml = /^(---|[\w"' -]+:(\s|$))/.test(first);
  return looksLikeYaml || !/\.(cfg|mcollective)$/.test(file) ? 'fleetspec' : 'mcollective';
}
