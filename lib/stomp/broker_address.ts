// One broker of a pool: where it is and how to log in.

export interface TlsOptions {
  /** PEM files. */
  readonly caFiles: readonly string[];
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly ciphers?: string;
  /** False only where the user said so (`ssl.fallback` without certificates). */
  readonly verify: boolean;
}

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
  readonly tls?: TlsOptions;
}

/** `host:port`, for messages; never the login. */
export function brokerName(broker: Pick<BrokerAddress, 'host' | 'port'>): string {
  return broker.host.includes(':') ? `[${broker.host}]:${broker.port}` : `${broker.host}:${broker.port}`;
}
