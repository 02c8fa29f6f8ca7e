// One node as it told of itself: the document that is kept of it, and what is accepted as one.
import { toPlain } from '../../marshal/plain';
import { looseGet, type RubyHash, type RubyValue } from '../../marshal/values';
import type { RequestMessage } from '../../mcollective/message';
import { textOf } from '../../mcollective/wire_fields';

/**
 * The contents of a registration file. Facts are texts, lists and hashes as the node's fact files had them. What the
 * node did not tell (all but `agentlist` with the plugin of that name) is empty.
 */
export interface RegistrationRecord {
  readonly agentlist: readonly string[];
  readonly facts: { readonly [name: string]: unknown };
  readonly classes: readonly string[];
  readonly collectives: readonly string[];
  /** Who sent it, by the envelope; what the body says of that does not count. */
  readonly identity: string;
  /** When it came, epoch seconds by our clock. */
  readonly lastseen: number;
}

/** Undefined for a body that neither plugin would send. */
export function registrationRecord(
  { body, senderid, collective }: Pick<RequestMessage, 'body' | 'senderid' | 'collective'>,
  nowSeconds: number,
): RegistrationRecord | undefined {
  const told = Array.isArray(body) ? { agentlist: texts(body) } : metaFields(body);
  if (!told?.agentlist) return undefined;
  const none = { facts: {}, classes: [], collectives: [collective] };
  return { ...none, ...told, agentlist: told.agentlist, identity: senderid, lastseen: nowSeconds };
}

function metaFields(body: RubyValue): Partial<RegistrationRecord> | undefined {
  if (!(body instanceof Map)) return undefined;
  const facts = looseGet(body, 'facts');
  const fields = {
    agentlist: listOf(body, 'agentlist'),
    classes: listOf(body, 'classes'),
    collectives: listOf(body, 'collectives'),
    facts: facts instanceof Map ? (toPlain(facts) as RegistrationRecord['facts']) : undefined,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function listOf(hash: RubyHash, name: string): string[] | undefined {
  const value = looseGet(hash, name);
  return Array.isArray(value) ? texts(value) : undefined;
}

function texts(values: readonly RubyValue[]): string[] | undefined {
  const all = values.map(textOf);
  return all.includes(undefined) ? undefined : (all as string[]);
}
