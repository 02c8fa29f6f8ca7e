// The configuration every program of fleetspec runs on, whichever file it came from.
import type { BrokerAddress } from '../stomp/broker_address';
import type { CheckBroker } from './check_brokers';
import type { PassiveConfig } from './passive_config';

export type CallerType = 'uid' | 'gid' | 'user' | 'group' | 'identity';

/** Secrets are here in clear: never print a Config, use `describeConfig`. */
export interface Config {
  /** The file read, undefined when only defaults and environment apply. */
  readonly file: string | undefined;
  readonly identity: string;
  readonly collectives: readonly string[];
  readonly mainCollective: string;
  readonly broker: BrokerConfig;
  readonly security: SecurityConfig;
  readonly rpc: RpcConfig;
  readonly node: NodeConfig;
  readonly checks: ChecksConfig;
  readonly passive: PassiveConfig;
  /** Folders of plugins in MCollective's layout (`libdir`): DDLs are read from `mcollective/agent` below them. */
  readonly libDirs: readonly string[];
  /** What should be told to the user: unknown keys, settings without effect; one sentence each. */
  readonly warnings: readonly string[];
}

export type ConnectorKind = 'activemq' | 'rabbitmq';

export interface BrokerConfig {
  /** Which names of destinations and headers the broker wants. */
  readonly connector: ConnectorKind;
  /** RabbitMQ: replies through the exchange `mcollective_reply` instead of temporary queues. */
  readonly useReplyExchange: boolean;
  /** In order of preference. */
  readonly pool: readonly BrokerAddress[];
  readonly randomize: boolean;
  /** STOMP `host` header. */
  readonly vhost: string;
  /** Milliseconds between heart-beats in both directions, 0 = none. */
  readonly heartbeatMs: number;
  /** For TCP, TLS and CONNECTED together, per broker. */
  readonly connectTimeoutMs: number;
  readonly reconnectInitialMs: number;
  readonly reconnectMaxMs: number;
  readonly maxFrameBytes: number;
  readonly base64: boolean;
  readonly agentsMultiplex: boolean;
  /** `priority` header, 0 = none. */
  readonly priority: number;
}

/** How requests and replies are proven; all of a fleet alike. */
export type SecurityConfig = PskConfig | SslConfig | AesConfig;

export interface PskConfig {
  readonly provider: 'psk';
  /** Empty when none is configured. */
  readonly psk: string;
  readonly callerType: CallerType;
}

export type Serializer = 'marshal' | 'yaml';

/** Key files of MCollective's RSA plugins; undefined where none is configured. Files are read by who needs them. */
export interface KeyFiles {
  readonly clientPublic: string | undefined;
  readonly clientPrivate: string | undefined;
  readonly serverPublic: string | undefined;
  readonly serverPrivate: string | undefined;
  /** Node: folder with the public keys of callers, NAME.pem. */
  readonly clientCertDir: string | undefined;
}

export interface SslConfig extends KeyFiles {
  readonly provider: 'ssl';
  readonly serializer: Serializer;
  /** ttl and time stamp must be those that were signed; undefined when not set, which Ruby takes as true but for one case. */
  readonly enforceTtl: boolean | undefined;
}

export interface AesConfig extends KeyFiles {
  readonly provider: 'aes';
  readonly serializer: Serializer;
  readonly enforceTtl: boolean | undefined;
  /** Cipher name in OpenSSL's spelling. */
  readonly cipher: string;
  /** Client: attach our public key to requests. */
  readonly sendPubkey: boolean;
  /** Node: keep public keys that come with requests. */
  readonly learnPubkeys: boolean;
  /** Learned and stored keys must be certificates of this authority. */
  readonly caCert: string | undefined;
  /** Node: keep them whoever sends them. */
  readonly insecureLearning: boolean;
}

export interface RpcConfig {
  /** Longest time to wait for discovery answers, ms. */
  readonly discoveryCapMs: number;
  /** Discovery ends when this long no new answer came, ms. */
  readonly discoveryQuietMs: number;
  /** Time for replies when the agent says nothing else, ms. */
  readonly timeoutMs: number;
  /** Request time to live in seconds. */
  readonly ttl: number;
  readonly directAddressing: boolean;
  /** Up to this many discovered nodes are addressed one by one. */
  readonly directAddressingThreshold: number;
  /** Nodes asked at once, or a percentage of them (`10%`); undefined: all. */
  readonly batchSize: string | undefined;
  readonly batchSleepMs: number;
  /** How a limit chooses among discovered nodes. */
  readonly limitMethod: 'first' | 'random';
  /** `mc`, `flatfile`, `stdin`, `external`, `registration`; of `rpc` and `find` only. */
  readonly discoveryMethod: string;
  readonly discoveryOptions: readonly string[];
  /** For the broker to take a request, ms; counts when it is longer than the time for replies. */
  readonly publishTimeoutMs: number | undefined;
}

export interface NodeConfig {
  /** YAML fact files, later ones win. */
  readonly factFiles: readonly string[];
  readonly factCacheMs: number;
  readonly classesFile: string;
  /** Agents to load, undefined = all that can be activated. */
  readonly agents: readonly string[] | undefined;
  /** `plugin.X = v` and our `node.plugins` section: plugin settings by MCollective's own names, e.g. `iptables.chain`. */
  readonly plugins: Readonly<Record<string, string>>;
  readonly logFile: string | undefined;
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug';
  /** Time for running requests at shutdown, ms. */
  readonly graceMs: number;
  /** Filters choose nodes as MCollective 2.12 does, oddities included (docs/compatibility.md). */
  readonly strictFilters: boolean;
  readonly replay: ReplayConfig;
  /** Undefined: whoever can sign a request may command this node. */
  readonly authorization: AuthorizationConfig | undefined;
  readonly audit: AuditConfig | undefined;
  readonly registration: RegistrationConfig | undefined;
  /** Folders with agents that are programs. */
  readonly agentDirs: readonly string[];
}

export interface ReplayConfig {
  /** A request dated further ahead than this is refused, seconds. */
  readonly futureTolerance: number;
  /** An older request is refused whatever its own ttl, seconds: nobody can make a node remember for ever. */
  readonly maxTtl: number;
  /** Requests remembered at most. */
  readonly maxEntries: number;
}

/** ActionPolicy, MCollective's own. */
export interface AuthorizationConfig {
  /** MCollective's name of the plugin; fleetspecd has `action_policy` only. */
  readonly provider: string;
  /** Folder with AGENT.policy and `groups`. */
  readonly policyDir: string;
  /** Agents without a policy file: allow. */
  readonly allowUnconfigured: boolean;
  /** File used for agents without one, by its name without `.policy`; undefined: none. */
  readonly defaultPolicy: string | undefined;
  /** Rules hold where MCollective's plugin lets them hold, oddities included (docs/compatibility.md). */
  readonly strict: boolean;
}

export interface AuditConfig {
  /** MCollective's name of the plugin; fleetspecd has `logfile` only. */
  readonly provider: string;
  readonly file: string;
  readonly format: 'json' | 'mcollective';
  /** Act only while the file can be written. */
  readonly required: boolean;
}

export interface RegistrationConfig {
  readonly intervalMs: number;
  readonly method: 'agentlist' | 'meta';
  /** Default the main collective. */
  readonly collective: string | undefined;
  /** Wait a random part of the interval first. */
  readonly splay: boolean;
}

/** What feature files refer to by name. */
export interface ChecksConfig {
  /** Names usable in steps ("the load balancer") → address. */
  readonly devices: Readonly<Record<string, string>>;
  /** Filter strings that find the Puppet master, as for `-W`; e.g. `role::puppetmaster` or `role=puppetmaster`. */
  readonly puppetMaster: string;
  /** Named parameters with default values for `<placeholders>`. */
  readonly params: Readonly<Record<string, string>>;
  /** Parameters that are secrets: never shown, and where each is. */
  readonly secretParams: Readonly<Record<string, { readonly file: string } | { readonly variable: string }>>;
  /** Groups of hosts that sentences speak of by name → phrase, such as `hosts with class role::web`. */
  readonly groups: Readonly<Record<string, string>>;
  /** Pools that sentences speak of by name → how it shows that a host is in it, such as `it has the fact pool=in`. */
  readonly pools: Readonly<Record<string, string>>;
  /** A run may change at most this many hosts, a number or a percentage (`10%`) of those found; undefined: any number. */
  readonly maxTargets: string | undefined;
  /** Actions that only read, as `agent.action`, besides those known: others need `--act`. */
  readonly readingActions: readonly string[];
  /** File of waivers and maintenance windows. */
  readonly waiversFile: string | undefined;
  /** Folder with steps of one's own, absolute; undefined: the one above the features. */
  readonly stepsDir?: string | undefined;
  /** Brokers that sentences may name, besides that of the fleet. */
  readonly brokers?: ReadonlyMap<string, CheckBroker>;
  /** Folder for journals of what must be undone. */
  readonly stateDir: string;
}
