// How a plugin reaches the broker: its options, and the session they make.
import { readFileSync } from 'node:fs';
import type { PluginRun } from '../nagios/plugin';
import type { PluginOption } from '../nagios/plugin_option';
import type { BrokerAddress } from '../stomp/broker_address';
import type { StompConnection } from '../stomp/connection';
import { StompSession } from '../stomp/session';
import { PasswordUnreadable } from './errors';

export const CONNECTION_OPTIONS: readonly PluginOption[] = [
  {
    name: 'host',
    short: 'H',
    kind: 'text',
    value: 'HOST[:PORT]',
    description: 'broker; of several, the first that can be reached is asked',
    repeat: true,
  },
  { name: 'port', short: 'P', kind: 'port', value: 'PORT', description: 'its STOMP port', default: '61613' },
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

/** Connects to the first usable broker within the time of the run; throws the errors of lib/stomp. */
export function connectBroker(run: PluginRun): Promise<StompConnection> {
  const { clock, signal } = run;
  const pool = brokerPool(run);
  const connectTimeoutMs = Math.max(1, Math.floor(run.remainingMs() / pool.length));
  return StompSession.connect({ pool, clock, signal, connectTimeoutMs, heartbeatMs: 0, reconnect: false });
}

function brokerPool(run: PluginRun): BrokerAddress[] {
  const { values } = run;
  const named = values.host as readonly string[];
  const hosts = named.length > 0 ? named : ['localhost'];
  const [user, password, tls] = [loginOf(run), passwordOf(run), tlsOf(run)];
  return hosts.map(text => ({
    ...hostAndPort(text, values.port as number),
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
  return typed ?? (file === undefined ? environment.env.STOMP_PASSWORD : firstLine(file));
}

function firstLine(file: string): string {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/, 1)[0] ?? '';
  } catch (error) {
    throw new PasswordUnreadable(file, error);
  }
}

function tlsOf({ values }: PluginRun): BrokerAddress['tls'] {
  const caFiles = values['tls-ca'] as readonly string[];
  const [certFile, keyFile] = [values['tls-cert'], values['tls-key']] as (string | undefined)[];
  if (!values.tls && caFiles.length === 0 && !certFile && !keyFile) return undefined;
  return { caFiles, verify: true, ...(certFile ? { certFile } : {}), ...(keyFile ? { keyFile } : {}) };
}
