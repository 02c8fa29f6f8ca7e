// A configuration as text or data that may be shown: without secrets.
import type { Config } from './config';
import { type Shown, type ShownSection, shownSettings } from './shown/shown';
import { shownBroker } from './shown/shown_broker';
import { shownCheckBrokers } from './shown/shown_check_brokers';
import { shownNode } from './shown/shown_node';
import { shownPassive } from './shown/shown_passive';
import { shownRpc } from './shown/shown_rpc';
import { shownSecurity } from './shown/shown_security';

/** The keys of fleetspec.yaml with their values in force; secrets are only said to be set. */
export function shownConfig(config: Config): ShownSection {
  const { checks } = config;
  return {
    file: config.file ?? 'none',
    identity: config.identity,
    collectives: config.collectives,
    main_collective: config.mainCollective,
    broker: shownBroker(config.broker),
    security: shownSecurity(config.security),
    rpc: shownRpc(config.rpc),
    node: shownNode(config.node),
    lib_dirs: config.libDirs,
    checks: {
      devices: { ...checks.devices },
      puppet_master: checks.puppetMaster,
      groups: { ...checks.groups },
      pools: { ...checks.pools },
      brokers: shownCheckBrokers(checks),
      params: shownSettings(checks.params),
      secret_params: Object.fromEntries(
        Object.entries(checks.secretParams).map(([name, place]) => [
          name,
          'file' in place ? place.file : `env:${place.variable}`,
        ]),
      ),
      max_targets: checks.maxTargets ?? 'any number',
      reading_actions: checks.readingActions,
      waivers: checks.waiversFile ?? 'none',
      steps: checks.stepsDir ?? 'beside the features',
      state_dir: checks.stateDir,
    },
    passive: shownPassive(config.passive),
  };
}

/** The same as indented text. */
export function describeConfig(config: Config): string {
  return lines(shownConfig(config), '').join('\n');
}

function lines(value: ShownSection, indent: string): string[] {
  return Object.entries(value).flatMap(([key, entry]) => entryLines(key, entry, indent));
}

function entryLines(key: string, value: Shown, indent: string): string[] {
  if (typeof value !== 'object') return [`${indent}${key}: ${value}`];
  if (!isList(value)) {
    const inner = lines(value, `${indent}  `);
    return inner.length ? [`${indent}${key}:`, ...inner] : [`${indent}${key}: none`];
  }
  if (value.every(item => typeof item !== 'object')) {
    return [`${indent}${key}: ${value.length ? value.join(', ') : 'none'}`];
  }
  const items = value.flatMap(item => {
    const [first = '', ...rest] = lines(item as ShownSection, `${indent}    `);
    return [`${indent}  - ${first.trimStart()}`, ...rest];
  });
  return [`${indent}${key}:`, ...items];
}

function isList(value: Shown): value is readonly Shown[] {
  return Array.isArray(value);
}
