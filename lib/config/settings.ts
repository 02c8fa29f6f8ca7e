// What one configuration file says, before defaults and environment: the common ground of both file formats.
import type { BrokerConfig, CallerType, NodeConfig, RpcConfig } from './config';

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
    authorization?: boolean;
  };
  readonly rpc: Partly<RpcConfig>;
  readonly node: Partly<Omit<NodeConfig, 'plugins'>> & { readonly plugins: Record<string, string> };
  readonly checks: { devices: Record<string, string>; params: Record<string, string>; puppetMaster?: string };
  readonly warnings: string[];
}

export function emptySettings(): Settings {
  return {
    pool: [],
    broker: {},
    security: {},
    rpc: {},
    node: { plugins: Object.create(null) },
    checks: { devices: Object.create(null), params: Object.create(null) },
    warnings: [],
  };
}
