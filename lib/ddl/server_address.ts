// `host:port` as the puppet agent takes it (MCollective's puppet agent 1.14).
import { isIP } from 'node:net';

export interface ServerAddress {
  readonly host: string;
  readonly port: string | undefined;
}

/** `host`, `host:port`, an address, or `[v6]:port`; anything else is all host. */
export function parseServerAddress(text: string): ServerAddress {
  if (isIP(text) === 6) return { host: text, port: undefined };
  const bracketed = /^\[([a-fA-F0-9:.]*)\](?::(.*))?$/.exec(text);
  if (bracketed) return { host: bracketed[1]!, port: bracketed[2] };
  const [host, port, ...rest] = text.split(':') as [string, ...string[]];
  return rest.length === 0 ? { host, port } : { host: text, port: undefined };
}

const HOST_NAME = /^(?:[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;

/** A name whose labels all begin with a letter, or an address without zone. */
export function isServerHost(host: string): boolean {
  return !host.includes('%') && (isIP(host) !== 0 || HOST_NAME.test(host));
}
