// The name that is asked for in a handshake and that the certificate must be for.
import { isIP } from 'node:net';

/** Options of node:tls. Addresses are no names there, but count when the certificate is looked at. */
export function serverNameOf(host: string): { servername?: string } {
  const bare = host.replace(/^\[(.+)\]$/, '$1');
  return isIP(bare) ? {} : { servername: bare };
}
