// Settings of a file, the environment and the defaults, put together to a Config.
import { brokerPool } from './broker_pool';
import { checksConfig } from './checks_config';
import type { BrokerConfig, Config, NodeConfig, RpcConfig } from './config';
import type { ConfigSource } from './config_source';
import { BadValue } from './errors';
import { libDirs } from './lib_dirs';
import { auditConfig, authorizationConfig, registrationConfig, replayConfig } from './node_policies';
import { passiveConfig } from './passive_config';
import { absolutePath, type PathBase } from './paths';
import { securityConfig } from './security_config';
import type { Settings } from './settings';

const MEBIBYTE = 1024 * 1024;
const CLASSES_FILES = [
  '/var/lib/puppet/state/classes.txt',
  '/var/cache/puppet/state/classes.txt',
  '/opt/puppetlabs/puppet/cache/state/classes.txt',
];
const FACT_FILES = [
  '/etc/fleetspec/facts.yaml',
  '/etc/puppetlabs/mcollective/facts.yaml',
  '/etc/mcollective/facts.yaml',
];

const RPC_DEFAULTS: RpcConfig = {
  discoveryCapMs: 2000,
  discoveryQuietMs: 300,
  timeoutMs: 5000,
  ttl: 60,
  directAddressing: true,
  directAddressingThreshold: 10,
  batchSize: undefined,
  batchSleepMs: 1000,
  limitMethod: 'first',
  discoveryMethod: 'mc',
  discoveryOptions: [],
  publishTimeoutMs: undefined,
};

/** Throws BadValue, NotSupported, MissingSetting and ConfigUnreadable. */
export function makeConfig(settings: Settings, source: ConfigSource): Config {
  const warnings = [...settings.warnings];
  const paths = pathBase(source);
  const collectives = settings.collectives?.length ? settings.collectives : ['mcollective'];
  return {
    file: source.file,
    identity: identityOf(settings, source),
    collectives,
    mainCollective: mainCollective(settings.mainCollective, collectives, source, warnings),
    broker: brokerConfig(settings, source, brokerPool(settings, source, paths, warnings)),
    security: securityConfig(settings, source, paths, warnings),
    rpc: { ...RPC_DEFAULTS, ...settings.rpc },
    node: nodeConfig(settings, source, paths),
    libDirs: libDirs(settings, source, paths),
    checks: checksConfig(settings, source, paths),
    passive: passiveConfig(settings, source, paths, warnings),
    warnings,
  };
}

function brokerConfig(
  { broker }: Settings,
  { format }: ConfigSource,
  pool: BrokerConfig['pool'],
): BrokerConfig {
  return {
    pool,
    connector: 'activemq',
    useReplyExchange: false,
    randomize: false,
    vhost: broker.connector === 'rabbitmq' ? '/' : 'mcollective',
    // MCollective's files mean none when they say nothing.
    heartbeatMs: format === 'mcollective' ? 0 : 30_000,
    connectTimeoutMs: 5000,
    reconnectInitialMs: 100,
    reconnectMaxMs: 30_000,
    maxFrameBytes: 32 * MEBIBYTE,
    base64: false,
    agentsMultiplex: false,
    priority: 0,
    ...broker,
  };
}

// Ruby takes relative paths from where the daemon was started; in our own files they start at the file.
export function pathBase({ file, format, environment }: ConfigSource): PathBase {
  return { home: environment.home, cwd: environment.cwd, file: format === 'fleetspec' ? file : undefined };
}

function identityOf(settings: Settings, { file, environment }: ConfigSource): string {
  const identity = settings.identity ?? environment.hostname;
  if (/^[\w.-]{1,255}$/.test(identity)) return identity;
  const problem = `cannot be the host name ${JSON.stringify(identity)}`;
  throw new BadValue(
    'identity',
    { file: file ?? 'environment' },
    problem,
    'set identity to a name of letters, digits, "_", "." and "-"',
  );
}

function mainCollective(
  wanted: string | undefined,
  collectives: readonly string[],
  { file, format }: ConfigSource,
  warnings: string[],
): string {
  const fallback = collectives.includes('mcollective') ? 'mcollective' : collectives[0]!;
  if (wanted === undefined || collectives.includes(wanted)) return wanted ?? fallback;
  const problem = `names ${JSON.stringify(wanted)}, which is none of the collectives ${collectives.join(', ')}`;
  // MCollective starts with such a file, and its node works.
  if (format === 'fleetspec') throw new BadValue('main_collective', { file: file ?? 'environment' }, problem);
  warnings.push(`${file}: "main_collective" ${problem}; ${fallback} is used`);
  return fallback;
}

function nodeConfig(settings: Settings, source: ConfigSource, paths: PathBase): NodeConfig {
  const { files } = source;
  const { factFiles, classesFile, logFile, agentDirs, ...rest } = settings.node;
  return {
    factCacheMs: 300_000,
    agents: undefined,
    logLevel: 'info',
    graceMs: 5000,
    strictFilters: false,
    ...rest,
    replay: replayConfig(settings),
    authorization: authorizationConfig(settings, source, paths),
    audit: auditConfig(settings, source, paths),
    registration: registrationConfig(settings),
    agentDirs: agentDirs?.map(folder => absolutePath(folder, paths)) ?? [],
    factFiles:
      factFiles?.map(file => absolutePath(file, paths)) ?? FACT_FILES.filter(files.exists).slice(0, 1),
    classesFile: classesFile
      ? absolutePath(classesFile, paths)
      : (CLASSES_FILES.find(files.exists) ?? CLASSES_FILES[0]!),
    logFile: logFile ? absolutePath(logFile, paths) : undefined,
  };
}
