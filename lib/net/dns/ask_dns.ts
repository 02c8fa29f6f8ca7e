// One question to name servers, those of this machine or a chosen one, by the resolver of Node (c-ares): answers that
// were cut off are asked for again by TCP, and such that fit no question are dropped.
import { Resolver } from 'node:dns/promises';
import { describeError } from '../../errors';
import { attempt, type Patience } from '../attempt';
import { type Failed, NetProblem } from '../fault';
import { ASK, type RecordType } from './record_types';

export interface DnsQuestion {
  readonly name: string;
  readonly type: RecordType;
  /** `address` or `address:port`; none: those of this machine. */
  readonly servers?: readonly string[];
}

/** That there is no such name is an answer, too. */
export type DnsAnswer = {
  readonly exists: boolean;
  /** Sorted. */
  readonly records: readonly string[];
};

const TRIES = 2;
const LONGEST_TRY_MS = 1_500;
const SHORTEST_TRY_MS = 100;

const SILENT = 'no name server answered';
const CODES: Readonly<Record<string, string>> = {
  ESERVFAIL: 'the name server failed (SERVFAIL)',
  EREFUSED: 'the name server refuses to say (REFUSED)',
  ENOTIMP: 'the name server does not know such questions (NOTIMP)',
  EFORMERR: 'the name server does not understand the question (FORMERR)',
  EBADRESP: 'the answer of the name server cannot be read',
  EBADNAME: 'that is no name that can be asked for',
  ETIMEOUT: SILENT,
  ECANCELLED: SILENT,
  ECONNREFUSED: `${SILENT}: nobody listens there`,
};

/** A name server that fails or is silent is a fault: of the name nothing is known. */
export async function askDns(question: DnsQuestion, patience: Patience): Promise<DnsAnswer | Failed> {
  return attempt(patience, signal => ask(question, patience.timeoutMs, signal));
}

async function ask({ name, type, servers }: DnsQuestion, timeoutMs: number, signal: AbortSignal) {
  const timeout = Math.min(LONGEST_TRY_MS, Math.max(SHORTEST_TRY_MS, Math.floor(timeoutMs / (2 * TRIES))));
  // Each has a cache of its own: what was asked before is asked again.
  const resolver = new Resolver({ timeout, tries: TRIES });
  if (servers) resolver.setServers(servers);
  signal.addEventListener('abort', () => resolver.cancel(), { once: true });
  try {
    return { exists: true, records: [...(await ASK[type](resolver, name))].sort() };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOTFOUND') return { exists: false, records: [] };
    if (code === 'ENODATA') return { exists: true, records: [] };
    throw problem(code, error);
  }
}

function problem(code: string, error: unknown): NetProblem {
  const text = Object.hasOwn(CODES, code) ? CODES[code]! : describeError(error);
  return new NetProblem('resolver', text);
}
