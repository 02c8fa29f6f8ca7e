// The types of records that can be asked for, and how each is written in a sentence.
import type { Resolver } from 'node:dns/promises';
import { canonicalAddress, canonicalName } from './canonical';

export const RECORD_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS', 'SOA', 'SRV', 'PTR', 'CAA'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

type Ask = (resolver: Resolver, name: string) => Promise<readonly string[]>;

/** One text for each record, names in lower case and without a dot at their end, sorted by who asks. */
export const ASK: Readonly<Record<RecordType, Ask>> = {
  A: async (resolver, name) => (await resolver.resolve4(name)).map(canonicalAddress),
  AAAA: async (resolver, name) => (await resolver.resolve6(name)).map(canonicalAddress),
  CNAME: async (resolver, name) => (await resolver.resolveCname(name)).map(canonicalName),
  MX: async (resolver, name) =>
    (await resolver.resolveMx(name)).map(
      ({ priority, exchange }) => `${priority} ${canonicalName(exchange)}`,
    ),
  // A text longer than 255 bytes comes in parts.
  TXT: async (resolver, name) => (await resolver.resolveTxt(name)).map(parts => parts.join('')),
  NS: async (resolver, name) => (await resolver.resolveNs(name)).map(canonicalName),
  SOA: async (resolver, name) => {
    const soa = await resolver.resolveSoa(name);
    const numbers = [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minttl];
    return [[canonicalName(soa.nsname), canonicalName(soa.hostmaster), ...numbers].join(' ')];
  },
  SRV: async (resolver, name) =>
    (await resolver.resolveSrv(name)).map(
      ({ priority, weight, port, name: target }) => `${priority} ${weight} ${port} ${canonicalName(target)}`,
    ),
  PTR: async (resolver, name) => (await resolver.resolvePtr(name)).map(canonicalName),
  CAA: async (resolver, name) => (await resolver.resolveCaa(name)).map(caaText),
};

// {critical: 0, issue: 'ca.example.net'}: the tag is the name of the member.
function caaText(record: object): string {
  const { critical = 0, ...tags } = record as { critical?: number } & Record<string, unknown>;
  const [[tag, value] = ['', '']] = Object.entries(tags).filter(([name]) => name !== 'type');
  return `${critical} ${tag} "${String(value)}"`;
}
