// The serial that each name server of a zone gives: who has not got the newest one still tells old records.
import { isIP } from 'node:net';
import { attempt, type Patience } from '../attempt';
import { endpointName } from '../endpoint';
import { type Failed, type Fault, isFailed, NetProblem } from '../fault';
import { askDns } from './ask_dns';
import type { RecordType } from './record_types';

export type ServerSerial = {
  /** `ns1.example.net (192.0.2.53)`. */
  readonly server: string;
  /** null: it knows nothing of the zone, or did not answer. */
  readonly serial: number | null;
  /** Why nothing is known of it; null when it answered. */
  readonly fault: Fault | null;
};

export type Serials = { readonly servers: readonly ServerSerial[] };

export interface SerialsQuestion {
  readonly zone: string;
  /** Who is asked which name servers there are; none: those of this machine. */
  readonly servers?: readonly string[];
  /** Where the name servers of the zone listen. */
  readonly port: number;
}

// More are a mistake, or somebody's trick.
const MAX_SERVERS = 32;
const LAME = /\((?:REFUSED|NOTIMP|FORMERR)\)/;

/** Fault: it is not known which name servers there are. */
export function askSerials(question: SerialsQuestion, patience: Patience): Promise<Serials | Failed> {
  // A server that is silent costs its part of the time, not that of the answer.
  const each = { ...patience, timeoutMs: patience.timeoutMs / 3 };
  return attempt(patience, async () => {
    const names = await recordsOf('NS', question.zone, question, each);
    if (names.length === 0) throw new NetProblem('name', 'the zone has no name servers');
    if (names.length > MAX_SERVERS) throw new NetProblem('protocol', `it has ${names.length} name servers`);
    const servers = await Promise.all(names.map(name => serialsOf(name, question, each)));
    return { servers: servers.flat() };
  });
}

async function recordsOf(
  type: RecordType,
  name: string,
  { servers }: SerialsQuestion,
  patience: Patience,
): Promise<readonly string[]> {
  const answer = await askDns({ name, type, ...(servers && { servers }) }, patience);
  if (isFailed(answer)) throw new NetProblem(answer.fault.kind, answer.fault.text);
  return answer.records;
}

// Where there is an IPv4 address it is asked there: not every machine has a way to the others.
async function serialsOf(
  name: string,
  question: SerialsQuestion,
  patience: Patience,
): Promise<ServerSerial[]> {
  try {
    const four = await recordsOf('A', name, question, patience);
    const addresses = four.length > 0 ? four : await recordsOf('AAAA', name, question, patience);
    if (addresses.length === 0)
      return [{ server: name, serial: null, fault: { kind: 'name', text: 'it has no address' } }];
    return await Promise.all(addresses.map(address => serialAt(name, address, question, patience)));
  } catch (error) {
    if (!(error instanceof NetProblem)) throw error;
    return [{ server: name, serial: null, fault: { kind: error.kind, text: error.message } }];
  }
}

async function serialAt(
  name: string,
  address: string,
  { zone, port }: SerialsQuestion,
  patience: Patience,
): Promise<ServerSerial> {
  const at = isIP(address) ? endpointName({ host: address, port }) : address;
  const answer = await askDns({ name: zone, type: 'SOA', servers: [at] }, patience);
  const server = `${name} (${address})`;
  if (!isFailed(answer)) return { server, serial: serialIn(answer.records), fault: null };
  // It answered, and that it knows no such zone.
  if (LAME.test(answer.fault.text)) return { server, serial: null, fault: null };
  return { server, serial: null, fault: answer.fault };
}

function serialIn([soa]: readonly string[]): number | null {
  const serial = soa?.split(' ')[2];
  return serial === undefined ? null : Number(serial);
}
