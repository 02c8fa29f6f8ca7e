// What `rpcutil get_config_item` may tell: the effective settings by MCollective's names, secrets left out.
import { dirname } from 'node:path';
import type { Config } from '../config/config';
import type { RubyHash, RubyValue } from '../marshal/values';
import { HIDDEN, isSecretSetting } from '../util/secret_name';

/** The value of an item, undefined for one that is not known. Broker logins and keys are not among them. */
export function configItem(config: Config, name: string): RubyValue | undefined {
  const items = configItems(config);
  return Object.hasOwn(items, name) ? items[name] : undefined;
}

function configItems({
  file,
  identity,
  collectives,
  mainCollective,
  node,
  rpc,
  broker,
  security,
}: Config): Record<string, RubyValue> {
  return {
    identity,
    collectives: [...collectives],
    main_collective: mainCollective,
    configfile: file ?? '',
    configdir: file === undefined ? '' : dirname(file),
    classesfile: node.classesFile,
    connector: capitalised(broker.connector),
    securityprovider: capitalised(security.provider === 'aes' ? 'aes_security' : security.provider),
    rpcauthorization: node.authorization !== undefined,
    rpcauthprovider: capitalised(node.authorization?.provider ?? ''),
    rpcaudit: node.audit !== undefined,
    rpcauditprovider: capitalised(node.audit?.provider ?? ''),
    factsource: 'Yaml',
    fact_cache_time: Math.round(node.factCacheMs / 1000),
    direct_addressing: rpc.directAddressing,
    direct_addressing_threshold: rpc.directAddressingThreshold,
    ttl: rpc.ttl,
    loglevel: node.logLevel,
    logfile: node.logFile ?? null,
    pluginconf: pluginSettings(node.plugins),
  };
}

// Ruby keeps names of plugins so.
function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).toLowerCase();
}

function pluginSettings(plugins: Readonly<Record<string, string>>): RubyHash {
  return new Map(
    Object.entries(plugins).map(([name, value]) => [name, isSecretSetting(name) ? HIDDEN : value]),
  );
}
