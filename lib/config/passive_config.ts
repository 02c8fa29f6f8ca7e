// Where results of checks are sent to when nobody asks for them: named targets, and the queue on disk before them.
import { join } from 'node:path';
import type { ConfigSource } from './config_source';
import { BadValue, MissingSetting } from './errors';
import { absolutePath, type PathBase } from './paths';
import { warnReadable } from './secrets';
import type { PassiveTargetSettings, Settings } from './settings';

export interface PassiveConfig {
  readonly targets: ReadonlyMap<string, PassiveTarget>;
  /** The target used when none is named: the one so set, or the only one. */
  readonly defaultTarget: string | undefined;
  /** Results wait in a folder of this, one per target. */
  readonly queueDir: string;
  /** Of one target; the oldest results are dropped beyond it. */
  readonly queueResults: number;
  /** Likewise, in bytes. */
  readonly queueBytes: number;
}

export const PASSIVE_KINDS = ['spool', 'command_file', 'nsca', 'nrdp', 'icinga2'] as const;
export type PassiveKind = (typeof PASSIVE_KINDS)[number];

export type PassiveTarget = NagiosFileTarget | NscaTarget | NrdpTarget | Icinga2Target;

interface AnyTarget {
  readonly name: string;
  /** Templates of the object's names, undefined where none is configured. */
  readonly host: string | undefined;
  readonly service: string | undefined;
}

/** `check_result_path`, or the pipe `command_file` of a Nagios on this machine. */
export interface NagiosFileTarget extends AnyTarget {
  readonly kind: 'spool' | 'command_file';
  readonly path: string;
}

export const NSCA_ENCRYPTIONS = [
  'none',
  'xor',
  '3des',
  'rijndael-128',
  'rijndael-192',
  'rijndael-256',
] as const;
export type NscaEncryption = (typeof NSCA_ENCRYPTIONS)[number];

export interface NscaTarget extends AnyTarget {
  readonly kind: 'nsca';
  readonly address: { readonly host: string; readonly port: number };
  readonly encryption: NscaEncryption;
  readonly password: SecretPlace;
  /** Room for the plugin's output in a packet: 4096 since NSCA 2.9, 512 before. */
  readonly outputBytes: number;
}

interface HttpTarget extends AnyTarget {
  readonly url: string;
  /** PEM file with the authorities the server's certificate may come from; undefined: the system's. */
  readonly ca: string | undefined;
  readonly user: string | undefined;
  readonly password: SecretPlace;
}

export interface NrdpTarget extends HttpTarget {
  readonly kind: 'nrdp';
  readonly token: SecretPlace;
}

export interface Icinga2Target extends HttpTarget {
  readonly kind: 'icinga2';
  /** How long a result counts, seconds; undefined: until Icinga's own freshness check finds it old. */
  readonly ttl: number | undefined;
}

/** Where a secret is: it is read by who needs it, when it is needed. The variable wins. */
export interface SecretPlace {
  readonly variable: string;
  readonly file: string | undefined;
}

const NSCA_PORT = 5667;
const NSCA_OUTPUT_BYTES = 4096;
const ROOT_QUEUE = '/var/spool/fleetspec/passive';
const USER_QUEUE = '.local/state/fleetspec/passive';

/** Throws BadValue and MissingSetting. Secret files are not read here. */
export function passiveConfig(
  { passive = {} }: Settings,
  source: ConfigSource,
  paths: PathBase,
  warnings: string[],
): PassiveConfig {
  const { uid, home } = source.environment;
  const targets = new Map(
    [...(passive.targets ?? [])].map(([name, settings]) => [
      name,
      target(name, settings, { source, paths, warnings }),
    ]),
  );
  return {
    targets,
    defaultTarget: defaultTarget(passive.defaultTarget, targets, source),
    queueDir: absolutePath(passive.queueDir ?? (uid === 0 ? ROOT_QUEUE : join(home, USER_QUEUE)), paths),
    queueResults: passive.queueResults ?? 10_000,
    queueBytes: passive.queueBytes ?? 64 * 1024 * 1024,
  };
}

function defaultTarget(
  wanted: string | undefined,
  targets: ReadonlyMap<string, PassiveTarget>,
  { file }: ConfigSource,
): string | undefined {
  if (wanted === undefined) return targets.size === 1 ? [...targets.keys()][0] : undefined;
  if (targets.has(wanted)) return wanted;
  const problem = `names ${JSON.stringify(wanted)}, which is none of the targets`;
  throw new BadValue('passive.default', { file: file ?? 'environment' }, problem);
}

interface Context {
  readonly source: ConfigSource;
  readonly paths: PathBase;
  readonly warnings: string[];
}

function target(name: string, settings: PassiveTargetSettings, context: Context): PassiveTarget {
  const reader = new TargetReader(name, settings, context);
  const kind = reader.need('kind');
  reader.refuseForeign(kind);
  const any = { name, host: settings.host, service: settings.service };
  switch (kind) {
    case 'spool':
    case 'command_file':
      return { ...any, kind, path: absolutePath(reader.need('path'), context.paths) };
    case 'nsca':
      return { ...any, kind, ...nsca(reader, settings) };
    case 'nrdp':
      return { ...any, kind, ...reader.http(), token: reader.secret('TOKEN', settings.tokenFile) };
    case 'icinga2':
      reader.need('user');
      return { ...any, kind, ...reader.http(), ttl: settings.ttl };
  }
}

function nsca(
  reader: TargetReader,
  settings: PassiveTargetSettings,
): Pick<NscaTarget, 'address' | 'encryption' | 'password' | 'outputBytes'> {
  const { host, port = NSCA_PORT } = reader.need('address');
  return {
    address: { host, port },
    encryption: settings.encryption ?? 'xor',
    password: reader.secret('PASSWORD', settings.passwordFile),
    outputBytes: settings.outputBytes ?? NSCA_OUTPUT_BYTES,
  };
}

type SettingName = keyof PassiveTargetSettings;

/** Keys in the file, by the settings they become. */
const KEY_OF: Readonly<Record<SettingName, string>> = {
  kind: 'kind',
  path: 'path',
  address: 'address',
  url: 'url',
  user: 'user',
  passwordFile: 'password_file',
  tokenFile: 'token_file',
  ca: 'ca',
  encryption: 'encryption',
  outputBytes: 'max_output',
  ttl: 'ttl',
  host: 'host',
  service: 'service',
};

const OF_KIND: Readonly<Record<PassiveKind, readonly SettingName[]>> = {
  spool: ['path'],
  command_file: ['path'],
  nsca: ['address', 'encryption', 'passwordFile', 'outputBytes'],
  nrdp: ['url', 'tokenFile', 'ca', 'user', 'passwordFile'],
  icinga2: ['url', 'ca', 'user', 'passwordFile', 'ttl'],
};

class TargetReader {
  constructor(
    private readonly name: string,
    private readonly settings: PassiveTargetSettings,
    private readonly context: Context,
  ) {}

  need<Name extends SettingName>(name: Name): NonNullable<PassiveTargetSettings[Name]> {
    const value = this.settings[name];
    if (value !== undefined) return value;
    const remedy =
      name === 'kind'
        ? `say one of ${PASSIVE_KINDS.join(', ')}`
        : `a target of kind ${this.settings.kind} needs it`;
    throw new MissingSetting(this.key(name), this.context.source.file, remedy);
  }

  // A path for an NSCA server would be a misunderstanding.
  refuseForeign(kind: PassiveKind): void {
    for (const name of Object.keys(this.settings) as SettingName[]) {
      if ([...OF_KIND[kind], 'kind', 'host', 'service'].includes(name)) continue;
      const place = { file: this.context.source.file ?? 'environment' };
      throw new BadValue(this.key(name), place, `means nothing to a target of kind ${kind}`, 'remove it');
    }
  }

  http(): Pick<NrdpTarget, 'url' | 'ca' | 'user' | 'password'> {
    const { ca, user, passwordFile } = this.settings;
    return {
      url: this.need('url'),
      ca: ca === undefined ? undefined : absolutePath(ca, this.context.paths),
      user,
      password: this.secret('PASSWORD', passwordFile),
    };
  }

  secret(what: 'PASSWORD' | 'TOKEN', relative: string | undefined): SecretPlace {
    const { source, paths, warnings } = this.context;
    const variable = `FLEETSPEC_PASSIVE_${this.name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_${what}`;
    const file = relative === undefined ? undefined : absolutePath(relative, paths);
    if (file !== undefined && source.files.worldReadable(file)) warnReadable(file, 'its secret', warnings);
    return { variable, file };
  }

  private key(name: SettingName): string {
    return `passive.targets.${this.name}.${KEY_OF[name]}`;
  }
}
