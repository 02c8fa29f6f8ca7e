// Hosts and ports as sentences name them.
import { type Endpoint, parseEndpoint, parseHost } from '../../net/endpoint';
import { BadSentence } from '../errors';

/** Throws BadSentence. */
export function endpointIn(text: string, defaultPort?: number): Endpoint {
  const endpoint = parseEndpoint(text, defaultPort);
  if (endpoint) return endpoint;
  const like = defaultPort === undefined ? 'www.example.net:443' : 'mx1.example.net or mx1.example.net:25';
  throw new BadSentence(`"${text}" is no host and port`, `write it like ${like}`);
}

/** Throws BadSentence. */
export function hostIn(text: string): string {
  const host = parseHost(text);
  if (host !== undefined) return host;
  throw new BadSentence(`"${text}" is no host name or address`, 'write it like www.example.net or 192.0.2.7');
}

/** Throws BadSentence. */
export function portIn(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new BadSentence(`"${text}" is no port`, 'ports are 1 to 65535');
}
