// A configuration as text or data that may be shown: without secrets.
import type { BrokerAddress } from '../stomp/broker_address';
import type { AesConfig, Config, NodeConfig, RegistrationConfig, SecurityConfig } from './config';
import { formatDuration } from './duration';
import type { PassiveConfig, PassiveTarget, SecretPlace } from './passive_config';

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
      connector: broker.connector,
      ...(broker.connector === 'rabbitmq' && { use_reply_exchange: broker.useReplyExchange }),
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
      batch_size: rpc.batchSize ?? '0',
      batch_sleep: formatDuration(rpc.batchSleepMs),
      limit_method: rpc.limitMethod,
      discovery_method: rpc.discoveryMethod,
      discovery_options: rpc.discoveryOptions,
      publish_timeout:
        rpc.publishTimeoutMs === undefined ? 'the time for replies' : formatDuration(rpc.publishTimeoutMs),
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
      strict_filters: node.strictFilters,
      replay: shownReplay(node.replay),
      authorization: shownAuthorization(node.authorization),
      audit: shownAudit(node.audit),
      registration: shownRegistration(node.registration),
      agent_dirs: node.agentDirs,
    },
    lib_dirs: config.libDirs,
    checks: {
      devices: { ...checks.devices },
      puppet_master: checks.puppetMaster,
      params: shownSettings(checks.params),
    },
    passive: shownPassive(config.passive),
  };
}

/** The same as indented text. */
export function describeConfig(config: Config): string {
  return lines(shownConfig(config), '').join('\n');
}

function shownReplay({ futureTolerance, maxTtl, maxEntries }: NodeConfig['replay']): Shown {
  return { future_tolerance: futureTolerance, max_ttl: maxTtl, max_entries: maxEntries };
}

function shownAuthorization(authorization: NodeConfig['authorization']): Shown {
  if (!authorization) return 'none';
  const { policyDir, allowUnconfigured, defaultPolicy, strict } = authorization;
  return {
    policy_dir: policyDir,
    allow_unconfigured: allowUnconfigured,
    default_policy: defaultPolicy ?? 'none',
    strict,
  };
}

function shownAudit(audit: NodeConfig['audit']): Shown {
  if (!audit) return 'none';
  const { file, format, required } = audit;
  return { file, format, required };
}

function shownRegistration(registration: RegistrationConfig | undefined): Shown {
  if (!registration) return 'none';
  const { intervalMs, method, collective, splay } = registration;
  return {
    ...{ interval: formatDuration(intervalMs), method },
    ...{ collective: collective ?? 'the main collective', splay },
  };
}

function shownPassive({ targets, defaultTarget, ...queue }: PassiveConfig): Shown {
  return {
    default: defaultTarget ?? 'none',
    queue_dir: queue.queueDir,
    queue_results: queue.queueResults,
    queue_bytes: queue.queueBytes,
    targets: Object.fromEntries([...targets].map(([name, target]) => [name, shownTarget(target)])),
  };
}

function shownTarget(target: PassiveTarget): Shown {
  const { kind, host, service } = target;
  const names = { ...(host !== undefined && { host }), ...(service !== undefined && { service }) };
  switch (kind) {
    case 'spool':
    case 'command_file':
      return { kind, path: target.path, ...names };
    case 'nsca':
      return {
        ...{ kind, address: `${target.address.host}:${target.address.port}`, encryption: target.encryption },
        ...{ password: placeOf(target.password), max_output: target.outputBytes, ...names },
      };
    default:
      return {
        ...{ kind, url: target.url, user: target.user ?? 'none', password: placeOf(target.password) },
        ...(kind === 'nrdp' && { token: placeOf(target.token) }),
        ...{
          ca: target.ca ?? 'the system’s',
          ...(kind === 'icinga2' && { ttl: target.ttl ?? 'none' }),
          ...names,
        },
      };
  }
}

// Read when something is sent.
function placeOf({ variable, file }: SecretPlace): string {
  return file === undefined ? `variable ${variable}` : `variable ${variable}, or ${file}`;
}

function shownSecurity(security: SecurityConfig): { readonly [key: string]: Shown } {
  const { provider } = security;
  if (provider === 'psk') {
    return { provider, psk: setOrNot(security.psk), caller_type: security.callerType };
  }
  const keys = {
    provider,
    serializer: security.serializer,
    client_public: security.clientPublic ?? 'none',
    client_private: security.clientPrivate ?? 'none',
    server_public: security.serverPublic ?? 'none',
    server_private: security.serverPrivate ?? 'none',
    client_cert_dir: security.clientCertDir ?? 'none',
    enforce_ttl: security.enforceTtl ?? true,
  };
  return provider === 'ssl' ? keys : { ...keys, ...shownAes(security) };
}

function shownAes(security: AesConfig): { readonly [key: string]: Shown } {
  return {
    cipher: security.cipher,
    send_pubkey: security.sendPubkey,
    learn_pubkeys: security.learnPubkeys,
    ca_cert: security.caCert ?? 'none',
    insecure_learning: security.insecureLearning,
  };
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
