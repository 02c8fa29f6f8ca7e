// ttl and time stamp of requests travel twice, in the envelope and within what is signed (MCollective 2.12, Ssl and
// Aes_security): both must agree.
import { type RubyHash, RubySymbol, type RubyValue, symbolGet } from '../../marshal/values';
import { MessageRefused } from '../errors';
import type { RequestMessage } from '../message';
import { integerField } from '../wire_fields';

export interface TimeRules {
  /** Names of the signed fields begin with it: `ssl` or `aes`. */
  readonly prefix: 'ssl' | 'aes';
  /** False takes what does not agree, and then believes what was signed. */
  readonly enforce: boolean;
  /** Bodies without any signed time, as clients before 2.x sent them, are taken. */
  readonly bareBodies: boolean;
}

type SignedPart = Pick<RequestMessage, 'body' | 'ttl' | 'msgtime'>;

/** `fields` are those of the envelope. Throws MessageRefused. */
export function signedPart(
  inner: RubyValue,
  envelope: RubyHash,
  fields: Omit<RequestMessage, 'body'>,
  rules: TimeRules,
): SignedPart {
  const { ttl, msgtime } = fields;
  if (!(inner instanceof Map)) {
    if (rules.bareBodies) return { body: inner, ttl, msgtime };
    throw new MessageRefused('tampered', 'its ttl and time stamp are not signed');
  }
  const { prefix } = rules;
  if (rules.enforce) {
    requireSame(inner, `${prefix}_ttl`, envelope, 'ttl');
    requireSame(inner, `${prefix}_msgtime`, envelope, 'msgtime');
  }
  return {
    body: bodyOf(inner, prefix),
    ttl: integerField(inner, `${prefix}_ttl`, ttl),
    msgtime: integerField(inner, `${prefix}_msgtime`, msgtime),
  };
}

function requireSame(inner: RubyHash, signed: string, envelope: RubyHash, name: string): void {
  const value = symbolGet(inner, signed);
  if (value === undefined) throw new MessageRefused('tampered', `its ${name} is not signed`);
  if (value !== symbolGet(envelope, name)) {
    throw new MessageRefused('tampered', `its ${name} is not the one that was signed`);
  }
}

function bodyOf(inner: RubyHash, prefix: string): RubyValue {
  const body = symbolGet(inner, `${prefix}_msg`);
  if (body !== undefined) return body;
  const signed = new Set([`${prefix}_ttl`, `${prefix}_msgtime`]);
  return new Map([...inner].filter(([key]) => !(key instanceof RubySymbol && signed.has(key.name))));
}
