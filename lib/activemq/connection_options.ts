// How a plugin reaches the broker: its options, and the session they make.
import { describeError } from '../errors';
import type { PluginAnswer } from '../nagios/output';
import type { PluginRun } from '../nagios/plugin';
import type { PluginOption } from '../nagios/plugin_option';
import { STATES, type StateWord } from '../nagios/plugin_states';
import type { BrokerAddress } from '../stomp/broker_address';
import type { StompConnection } from '../stomp/connection';
import { BrokerLost, BrokerUnreachable, ConnectTimeout, NoBrokerReachable } from '../stomp/errors';
import { StompSession } from '../stomp/session';
import { readPasswordFile } from './password_file';

const STOMP_PORT = 61613;
const STOMP_TLS_PORT = 61614;

export const CONNECTION_OPTIONS: readonly PluginOption[] = [
  {
    name: 'host',
    short: 'H',
    kind: 'text',
    value: 'HOST[:PORT]',
    description: 'broker, or several with commas between: the first that can be reached is asked',
    repeat: true,
  },
  {
    name: 'port',
    short: 'P',
    kind: 'port',
    value: 'PORT',
    description: `its STOMP port (default ${STOMP_PORT}, with TLS ${STOMP_TLS_PORT})`,
  },
  {
    name: 'user',
    short: 'u',
    kind: 'text',
    value: 'LOGIN',
    description: 'login; else the variable STOMP_USER',
  },
  {
    name: 'password',
    short: 'p',
    kind: 'text',
    value: 'PASSWORD',
    description: 'password, which every user of this machine sees in ps: better one of the next',
  },
  {
    name: 'password-file',
    kind: 'text',
    value: 'FILE',
    description: 'file whose first line is the password; else the variable STOMP_PASSWORD',
  },
  { name: 'tls', kind: 'flag', description: 'connect by TLS' },
  {
    name: 'tls-ca',
    kind: 'text',
    value: 'FILE',
    description: 'authority of the certificate of the broker',
    repeat: true,
  },
  { name: 'tls-cert', kind: 'text', value: 'FILE', description: 'our certificate' },
  { name: 'tls-key', kind: 'text', value: 'FILE', description: 'its private key' },
];

/** For plugins that have states. */
export const UNREACHABLE_OPTION: PluginOption = {
  name: 'unreachable',
  kind: 'text',
  value: 'STATE',
  description: 'state when no broker can be reached, instead of unknown',
  choices: Object.keys(STATES),
};

/** Connects to the first usable broker within the time of the run; throws the errors of lib/stomp. */
export function connectBroker(run: PluginRun): Promise<StompConnection> {
  const { clock, signal } = run;
  const pool = brokerPool(run);
  const connectTimeoutMs = Math.max(1, Math.floor(run.remainingMs() / pool.length));
  return StompSession.connect({ pool, clock, signal, connectTimeoutMs, heartbeatMs: 0, reconnect: false });
}

/** The answer about a broker, or that of `--unreachable`; the connection is closed afterwards. */
export async function withBroker(
  run: PluginRun,
  use: (connection: StompConnection) => Promise<PluginAnswer>,
): Promise<PluginAnswer> {
  let connection: StompConnection;
  try {
    connection = await connectBroker(run);
  } catch (error) {
    const state = run.values.unreachable as StateWord | undefined;
    if (state === undefined || !isUnreachable(error)) throw error;
    return { status: STATES[state], subject: 'ActiveMQ', text: describeError(error) };
  }
  try {
    return await use(connection);
  } finally {
    // The answer does not wait for a polite goodbye.
    void connection.close();
  }
}

// A refused login or a wrong certificate are for whoever set the check up; the broker may be well.
function isUnreachable(error: unknown): boolean {
  if (error instanceof NoBrokerReachable) return error.failures.every(isUnreachable);
  return [BrokerUnreachable, ConnectTimeout, BrokerLost].some(known => error instanceof known);
}

/** Where the options say that brokers are, and how to log in. Throws PasswordUnreadable. */
export function brokerPool(run: PluginRun): BrokerAddress[] {
  const { values } = run;
  const named = (values.host as readonly string[]).flatMap(text => text.split(',')).map(text => text.trim());
  const hosts = named.some(Boolean) ? named.filter(Boolean) : ['localhost'];
  const [user, password, tls] = [loginOf(run), passwordOf(run), tlsOf(run)];
  const port = (values.port as number | undefined) ?? (tls ? STOMP_TLS_PORT : STOMP_PORT);
  return hosts.map(text => ({
    ...hostAndPort(text, port),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
  }));
}

// `[::1]:61613`, `mq1:61613`, and a bare address of IPv6.
function hostAndPort(text: string, port: number): { host: string; port: number } {
  const match = /^(?:\[(.+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? text;
  return { host, port: match?.[3] === undefined ? port : Number(match[3]) };
}

function loginOf({ values, environment }: PluginRun): string | undefined {
  return (values.user as string | undefined) ?? environment.env.STOMP_USER;
}

function passwordOf({ values, environment }: PluginRun): string | undefined {
  const file = values['password-file'] as string | undefined;
  const typed = values.password as string | undefined;
  return typed ?? (file === undefined ? environment.env.STOMP_PASSWORD : readPasswordFile(file));
}

function tlsOf({ values }: PluginRun): BrokerAddress['tls'] {
  const caFiles = values['tls-ca'] as readonly string[];
  const [certFile, keyFile] = [values['tls-cert'], values['tls-key']] as (string | undefined)[];
  if (!values.tls && caFiles.length === 0 && !certFile && !keyFile) return undefined;
  return { caFiles, verify: true, ...(certFile ? { certFile } : {}), ...(keyFile ? { keyFile } : {}) };
}
