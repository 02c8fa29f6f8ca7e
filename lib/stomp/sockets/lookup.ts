// The address behind a host name, in a way that can be given up.
//
// The system's resolver (getaddrinfo) waits in a thread, and no process ends before its threads do: with a silent name
// server a check that had its answer after two seconds ended after ten. So the name server is asked first, on the event
// loop, and the system's resolver, which knows search domains and other sources of names, when it answers.
import { type LookupAddress, type LookupOptions, Resolver, lookup as systemLookup } from 'node:dns';
import { readFileSync } from 'node:fs';

export type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

export interface LookupParts {
  readonly hostsFile?: string;
  /** Name servers (`address:port`) in place of those of the system. */
  readonly servers?: readonly string[];
  /** Of one server, ms. */
  readonly patienceMs?: number;
  readonly now?: () => number;
  readonly system?: typeof systemLookup;
}

const TRIES = 2;

/** As `dns.lookup`, for the `lookup` of a socket. */
export function lookup(
  host: string,
  options: LookupOptions,
  callback: LookupCallback,
  parts: LookupParts = {},
): void {
  const { hostsFile = '/etc/hosts', servers, patienceMs = 1_000, now = Date.now } = parts;
  const ask = (): void => (parts.system ?? systemLookup)(host, options, callback as never);
  if (isInHosts(host, hostsFile)) {
    ask();
    return;
  }
  const resolver = new Resolver({ timeout: patienceMs, tries: TRIES });
  if (servers) resolver.setServers(servers);
  const asked = now();
  resolver.resolve4(host, (error, addresses) => {
    // One of several servers is silent: the system's resolver would wait for it even longer.
    if (!error && now() - asked >= patienceMs) answer(addresses, options, callback);
    else if (error?.code === 'ETIMEOUT') callback(silence(host), '');
    else ask();
  });
}

function answer(addresses: readonly string[], { all }: LookupOptions, callback: LookupCallback): void {
  const [first = ''] = addresses;
  if (all)
    callback(
      null,
      addresses.map(address => ({ address, family: 4 })),
    );
  else callback(null, first, 4);
}

function silence(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`no name server answers when asked for ${host}`), { code: 'EAI_AGAIN' });
}

// Names of this file need no name server.
function isInHosts(host: string, file: string): boolean {
  const name = host.toLowerCase();
  if (name === 'localhost') return true;
  try {
    const lines = readFileSync(file, 'utf8').toLowerCase().split('\n');
    return lines.some(line => line.replace(/#.*/, '').split(/\s+/).slice(1).includes(name));
  } catch {
    return false;
  }
}
