// What one configuration file says, before defaults and environment: the common ground of both file formats.
import type {
  AesConfig,
  AuditConfig,
  AuthorizationConfig,
  BrokerConfig,
  CallerType,
  NodeConfig,
  RegistrationConfig,
  ReplayConfig,
  RpcConfig,
} from './config';
import type { NscaEncryption, PassiveKind } from './passive_config';

type Partly<Whole> = { -readonly [Key in keyof Whole]?: Whole[Key] };

/** One broker as the file has it. */
export interface BrokerSettings {
  host?: string;
  port?: number;
  user?: string;
  password?: string;
  passwordFile?: string;
  /** Undefined: TLS when one of its settings is there. */
  tls?: boolean;
  ca?: readonly string[];
  cert?: string;
  key?: string;
  ciphers?: string;
  verify?: boolean;
  /** MCollective: without complete and existing certificates go on unverified. */
  fallback?: boolean;
}

/** Of ssl and aes together. */
export type KeySettings = Partly<Omit<AesConfig, 'provider'>>;

/** One receiver of results as the file has it. */
export interface PassiveTargetSettings {
  kind?: PassiveKind;
  path?: string;
  address?: { host: string; port?: number };
  url?: string;
  user?: string;
  passwordFile?: string;
  tokenFile?: string;
  ca?: string;
  encryption?: NscaEncryption;
  outputBytes?: number;
  /** Seconds. */
  ttl?: number;
  host?: string;
  service?: string;
}

export interface PassiveSettings {
  defaultTarget?: string;
  queueDir?: string;
  queueResults?: number;
  queueBytes?: number;
  targets?: Map<string, PassiveTargetSettings>;
}

export interface Settings {
  identity?: string;
  collectives?: readonly string[];
  mainCollective?: string;
  readonly pool: BrokerSettings[];
  readonly broker: Partly<Omit<BrokerConfig, 'pool'>>;
  readonly security: {
    provider?: string;
    psk?: string;
    pskFile?: string;
    callerType?: CallerType;
    /** In fleetspec.yaml ssl and aes share their settings, in MCollective's files each has its own. */
    readonly keys: KeySettings;
    readonly ssl: KeySettings;
    readonly aes: KeySettings;
  };
  authorization?: Partly<AuthorizationConfig> & {
    enabled?: boolean;
    /** MCollective has the name and the switch apart. */
    enableDefault?: boolean;
    defaultName?: string;
  };
  audit?: Partly<AuditConfig> & { enabled?: boolean };
  registration?: Partly<RegistrationConfig>;
  replay?: Partly<ReplayConfig>;
  libDirs?: readonly string[];
  passive?: PassiveSettings;
  readonly rpc: Partly<RpcConfig>;
  readonly node: Partly<
    Omit<NodeConfig, 'plugins' | 'authorization' | 'audit' | 'registration' | 'replay'>
  > & { readonly plugins: Record<string, string> };
  readonly checks: {
    devices: Record<string, string>;
    params: Record<string, string>;
    secretParams: Record<string, string>;
    groups: Record<string, string>;
    pools: Record<string, string>;
    puppetMaster?: string;
    maxTargets?: string;
    readingActions?: readonly string[];
    waiversFile?: string;
    brokers?: Map<string, BrokerSettings>;
    stateDir?: string;
    stepsDir?: string;
  };
  readonly warnings: string[];
}

export function emptySettings(): Settings {
  return {
    pool: [],
    broker: {},
    security: { keys: {}, ssl: {}, aes: {} },
    rpc: {},
    node: { plugins: Object.create(null) },
    checks: {
      devices: Object.create(null),
      params: Object.create(null),
      secretParams: Object.create(null),
      groups: Object.create(null),
      pools: Object.create(null),
    },
    warnings: [],
  };
}
