// An MCollective configuration as a draft of ours: what it comes to here, without what is standard.
import type { Config } from '../../config/config';
import { shownConfig } from '../../config/describe_config';
import type { Shown, ShownSection } from '../../config/shown/shown';
import { isSecretSetting } from '../../util/secret_name';
import { type Draft, PSK_FILE, passwordFile, type SecretFile } from './draft';
import type { YamlSection, YamlValue } from './yaml_text';

/** What stands in a shown configuration where nothing is set. */
const UNSET: readonly Shown[] = ['none', 'the main collective', 'the system’s', 'the time for replies'];
/** Shown, and drafted apart or no setting. */
const APART = new Set(['file', 'broker.pool', 'security.psk', 'node.plugins', 'checks.state_dir', 'passive']);

/** Settings of agents that MCollective's files have beside those of connector and security. */
export function agentSettings({ node: { plugins } }: Config): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(plugins).filter(([name]) => !/^(activemq|rabbitmq|psk|aes|yaml$|ssl_)/.test(name)),
  );
}

/** Makes the settings that differ from those of `standard`, which is the same without them. */
export function draftOf(config: Config, standard: Config): Draft {
  const secrets = secretsOf(config);
  const told = differences(shownConfig(config), shownConfig(standard), '');
  const plugins = agentSettings(config);
  const { broker = {}, security = {}, node = {}, ...general } = told as Record<string, YamlSection>;
  return {
    settings: {
      ...general,
      broker: { ...broker, pool: poolOf(config, secrets) },
      security: {
        ...security,
        ...(secrets.some(({ name }) => name === PSK_FILE) && { psk_file: PSK_FILE }),
      },
      node: { ...switchedOn(node), plugins },
    },
    secrets,
    holdsSecret: Object.keys(plugins).some(isSecretSetting),
  };
}

/** Keys whose values are not the same in both, apart from the files they are in. */
export function differingKeys(config: Config, taken: Config): string[] {
  return keysOf(differences(shownConfig(config), shownConfig(taken), ''), '');
}

function keysOf(section: YamlSection, path: string): string[] {
  return Object.entries(section).flatMap(([key, value]) =>
    typeof value === 'object' && !Array.isArray(value)
      ? keysOf(value as YamlSection, `${path}${key}.`)
      : [path + key],
  );
}

// authorization and audit are sections that are on or off.
function switchedOn(node: YamlSection): YamlSection {
  const on = (key: string): YamlSection =>
    typeof node[key] === 'object' ? { [key]: { enabled: true, ...(node[key] as YamlSection) } } : {};
  return { ...node, ...on('authorization'), ...on('audit') };
}

function secretsOf({ broker: { pool }, security }: Config): SecretFile[] {
  const known = new Map<string, SecretFile>();
  for (const { password } of pool) {
    if (password === undefined || known.has(password)) continue;
    known.set(password, {
      name: passwordFile(known.size),
      secret: password,
      what: 'the password of the broker',
    });
  }
  const psk = security.provider === 'psk' && security.psk;
  return [
    ...known.values(),
    ...(psk ? [{ name: PSK_FILE, secret: psk, what: 'the shared key of the fleet' }] : []),
  ];
}

function poolOf({ broker: { pool } }: Config, secrets: readonly SecretFile[]): YamlValue {
  return pool.map(({ host, port, user, password, tls }) => ({
    ...{ host, port },
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password_file: secrets.find(({ secret }) => secret === password)!.name }),
    ...(tls && {
      tls: {
        ...(tls.caFiles.length > 0 && { ca: tls.caFiles }),
        ...(tls.certFile !== undefined && { cert: tls.certFile, key: tls.keyFile! }),
        ...(tls.ciphers !== undefined && { ciphers: tls.ciphers }),
        verify: tls.verify,
      },
    }),
  }));
}

function differences(section: ShownSection, standard: ShownSection | undefined, path: string): YamlSection {
  const differing: Record<string, YamlValue> = {};
  for (const [key, value] of Object.entries(section)) {
    if (APART.has(path + key)) continue;
    const usual = standard?.[key];
    if (isSection(value)) {
      const inner = differences(value, isSection(usual) ? usual : undefined, `${path}${key}.`);
      if (Object.keys(inner).length > 0) differing[key] = inner;
    } else if (JSON.stringify(value) !== JSON.stringify(usual) && !UNSET.includes(value)) {
      differing[key] = value as YamlValue;
    }
  }
  return differing;
}

const isSection = (value: Shown | undefined): value is ShownSection =>
  typeof value === 'object' && !Array.isArray(value);
