// Reads fleetspec.yaml: every key known, every value of its kind, or an error that names file, line and key.
import { didYouMean } from '../util/did_you_mean';
import { BrokenYaml, type LocatedYaml, parseYamlText, type YamlText } from '../util/yaml';
import { parseBrokerName } from './broker_name';
import { BadValue, type ConfigPlace, ConfigSyntax, UnknownKey } from './errors';
import { CHECK_BROKER_KEYS } from './keys/check_broker_keys';
import { FLEETSPEC_KEYS } from './keys/fleetspec_keys';
import { isHash, type KeySpec } from './keys/key_spec';
import { PASSIVE_TARGET_KEYS, TARGET_NAME } from './keys/passive_keys';
import { POOL_KEYS } from './keys/pool_keys';
import { type BrokerSettings, emptySettings, type PassiveTargetSettings, type Settings } from './settings';

const POOL = 'broker.pool';
const TARGETS = 'passive.targets';
const BROKERS = 'checks.brokers';

/** Throws ConfigSyntax, UnknownKey and BadValue. `file` is named in them. */
export function parseFleetspecYaml(text: string, file: string): Settings {
  const document = parse(text, file);
  const settings = emptySettings();
  if (document.value === undefined || document.value === null) return settings;
  if (!isHash(document.value)) throw new ConfigSyntax({ file }, 'it holds no keys');
  new Reader(document, file).section(document.value, [], FLEETSPEC_KEYS, settings, '');
  return settings;
}

function parse(text: string, file: string): LocatedYaml {
  try {
    return parseYamlText(text);
  } catch (error) {
    if (!(error instanceof BrokenYaml)) throw error;
    throw new ConfigSyntax({ file, line: error.line, column: error.column }, error.reason);
  }
}

type Path = readonly (string | number)[];

class Reader {
  constructor(
    private readonly document: LocatedYaml,
    private readonly file: string,
  ) {}

  /** Reads one hash; `prefix` is the name of its section in `specs`, with its dot. */
  section<Target>(
    hash: { [key: string]: YamlText },
    path: Path,
    specs: readonly KeySpec<Target>[],
    target: Target,
    prefix: string,
  ): void {
    for (const [name, value] of Object.entries(hash)) {
      const key = prefix + name;
      const here = [...path, name];
      const known = specs.find(spec => spec.key === key);
      const isSection = specs.some(spec => spec.key.startsWith(`${key}.`));
      if (key === POOL) this.pool(value, here, target as Settings);
      else if (key === TARGETS) this.targets(value, here, target as Settings);
      else if (key === BROKERS) this.checkBrokers(value, here, target as Settings);
      else if (!known && !isSection) throw this.unknown(key, here, specs, prefix);
      // A key without value is a key left at its default.
      else if (value === null) continue;
      else if (isSection && isHash(value)) this.section(value, here, specs, target, `${key}.`);
      else if (!known) throw new BadValue(nameOf(here), this.place(here), 'must hold keys of its own');
      else this.value(known, value, here, target);
    }
  }

  private value<Target>(spec: KeySpec<Target>, value: YamlText, path: Path, target: Target): void {
    const problem = spec.accept(target, value);
    if (problem) throw new BadValue(nameOf(path), this.place(path), problem);
  }

  private pool(value: YamlText, path: Path, settings: Settings): void {
    if (value === null) return;
    if (!Array.isArray(value)) {
      throw new BadValue(
        POOL,
        this.place(path),
        'must be a list of brokers',
        'begin each broker with "- host:"',
      );
    }
    value.forEach((item, i) => {
      settings.pool.push(this.broker(item, [...path, i]));
    });
  }

  // Either a hash of keys, or `host:port` alone.
  private broker(item: YamlText, path: Path): BrokerSettings {
    const named = typeof item === 'string' ? parseBrokerName(item) : undefined;
    if (named) return named;
    if (!isHash(item))
      throw new BadValue(nameOf(path), this.place(path), 'must be host:port or a hash with a host');
    const broker: BrokerSettings = {};
    this.section(item, path, POOL_KEYS, broker, '');
    if (!broker.host) throw new BadValue(nameOf(path), this.place(path), 'has no host');
    return broker;
  }

  // Names of the user's, each a hash of keys.
  private targets(value: YamlText, path: Path, settings: Settings): void {
    if (value === null) return;
    if (!isHash(value)) throw new BadValue(TARGETS, this.place(path), 'must hold names of targets');
    for (const [name, keys] of Object.entries(value)) {
      const here = [...path, name];
      if (TARGET_NAME.read(name) === undefined)
        throw new BadValue(nameOf(here), this.place(here), `must be ${TARGET_NAME.name}`, 'rename it');
      if (!isHash(keys)) throw new BadValue(nameOf(here), this.place(here), 'must be a hash with a kind');
      const target: PassiveTargetSettings = {};
      this.section(keys, here, PASSIVE_TARGET_KEYS, target, '');
      settings.passive ??= {};
      settings.passive.targets ??= new Map();
      settings.passive.targets.set(name, target);
    }
  }

  // Likewise; a name alone is the host.
  private checkBrokers(value: YamlText, path: Path, settings: Settings): void {
    if (value === null) return;
    if (!isHash(value)) throw new BadValue(BROKERS, this.place(path), 'must hold names of brokers');
    for (const [name, keys] of Object.entries(value)) {
      const here = [...path, name];
      if (keys !== null && !isHash(keys))
        throw new BadValue(nameOf(here), this.place(here), 'must be a hash with host, port, user …');
      const broker: BrokerSettings = {};
      if (keys) this.section(keys, here, CHECK_BROKER_KEYS, broker, '');
      settings.checks.brokers ??= new Map();
      settings.checks.brokers.set(name, broker);
    }
  }

  private unknown<Target>(
    key: string,
    path: Path,
    specs: readonly KeySpec<Target>[],
    prefix: string,
  ): UnknownKey {
    return new UnknownKey(nameOf(path), this.place(path), nearestKey(key, prefix, specs));
  }

  private place(path: Path): ConfigPlace {
    return { file: this.file, line: this.document.lineOf(path) };
  }
}

// The nearest sibling; else, for a key in the wrong section, the key that ends like it.
function nearestKey<Target>(
  key: string,
  prefix: string,
  specs: readonly KeySpec<Target>[],
): string | undefined {
  const name = key.slice(prefix.length);
  const all = [
    ...specs.map(spec => spec.key),
    ...(prefix === '' || prefix === 'broker.' ? [POOL] : []),
    ...(prefix === 'passive.' ? [TARGETS] : []),
    ...(prefix === 'checks.' ? [BROKERS] : []),
  ];
  const siblings = new Set(
    all.filter(known => known.startsWith(prefix)).map(known => known.slice(prefix.length).split('.')[0]!),
  );
  const sibling = didYouMean(name, siblings);
  if (sibling !== undefined) return sibling;
  const lastParts = new Map(all.map(known => [known.split('.').at(-1)!, known]));
  const elsewhere = didYouMean(name, lastParts.keys());
  return elsewhere === undefined ? undefined : lastParts.get(elsewhere);
}

/** `broker.pool[0].port`. */
function nameOf(path: Path): string {
  return path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .slice(1);
}
