// The brokers to connect to: from the file, with logins and certificates from the environment on top.
import { type BrokerAddress, brokerName, type TlsOptions } from '../stomp/broker_address';
import { parseBrokerName } from './broker_name';
import type { ConnectorKind } from './config';
import type { ConfigSource } from './config_source';
import { BadValue, MissingSetting } from './errors';
import { absolutePath, type PathBase } from './paths';
import { readSecret, warnReadable } from './secrets';
import type { BrokerSettings, Settings } from './settings';

const PORT = 61613;
const TLS_PORT = 61614;

/** Throws MissingSetting without any broker, BadValue and ConfigUnreadable. */
export function brokerPool(
  { pool, broker: { connector = 'activemq' } }: Pick<Settings, 'pool' | 'broker'>,
  source: ConfigSource,
  paths: PathBase,
  warnings: string[],
): readonly BrokerAddress[] {
  const named = fromEnvironment(source);
  const brokers = named ?? pool;
  if (brokers.length === 0) {
    const [key, remedy] =
      source.format === 'mcollective'
        ? [`plugin.${connector}.pool.1.host`, 'set it to the host of your broker']
        : [
            'broker.pool',
            'add at least one broker: "broker: {pool: [{host: NAME, user: LOGIN, password: SECRET}]}"',
          ];
    throw new MissingSetting(key, source.file, remedy);
  }
  return brokers.map((broker, i) => address(broker, i, { connector, source, paths, warnings }));
}

interface Context {
  readonly connector: ConnectorKind;
  readonly source: ConfigSource;
  readonly paths: PathBase;
  readonly warnings: string[];
}

function fromEnvironment({ environment }: ConfigSource): BrokerSettings[] | undefined {
  const text = environment.env.FLEETSPEC_BROKER;
  return text?.split(',').map(name => {
    const broker = parseBrokerName(name);
    if (broker) return broker;
    throw new BadValue(
      'FLEETSPEC_BROKER',
      { file: 'environment' },
      `must be host:port, not ${JSON.stringify(name)}`,
    );
  });
}

function address(broker: BrokerSettings, index: number, context: Context): BrokerAddress {
  const { env } = context.source.environment;
  const tls = tlsOptions(broker, index, context);
  const port = broker.port ?? (tls && context.source.format === 'fleetspec' ? TLS_PORT : PORT);
  const user = env.STOMP_USER || broker.user;
  const password = env.STOMP_PASSWORD || passwordOf(broker, context);
  const host = broker.host!;
  if (tls && !tls.verify) {
    context.warnings.push(`broker ${brokerName({ host, port })}: its certificate is not checked`);
  }
  return {
    host,
    port,
    ...(user ? { user } : {}),
    ...(password ? { password } : {}),
    ...(tls ? { tls } : {}),
  };
}

function passwordOf(broker: BrokerSettings, { source, paths, warnings }: Context): string | undefined {
  if (broker.password !== undefined) {
    if (source.worldReadable) warnReadable(source.file!, 'the broker password', warnings);
    return broker.password;
  }
  if (broker.passwordFile === undefined) return undefined;
  return readSecret(
    absolutePath(broker.passwordFile, paths),
    'file with the broker password',
    source,
    warnings,
  );
}

function tlsOptions(broker: BrokerSettings, index: number, context: Context): TlsOptions | undefined {
  if (!wantsTls(broker)) return undefined;
  const { connector, source, paths, warnings } = context;
  const { env } = source.environment;
  const variable = `MCOLLECTIVE_${connector.toUpperCase()}_POOL${index + 1}_SSL`;
  const path = (file: string): string => absolutePath(file, paths);
  const cert = env[`${variable}_CERT`] || broker.cert;
  const key = env[`${variable}_KEY`] || broker.key;
  const wanted = [...(broker.ca ?? []), cert, key];
  const complete = broker.ca !== undefined && wanted.every(file => file && source.files.exists(path(file)));
  if (broker.fallback && !complete) return { caFiles: [], verify: false };
  if (!cert !== !key) {
    const place = { file: source.file ?? 'environment' };
    throw new BadValue(`broker ${broker.host}`, place, 'has only one of client certificate and private key');
  }
  if (key && source.files.worldReadable(path(key))) warnReadable(path(key), 'this private key', warnings);
  return {
    caFiles: (broker.ca ?? []).map(path),
    ...(cert && key ? { certFile: path(cert), keyFile: path(key) } : {}),
    ...(broker.ciphers ? { ciphers: broker.ciphers } : {}),
    verify: broker.verify ?? true,
  };
}

// In MCollective's files `ssl` decides; in ours any setting of the section is enough.
function wantsTls({ tls, ca, cert, key, ciphers, verify, fallback }: BrokerSettings): boolean {
  if (tls !== undefined) return tls;
  return fallback === undefined && [ca, cert, key, ciphers, verify].some(value => value !== undefined);
}
