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
    /** Of ssl and aes together; which of them counts says `provider`. */
    readonly keys: Partly<Omit<AesConfig, 'provider'>>;
  };
  authorization?: Partly<AuthorizationConfig> & { enabled?: boolean };
  audit?: Partly<AuditConfig> & { enabled?: boolean };
  registration?: Partly<RegistrationConfig>;
  replay?: Partly<ReplayConfig>;
  libDirs?: readonly string[];
  readonly rpc: Partly<RpcConfig>;
  readonly node: Partly<
    Omit<NodeConfig, 'plugins' | 'authorization' | 'audit' | 'registration' | 'replay'>
  > & { readonly plugins: Record<string, string> };
  readonly checks: { devices: Record<string, string>; params: Record<string, string>; puppetMaster?: string };
  readonly warnings: string[];
}

export function emptySettings(): Settings {
  return {
    pool: [],
    broker: {},
    security: { keys: {} },
    rpc: {},
    node: { plugins: Object.create(null) },
    checks: { devices: Object.create(null), params: Object.create(null) },
    warnings: [],
  };
}
