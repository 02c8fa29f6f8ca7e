// Security plugin `psk`: Ruby Marshal, and an MD5 over inner body and shared key (MCollective 2.12, Security::Psk).
//
// The hash covers the body alone. Filter, callerid, ttl and msgtime are whatever the sender wrote.
import { createHash, timingSafeEqual } from 'node:crypto';
import { MarshalError } from '../../marshal/errors';
import { load } from '../../marshal/reader';
import { type RubyHash, RubyString, type RubyValue, symbolGet, symbolHash } from '../../marshal/values';
import { dump } from '../../marshal/writer';
import { MessageRefused, PskMissing } from '../errors';
import { filterFromWire, filterToWire } from '../filter_wire';
import type { ReplyMessage, RequestMessage } from '../message';
import {
  asHash,
  bytesField,
  CALLERID,
  fits,
  integerField,
  malformed,
  NAME,
  REQUEST_ID,
  textField,
  textOf,
} from '../wire_fields';
import type { OutgoingRequest, SecurityProvider } from './security_provider';

/** For requests that name no ttl, in seconds: MCollective's own default. */
const DEFAULT_TTL = 60;

type Sender = Pick<ReplyMessage, 'senderid' | 'requestid'>;

export class PskSecurity implements SecurityProvider {
  readonly name = 'psk';
  readonly #psk: Buffer;

  /** `psk` is the shared key in clear; `callerid` goes on every request made here. */
  constructor(
    psk: string,
    readonly callerid: string,
  ) {
    if (psk === '') throw new PskMissing(undefined);
    this.#psk = Buffer.from(psk, 'utf8');
  }

  encodeRequest(request: OutgoingRequest): Buffer {
    return this.#seal(
      inner => ({
        body: inner,
        senderid: request.senderid,
        requestid: asciiString(request.requestid),
        filter: filterToWire(request.filter),
        collective: request.collective,
        agent: request.agent,
        callerid: this.callerid,
        ttl: request.ttl,
        msgtime: request.msgtime,
      }),
      request.body,
    );
  }

  decodeRequest(payload: Buffer): RequestMessage {
    return this.#open(payload, envelope => {
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
    });
  }

  /** `callerid` is that of the request; a reply to an unusable one would help a forger. */
  encodeReply(reply: ReplyMessage, callerid: string): Buffer {
    if (!fits(callerid, CALLERID))
      throw new MessageRefused('callerid', 'callerid of the request is not kind=value');
    return this.#seal(
      inner => ({
        senderid: reply.senderid,
        requestid: asciiString(reply.requestid),
        senderagent: reply.senderagent,
        msgtime: reply.msgtime,
        body: inner,
      }),
      reply.body,
    );
  }

  decodeReply(payload: Buffer): ReplyMessage {
    return this.#open(payload, envelope => ({
      senderid: textField(envelope, 'senderid', NAME),
      requestid: textField(envelope, 'requestid', REQUEST_ID),
      senderagent: textField(envelope, 'senderagent', NAME),
      msgtime: integerField(envelope, 'msgtime', 0),
    }));
  }

  // Key order is Ruby's; `hash` comes last.
  #seal(fields: (inner: Buffer) => Record<string, RubyValue>, body: RubyValue): Buffer {
    const inner = dump(body);
    const hash = asciiString(this.#hash(inner));
    return dump(symbolHash({ ...fields(inner), hash }));
  }

  // The inner body is loaded only once its hash holds; whatever else goes wrong means no message.
  #open<Fields extends Sender>(
    payload: Buffer,
    read: (envelope: RubyHash) => Fields,
  ): Fields & { body: RubyValue } {
    try {
      const envelope = asHash(load(payload, { maxBytes: payload.length }), 'envelope');
      const inner = bytesField(envelope, 'body');
      this.#verify(inner, bytesField(envelope, 'hash'));
      const fields = read(envelope);
      return { ...fields, body: bodyOf(inner, fields) };
    } catch (error) {
      if (error instanceof MessageRefused) throw error;
      throw new MessageRefused('malformed', 'not a Marshal message', error);
    }
  }

  #verify(inner: Buffer, hash: Buffer): void {
    const expected = Buffer.from(this.#hash(inner), 'latin1');
    if (hash.length !== expected.length || !timingSafeEqual(hash, expected)) {
      throw new MessageRefused('signature', 'its hash was not made with our key');
    }
  }

  #hash(inner: Buffer): string {
    return createHash('md5').update(inner).update(this.#psk).digest('hex');
  }
}

// From a known sender: who reads this can be told which node sends what nobody can read.
function bodyOf(inner: Buffer, { senderid, requestid }: Sender): RubyValue {
  try {
    return load(inner, { maxBytes: inner.length });
  } catch (error) {
    const what = `its body cannot be read: ${error instanceof MarshalError ? error.message : 'not Marshal'}`;
    throw new MessageRefused('malformed', what, error, { senderid, requestid });
  }
}

function calleridOf(envelope: RubyHash): string {
  const callerid = textOf(symbolGet(envelope, 'callerid'));
  if (callerid === undefined) throw malformed(':callerid is not a String');
  if (!fits(callerid, CALLERID)) throw new MessageRefused('callerid', 'callerid is not kind=value');
  return callerid;
}

// Ruby writes digests and request ids as US-ASCII; doing the same makes our bytes equal to its.
function asciiString(text: string): RubyString {
  return new RubyString(Buffer.from(text, 'latin1'), 'US-ASCII');
}
