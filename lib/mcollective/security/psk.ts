// Security plugin `psk`: Ruby Marshal, and an MD5 over inner body and shared key (MCollective 2.12, Security::Psk).
//
// The hash covers the body alone. Filter, callerid, ttl and msgtime are whatever the sender wrote.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { RubyHash, RubyValue } from '../../marshal/values';
import { MessageRefused, PskMissing } from '../errors';
import type { ReplyMessage, RequestMessage } from '../message';
import { bytesField } from '../wire_fields';
import {
  asciiString,
  openBody,
  openEnvelope,
  replyEnvelope,
  replyFields,
  requestEnvelope,
  requestFields,
  requireCallerid,
  type Sender,
} from './envelope';
import type { OutgoingRequest, SecurityProvider } from './security_provider';
import { MARSHAL } from './serializer';

const REMEDY = 'check that both sides use the same PSK';

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
    const inner = MARSHAL.dump(request.body);
    const seal = { hash: asciiString(this.#hash(inner)) };
    return MARSHAL.dump(requestEnvelope(request, this.callerid, inner, seal));
  }

  decodeRequest(payload: Buffer): RequestMessage {
    return this.#open(payload, requestFields);
  }

  /** `callerid` is that of the request. */
  encodeReply(reply: ReplyMessage, callerid: string): Buffer {
    requireCallerid(callerid);
    const inner = MARSHAL.dump(reply.body);
    return MARSHAL.dump(replyEnvelope(reply, inner, { hash: asciiString(this.#hash(inner)) }));
  }

  decodeReply(payload: Buffer): ReplyMessage {
    return this.#open(payload, replyFields);
  }

  // The inner body is loaded only once its hash holds.
  #open<Fields extends Sender>(
    payload: Buffer,
    read: (envelope: RubyHash) => Fields,
  ): Fields & { body: RubyValue } {
    return openEnvelope(payload, MARSHAL, envelope => {
      const inner = bytesField(envelope, 'body');
      this.#verify(inner, bytesField(envelope, 'hash'));
      const fields = read(envelope);
      return { ...fields, body: openBody(inner, MARSHAL, fields) };
    });
  }

  #verify(inner: Buffer, hash: Buffer): void {
    const expected = Buffer.from(this.#hash(inner), 'latin1');
    if (hash.length !== expected.length || !timingSafeEqual(hash, expected)) {
      throw new MessageRefused('signature', 'its hash was not made with our key', { remedy: REMEDY });
    }
  }

  #hash(inner: Buffer): string {
    return createHash('md5').update(inner).update(this.#psk).digest('hex');
  }
}
