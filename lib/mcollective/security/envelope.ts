// Envelopes: the fields all security plugins have in common, written in Ruby's order and read with suspicion.
import { isFleetspecError } from '../../errors';
import { type RubyHash, RubyString, type RubyValue, symbolGet, symbolHash } from '../../marshal/values';
import { CalleridUnusable, MessageRefused } from '../errors';
import { filterFromWire, filterToWire } from '../filter_wire';
import type { ReplyMessage, RequestMessage } from '../message';
import {
  asHash,
  CALLERID,
  fits,
  integerField,
  malformed,
  NAME,
  REQUEST_ID,
  textField,
  textOf,
} from '../wire_fields';
import type { OutgoingRequest } from './security_provider';
import type { Serializer } from './serializer';

/** For requests that name no ttl, in seconds: MCollective's own default. */
const DEFAULT_TTL = 60;

const SERVER_PUBLIC =
  'set security.server_public (in MCollective files plugin.ssl_server_public or plugin.aes.server_public)';

export type Sender = Pick<ReplyMessage, 'senderid' | 'requestid'>;

/** `seal` are the fields the plugin adds, after all others. Throws CalleridUnusable on a node that can only answer. */
export function requestEnvelope(
  request: OutgoingRequest,
  callerid: string,
  body: RubyValue,
  seal: Record<string, RubyValue | undefined>,
): RubyHash {
  if (callerid === '') throw new CalleridUnusable('cert', 'this node has no public key', SERVER_PUBLIC);
  return symbolHash({
    body,
    senderid: request.senderid,
    requestid: asciiString(request.requestid),
    filter: filterToWire(request.filter),
    collective: request.collective,
    agent: request.agent,
    callerid,
    ttl: request.ttl,
    msgtime: request.msgtime,
    ...seal,
  });
}

export function replyEnvelope(
  reply: ReplyMessage,
  body: RubyValue,
  seal: Record<string, RubyValue>,
): RubyHash {
  return symbolHash({
    senderid: reply.senderid,
    requestid: asciiString(reply.requestid),
    senderagent: reply.senderagent,
    msgtime: reply.msgtime,
    body,
    ...seal,
  });
}

/** Throws MessageRefused. */
export function requestFields(envelope: RubyHash): Omit<RequestMessage, 'body'> {
  const callerid = calleridOf(envelope);
  return {
    senderid: textField(envelope, 'senderid', NAME),
    requestid: textField(envelope, 'requestid', REQUEST_ID),
    filter: filterFromWire(symbolGet(envelope, 'filter')),
    collective: textField(envelope, 'collective', NAME),
    agent: textField(envelope, 'agent', NAME),
    callerid,
    ttl: integerField(envelope, 'ttl', DEFAULT_TTL),
    // Without a time stamp a request is as old as the epoch, hence expired.
    msgtime: integerField(envelope, 'msgtime', 0),
  };
}

/** Throws MessageRefused. */
export function replyFields(envelope: RubyHash): Omit<ReplyMessage, 'body'> {
  return {
    senderid: textField(envelope, 'senderid', NAME),
    requestid: textField(envelope, 'requestid', REQUEST_ID),
    senderagent: textField(envelope, 'senderagent', NAME),
    msgtime: integerField(envelope, 'msgtime', 0),
  };
}

/** Throws MessageRefused. */
function calleridOf(envelope: RubyHash): string {
  const callerid = textOf(symbolGet(envelope, 'callerid'));
  if (callerid === undefined) throw malformed(':callerid is not a String');
  if (!fits(callerid, CALLERID)) throw new MessageRefused('callerid', 'callerid is not kind=value');
  return callerid;
}

/** For encodeReply: a reply to an unusable callerid would help a forger. */
export function requireCallerid(callerid: string): void {
  if (!fits(callerid, CALLERID))
    throw new MessageRefused('callerid', 'callerid of the request is not kind=value');
}

/** Whatever goes wrong in `read` means no message: the only exception is MessageRefused. */
export function openEnvelope<Message>(
  payload: Buffer,
  serializer: Serializer,
  read: (envelope: RubyHash) => Message,
): Message {
  try {
    return read(asHash(serializer.load(payload), 'envelope'));
  } catch (error) {
    if (error instanceof MessageRefused) throw error;
    const form = serializer.name === 'yaml' ? 'YAML' : 'Marshal';
    throw new MessageRefused('malformed', `not a ${form} message`, { cause: error });
  }
}

/** The body of a known sender: who reads this can be told which node sends what nobody can read. */
export function openBody(inner: Buffer, serializer: Serializer, { senderid, requestid }: Sender): RubyValue {
  try {
    return serializer.load(inner);
  } catch (error) {
    const why = isFleetspecError(error) ? error.message : `not ${serializer.name}`;
    const from = { senderid, requestid };
    throw new MessageRefused('malformed', `its body cannot be read: ${why}`, { cause: error, from });
  }
}

/** Ruby writes digests and request ids as US-ASCII; doing the same makes our bytes equal to its. */
export function asciiString(text: string): RubyString {
  return new RubyString(Buffer.from(text, 'latin1'), 'US-ASCII');
}
