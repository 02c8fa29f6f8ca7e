// The addresses of a name as programs of this machine see them: hosts file, search domains, name servers.
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { lookup } from '../stomp/sockets/lookup';
import { attempt, type Patience } from './attempt';
import type { Failed } from './fault';

export type Addresses = { readonly addresses: readonly string[] };

export async function findAddresses(name: string, patience: Patience): Promise<Addresses | Failed> {
  if (isIP(name)) return { addresses: [name] };
  return attempt(patience, () => allAddresses(name));
}

function allAddresses(name: string): Promise<Addresses> {
  return new Promise((resolve, reject) => {
    lookup(name, { all: true }, (error, found) => {
      if (error) reject(error);
      else resolve({ addresses: [...new Set((found as LookupAddress[]).map(({ address }) => address))] });
    });
  });
}
