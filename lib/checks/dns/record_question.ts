// What a sentence asks name servers for: `A`, `mx`, `SPF` … records of a name.
import { isIP } from 'node:net';
import type { DnsAnswer } from '../../net/dns/ask_dns';
import { canonical, canonicalName, reverseName } from '../../net/dns/canonical';
import { RECORD_TYPES, type RecordType } from '../../net/dns/record_types';
import type { Failed } from '../../net/fault';
import { didYouMean } from '../../util/did_you_mean';
import type { CheckContext } from '../check_context';
import { BadSentence } from '../errors';
import { answered } from '../network/reached';
import type { NameServers } from './name_servers';

export interface RecordQuestion {
  /** As the sentence has it, in upper case. */
  readonly word: string;
  readonly type: RecordType;
  readonly name: string;
  /** Of the records of this type, those that are meant. */
  isMeant(record: string): boolean;
}

const POLICIES: Readonly<Record<string, { readonly below: string; readonly begins: RegExp }>> = {
  SPF: { below: '', begins: /^v=spf1(?: |$)/i },
  DMARC: { below: '_dmarc.', begins: /^v=DMARC1(?:\s*;|$)/i },
};

const NAME = /^(?=.{1,255}$)(?:[A-Za-z0-9_*](?:[\w-]{0,62})\.)*[A-Za-z0-9_*](?:[\w-]{0,62})\.?$/;

/** Throws BadSentence. */
export function recordQuestion(word: string, name: string): RecordQuestion {
  const type = word.toUpperCase();
  const policy = Object.hasOwn(POLICIES, type) ? POLICIES[type] : undefined;
  if (policy) {
    const asked = nameIn(`${policy.below}${name}`);
    return { word: type, type: 'TXT', name: asked, isMeant: record => policy.begins.test(record) };
  }
  if (!isRecordType(type)) {
    const known = [...RECORD_TYPES, ...Object.keys(POLICIES)];
    const near = didYouMean(type, known);
    throw new BadSentence(
      `"${word}" is no type of record${near ? ` (did you mean ${near}?)` : ''}`,
      `types are ${known.join(', ')}`,
    );
  }
  const asked = type === 'PTR' && isIP(name) ? reverseName(name) : nameIn(name);
  return { word: type, type, name: asked, isMeant: () => true };
}

const isRecordType = (text: string): text is RecordType => (RECORD_TYPES as readonly string[]).includes(text);

/** Throws BadSentence for what cannot be a name. */
export function nameIn(text: string): string {
  if (NAME.test(text)) return canonicalName(text);
  throw new BadSentence(`"${text}" is no name that could be looked up`, 'write it like www.example.net');
}

/** The records that are meant. Throws NothingLearned when no name server says. */
export async function askRecords(
  { word, type, name, isMeant }: RecordQuestion,
  servers: NameServers,
  run: CheckContext,
): Promise<DnsAnswer> {
  const addresses = await servers.addresses(run);
  const question = { name, type, ...(addresses && { servers: addresses }) };
  const answer = await run.observe<DnsAnswer | Failed>({ kind: 'dns', question }, async limits =>
    (await import('../../net/dns/ask_dns')).askDns(question, limits),
  );
  const { exists, records } = answered(answer, `the ${word} record of ${name}`);
  return { exists, records: records.filter(isMeant) };
}

/** As two records of a type are compared: names and addresses without regard to case. */
export function sameRecord({ type }: RecordQuestion): (text: string) => string {
  if (type === 'TXT' || type === 'CAA') return text => text;
  return text => text.trim().split(/\s+/).map(canonical).join(' ');
}
