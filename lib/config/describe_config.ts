// A configuration as text or data that may be shown: without secrets.
import type { BrokerAddress } from '../stomp/broker_address';
import type { Config, SecurityConfig } from './config';
import { formatDuration } from './duration';

export type Shown = string | number | boolean | readonly Shown[] | { readonly [key: string]: Shown };

const SECRET_NAME = /pass(word|code|phrase)?$|psk$|secret|token|private|credential|(^|[._-])key$/i;

/** True for names of settings whose values must not be shown (`registration.mongopassword`). */
export function isSecretSetting(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** The keys of fleetspec.yaml with their values in force; secrets are only said to be set. */
export function shownConfig(config: Config): { readonly [key: string]: Shown } {
  const { broker, security, rpc, node, checks } = config;
  return {
    file: config.file ?? 'none',
    identity: config.identity,
    collectives: config.collectives,
    main_collective: config.mainCollective,
    broker: {
      pool: broker.pool.map(shownBroker),
      randomize: broker.randomize,
      vhost: broker.vhost,
      heartbeat: formatDuration(broker.heartbeatMs),
      connect_timeout: formatDuration(broker.connectTimeoutMs),
      reconnect_initial: formatDuration(broker.reconnectInitialMs),
      reconnect_max: formatDuration(broker.reconnectMaxMs),
      max_frame_bytes: broker.maxFrameBytes,
      base64: broker.base64,
      agents_multiplex: broker.agentsMultiplex,
      priority: broker.priority,
    },
    security: shownSecurity(security),
    rpc: {
      discovery_cap: formatDuration(rpc.discoveryCapMs),
      discovery_quiet: formatDuration(rpc.discoveryQuietMs),
      timeout: formatDuration(rpc.timeoutMs),
      ttl: rpc.ttl,
      direct_addressing: rpc.directAddressing,
      direct_addressing_threshold: rpc.directAddressingThreshold,
    },
    node: {
      fact_files: node.factFiles,
      fact_cache: formatDuration(node.factCacheMs),
      classes_file: node.classesFile,
      agents: node.agents ?? 'all that can work here',
      plugins: shownSettings(node.plugins),
      log_file: node.logFile ?? 'standard error',
      log_level: node.logLevel,
      grace: formatDuration(node.graceMs),
    },
    checks: {
      devices: { ...checks.devices },
      puppet_master: checks.puppetMaster,
      params: shownSettings(checks.params),
    },
  };
}

/** The same as indented text. */
export function describeConfig(config: Config): string {
  return lines(shownConfig(config), '').join('\n');
}

function shownSecurity(security: SecurityConfig): { readonly [key: string]: Shown } {
  const { provider } = security;
  if (provider !== 'psk') return { provider };
  return { provider, psk: setOrNot(security.psk), caller_type: security.callerType };
}

function shownBroker({ host, port, user, password, tls }: BrokerAddress): Shown {
  return {
    host,
    port,
    user: user ?? 'none',
    password: setOrNot(password),
    tls: tls
      ? {
          ca: tls.caFiles.length ? tls.caFiles : 'the system’s',
          cert: tls.certFile ?? 'none',
          key: tls.keyFile ?? 'none',
          verify: tls.verify,
        }
      : false,
  };
}

function shownSettings(settings: Readonly<Record<string, string>>): Shown {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, isSecretSetting(name) ? setOrNot(value) : value]),
  );
}

function setOrNot(secret: string | undefined): string {
  return secret ? '(set)' : '(not set)';
}

function lines(value: { readonly [key: string]: Shown }, indent: string): string[] {
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
    const [first = '', ...rest] = lines(item as { [key: string]: Shown }, `${indent}    `);
    return [`${indent}  - ${first.trimStart()}`, ...rest];
  });
  return [`${indent}${key}:`, ...items];
}

function isList(value: Shown): value is readonly Shown[] {
  return Array.isArray(value);
}
