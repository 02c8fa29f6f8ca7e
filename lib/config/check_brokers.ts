// Brokers that features name, besides that of the fleet.
import type { BrokerAddress, TlsOptions } from '../stomp/broker_address';
import { absolutePath, type PathBase } from './paths';
import type { BrokerSettings, Settings } from './settings';

/** The password is in the file: it is read by who logs in. */
export interface CheckBroker extends Omit<BrokerAddress, 'password'> {
  readonly passwordFile?: string;
}

const PORT = 61613;
const TLS_PORT = 61614;

export function checkBrokers(
  { brokers = new Map() }: Settings['checks'],
  paths: PathBase,
): ReadonlyMap<string, CheckBroker> {
  return new Map([...brokers].map(([name, broker]) => [name, address(name, broker, paths)]));
}

function address(name: string, broker: BrokerSettings, paths: PathBase): CheckBroker {
  const { host = name, user, passwordFile } = broker;
  const tls = tlsOptions(broker, paths);
  return {
    host,
    port: broker.port ?? (tls ? TLS_PORT : PORT),
    ...(user !== undefined && { user }),
    ...(passwordFile !== undefined && { passwordFile: absolutePath(passwordFile, paths) }),
    ...(tls && { tls }),
  };
}

function tlsOptions({ tls, ca, cert, key }: BrokerSettings, paths: PathBase): TlsOptions | undefined {
  if (!(tls ?? [ca, cert, key].some(value => value !== undefined))) return undefined;
  return {
    caFiles: (ca ?? []).map(file => absolutePath(file, paths)),
    ...(cert !== undefined && { certFile: absolutePath(cert, paths) }),
    ...(key !== undefined && { keyFile: absolutePath(key, paths) }),
    verify: true,
  };
}
