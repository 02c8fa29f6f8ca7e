// Reads MCollective's own client.cfg and server.cfg as they are (2.12, Config#loadconfig), with plugin.d beside them.
//
// MCollective stops at keys it does not know, and so do we: a file that works there works here.
import { didYouMean } from '../util/did_you_mean';
import type { ConnectorKind } from './config';
import { BadValue, type ConfigPlace, MissingSetting, NotSupported, placeName, UnknownKey } from './errors';
import { CONNECTOR_KINDS } from './keys/connector_keys';
import { FLEETSPEC_KEYS } from './keys/fleetspec_keys';
import type { KeySpec } from './keys/key_spec';
import type { Role } from './keys/mcollective_key';
import { MCOLLECTIVE_KEYS } from './keys/mcollective_keys';
import { MCOLLECTIVE_POOL_KEYS } from './keys/mcollective_pool_keys';
import { SECURITY_PROVIDERS } from './keys/security_keys';
import { BOOLEAN, integer } from './keys/value_kind';
import { type BrokerSettings, emptySettings, type Settings } from './settings';

export interface McollectiveSource {
  readonly file: string;
  readonly role: Role;
  /** `plugin.d/NAME.cfg`: their keys are `plugin.NAME.…`. */
  readonly pluginFiles?: readonly { readonly name: string; readonly file: string; readonly text: string }[];
}

interface Entry {
  readonly key: string;
  readonly value: string;
  readonly place: ConfigPlace;
}

const POOL_KEY = /^pool\.(\d{1,3})\.(.+)$/;
const OUR_OWN = 'plugin.fleetspec.';
// Used here and nowhere else, so that no agent can tell them to anybody.
const SECRET = /^psk$|\.pool\.\d+\.password$/;

const KEYS = new Map(MCOLLECTIVE_KEYS.map(spec => [spec.key, spec]));
const ONLY_SUPPORTED: Readonly<Record<string, readonly string[]>> = {
  connector: CONNECTOR_KINDS,
  securityprovider: SECURITY_PROVIDERS,
};

/** Throws UnknownKey, BadValue, NotSupported and MissingSetting. */
export function parseMcollectiveCfg(text: string, source: McollectiveSource): Settings {
  return new Reader(source.role).read(text, source);
}

class Reader {
  private readonly settings = emptySettings();
  private readonly brokers = new Map<number, { settings: BrokerSettings; place: ConfigPlace }>();
  private readonly values = new Map<string, Entry>();
  private connector: ConnectorKind = 'activemq';

  constructor(private readonly role: Role) {}

  read(text: string, { file, pluginFiles = [] }: McollectiveSource): Settings {
    const entries = [
      ...this.entries(text, file, ''),
      ...pluginFiles.flatMap(plugin => this.entries(plugin.text, plugin.file, `plugin.${plugin.name}.`)),
    ];
    this.chooseConnector(entries);
    for (const entry of entries) this.take(entry);
    this.fillPool(file);
    this.chooseAgents();
    return this.settings;
  }

  // Ruby's pattern for a line; whatever does not fit it is passed over there, too.
  private entries(text: string, file: string, prefix: string): Entry[] {
    const entries: Entry[] = [];
    text.split('\n').forEach((raw, i) => {
      const line = raw.trim();
      if (line === '' || line.startsWith('#')) return;
      const match = /^(.+?)\s*=\s*(.+)$/.exec(line);
      const place = { file, line: i + 1 };
      if (match) entries.push({ key: prefix + match[1]!, value: match[2]!, place });
      else this.warn(place, 'the line is not "key = value" and has no effect');
    });
    return entries;
  }

  private take(entry: Entry): void {
    const { key, value } = entry;
    this.values.set(key, entry);
    const supported = ONLY_SUPPORTED[key];
    if (supported && !supported.includes(value.toLowerCase()))
      throw new NotSupported(key, value, entry.place, supported.join(' or '));
    if (key.startsWith('plugin.')) this.keep(entry);
    // A file may still hold the settings of the connector it used before.
    if (this.ofOtherConnector(key)) return;
    const prefix = `plugin.${this.connector}.`;
    const pool = key.startsWith(prefix) && POOL_KEY.exec(key.slice(prefix.length));
    if (pool) this.takePoolKey(Number(pool[1]), pool[2]!, entry);
    else if (key.startsWith(OUR_OWN)) this.takeOurOwn(key.slice(OUR_OWN.length), entry);
    else this.takeKnown(entry);
  }

  private takeKnown({ key, value, place }: Entry): void {
    const spec = KEYS.get(key);
    if (spec) {
      this.accept(spec, this.settings, value, key, place);
      const remark = spec.remark?.(value, this.role);
      if (remark) this.warn(place, `"${key}" ${remark}`);
    } else if (!key.startsWith('plugin.')) throw new UnknownKey(key, place, didYouMean(key, KEYS.keys()));
    else if (key.startsWith(`plugin.${this.connector}.`)) this.warnUnknown(key, place, KEYS.keys());
  }

  // The last line counts, wherever it stands.
  private chooseConnector(entries: readonly Entry[]): void {
    const named = entries
      .filter(({ key }) => key === 'connector')
      .at(-1)
      ?.value.toLowerCase();
    this.connector = CONNECTOR_KINDS.find(kind => kind === named) ?? 'activemq';
  }

  private ofOtherConnector(key: string): boolean {
    return CONNECTOR_KINDS.some(kind => kind !== this.connector && key.startsWith(`plugin.${kind}.`));
  }

  private keep({ key, value }: Entry): void {
    const name = key.slice('plugin.'.length);
    if (!SECRET.test(name) && !key.startsWith(OUR_OWN)) this.settings.node.plugins[name] = value;
  }

  private takePoolKey(number: number, key: string, { key: whole, value, place }: Entry): void {
    const broker = this.brokers.get(number) ?? { settings: {}, place };
    this.brokers.set(number, broker);
    const spec = MCOLLECTIVE_POOL_KEYS.find(known => known.key === key);
    if (spec) this.accept(spec, broker.settings, value, whole, place);
    else
      this.warnUnknown(
        whole,
        place,
        MCOLLECTIVE_POOL_KEYS.map(known => whole.slice(0, -key.length) + known.key),
      );
  }

  // Any key of fleetspec.yaml: `plugin.fleetspec.checks.devices.load balancer = 192.0.2.1`.
  private takeOurOwn(key: string, { key: whole, value, place }: Entry): void {
    const spec = FLEETSPEC_KEYS.find(known => known.key === key);
    const open = FLEETSPEC_KEYS.find(known => known.open && key.startsWith(`${known.key}.`));
    if (spec && !spec.open) this.accept(spec, this.settings, value, whole, place);
    else if (open) open.accept(this.settings, { [key.slice(open.key.length + 1)]: value });
    else throw new UnknownKey(whole, place, nearestOfOurOwn(key));
  }

  private accept<Target>(
    spec: KeySpec<Target>,
    target: Target,
    value: string,
    key: string,
    place: ConfigPlace,
  ): void {
    const problem = spec.accept(target, value);
    if (problem) throw new BadValue(key, place, problem);
  }

  // Brokers 1 to pool.size, in that order; without a size, all there are.
  private fillPool(file: string): void {
    const size = this.values.get(`plugin.${this.connector}.pool.size`);
    const wanted = size && integer(1, 999).read(size.value);
    if (size && wanted === undefined) {
      throw new BadValue(
        size.key,
        size.place,
        `must be a whole number from 1, not ${JSON.stringify(size.value)}`,
      );
    }
    const numbers = wanted
      ? Array.from({ length: wanted }, (_, i) => i + 1)
      : [...this.brokers.keys()].sort((a, b) => a - b);
    for (const number of numbers) {
      const broker = this.brokers.get(number)?.settings;
      if (!broker?.host) {
        throw new MissingSetting(
          `plugin.${this.connector}.pool.${number}.host`,
          file,
          `set it, or correct plugin.${this.connector}.pool.size`,
        );
      }
      this.settings.pool.push(broker);
    }
  }

  private chooseAgents(): void {
    if (this.flag('activate_agents') !== false) return;
    const activated = Object.entries(this.settings.node.plugins).flatMap(([name, value]) => {
      const agent = /^([\w-]+)\.activate_agent$/.exec(name)?.[1];
      return agent && BOOLEAN.read(value) ? [agent] : [];
    });
    this.settings.node.agents = ['discovery', ...activated];
  }

  private flag(key: string): boolean | undefined {
    const entry = this.values.get(key);
    if (!entry) return undefined;
    const value = BOOLEAN.read(entry.value);
    if (value === undefined) throw new BadValue(key, entry.place, `must be ${BOOLEAN.name}`);
    return value;
  }

  private warnUnknown(key: string, place: ConfigPlace, known: Iterable<string>): void {
    const nearest = didYouMean(key, known);
    this.warn(place, `unknown key "${key}" has no effect${nearest ? `; did you mean "${nearest}"?` : ''}`);
  }

  private warn(place: ConfigPlace, sentence: string): void {
    this.settings.warnings.push(`${placeName(place)}: ${sentence}`);
  }
}

function nearestOfOurOwn(key: string): string | undefined {
  const nearest = didYouMean(
    key,
    FLEETSPEC_KEYS.map(known => known.key),
  );
  return nearest && OUR_OWN + nearest;
}
