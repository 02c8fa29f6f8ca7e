// Where something listens: `www.example.net:443`, `[2001:db8::7]:25`, `mx1`.
import { isIPv6 } from 'node:net';

export type Endpoint = { readonly host: string; readonly port: number };

const HOST = String.raw`[A-Za-z0-9_](?:[\w.-]{0,253})`;

/** Undefined for what is no host, or lacks a port when there is no default. */
export function parseEndpoint(text: string, defaultPort?: number): Endpoint | undefined {
  const bare = parseHost(text);
  if (bare !== undefined && defaultPort !== undefined) return { host: bare, port: defaultPort };
  const [, bracketed, plain, digits] =
    new RegExp(`^(?:\\[([^\\]]+)\\]|(${HOST})):(\\d{1,5})$`).exec(text.trim()) ?? [];
  const host = bracketed === undefined ? plain : parseHost(bracketed);
  const port = Number(digits);
  return host === undefined || !(port >= 1 && port <= 65_535) ? undefined : { host, port };
}

/** A host name, or an address with or without brackets; undefined for anything else. */
export function parseHost(text: string): string | undefined {
  const bare = text.trim().replace(/^\[(.+)\]$/, '$1');
  return isIPv6(bare) || new RegExp(`^${HOST}$`).test(bare) ? bare : undefined;
}

/** `host:port`, with brackets where they are needed. */
export function endpointName({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
