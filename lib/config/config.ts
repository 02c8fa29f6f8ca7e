// The configuration every program of fleetspec runs on, whichever file it came from.
import type { BrokerAddress } from '../stomp/broker_address';

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
  /** What should be told to the user: unknown keys, settings without effect; one sentence each. */
  readonly warnings: readonly string[];
}

export interface BrokerConfig {
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

export interface SecurityConfig {
  readonly provider: 'psk';
  readonly psk: string;
  readonly callerType: CallerType;
  /** `rpcauthorization` asks for policies; a node that has none must not run. */
  readonly authorization?: true;
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
}

/** What feature files refer to by name. */
export interface ChecksConfig {
  /** Names usable in steps ("the load balancer") → address. */
  readonly devices: Readonly<Record<string, string>>;
  /** Filter strings that find the Puppet master, as for `-W`; e.g. `role::puppetmaster` or `role=puppetmaster`. */
  readonly puppetMaster: string;
  /** Named parameters with default values for `<placeholders>`. */
  readonly params: Readonly<Record<string, string>>;
}
