// Security plugin `ssl`: RSA signatures (PKCS#1 v1.5, SHA-1) over the inner body (MCollective 2.12, Security::Ssl).
//
// Signed are body, ttl and msgtime. Filter, agent, collective and requestid of the envelope are not; the callerid is
// bound by the key it names. Replies are signed with the one key of all nodes.
import { type KeyObject, sign, verify } from 'node:crypto';
import { type RubyHash, type RubyString, symbolHash } from '../../marshal/values';
import { MessageRefused } from '../errors';
import type { ReplyMessage, RequestMessage } from '../message';
import { bytesField } from '../wire_fields';
import { base64Field, base64String } from './base64_field';
import { type CallerKeys, REQUEST_REMEDY } from './caller_keys';
import {
  openBody,
  openEnvelope,
  replyEnvelope,
  replyFields,
  requestEnvelope,
  requestFields,
  requireCallerid,
} from './envelope';
import type { OutgoingRequest, SecurityProvider } from './security_provider';
import type { Serializer } from './serializer';
import { signedPart, type TimeRules } from './signed_time';

export interface SslKeys {
  /** Empty when this process can make no requests. */
  readonly callerid: string;
  /** Signs what this process sends. */
  readonly privateKey: KeyObject;
  /** Proves replies; undefined on a node that knows only its private key. */
  readonly serverPublic: KeyObject | undefined;
  /** Prove requests. */
  readonly callers: CallerKeys;
}

const ALGORITHM = 'RSA-SHA1';
const REPLY_REMEDY =
  'check that security.server_public (plugin.ssl_server_public) is the public key of the nodes';

export class SslSecurity implements SecurityProvider {
  readonly name = 'ssl';
  readonly callerid: string;
  readonly #keys: SslKeys;
  readonly #rules: TimeRules;

  constructor(
    keys: SslKeys,
    private readonly serializer: Serializer,
    enforceTtl: boolean | undefined,
  ) {
    this.#keys = keys;
    this.callerid = keys.callerid;
    this.#rules = { prefix: 'ssl', enforce: enforceTtl !== false, bareBodies: enforceTtl === undefined };
  }

  encodeRequest(request: OutgoingRequest): Buffer {
    const { body, ttl, msgtime } = request;
    const inner = this.serializer.dump(symbolHash({ ssl_msg: body, ssl_ttl: ttl, ssl_msgtime: msgtime }));
    const seal = { hash: this.#sign(inner) };
    return this.serializer.dump(
      requestEnvelope(request, this.callerid, this.serializer.asString(inner), seal),
    );
  }

  decodeRequest(payload: Buffer): RequestMessage {
    return openEnvelope(payload, this.serializer, envelope => {
      const fields = requestFields(envelope);
      const key = this.#keys.callers.find(fields.callerid);
      const inner = verified(envelope, key, `the private key of ${fields.callerid}`, REQUEST_REMEDY);
      const content = openBody(inner, this.serializer, fields);
      return { ...fields, ...signedPart(content, envelope, fields, this.#rules) };
    });
  }

  /** `callerid` is that of the request. */
  encodeReply(reply: ReplyMessage, callerid: string): Buffer {
    requireCallerid(callerid);
    const inner = this.serializer.dump(reply.body);
    const seal = { hash: this.#sign(inner) };
    return this.serializer.dump(replyEnvelope(reply, this.serializer.asString(inner), seal));
  }

  decodeReply(payload: Buffer): ReplyMessage {
    return openEnvelope(payload, this.serializer, envelope => {
      const { serverPublic } = this.#keys;
      if (!serverPublic) throw new MessageRefused('signature', 'there is no key to prove replies with');
      const inner = verified(envelope, serverPublic, 'the private key of the nodes', REPLY_REMEDY);
      const fields = replyFields(envelope);
      return { ...fields, body: openBody(inner, this.serializer, fields) };
    });
  }

  #sign(inner: Buffer): RubyString {
    return base64String(sign(ALGORITHM, inner, this.#keys.privateKey));
  }
}

/** The inner body, which nobody looks into before its signature holds. */
function verified(envelope: RubyHash, key: KeyObject, signer: string, remedy: string): Buffer {
  const inner = bytesField(envelope, 'body');
  if (verify(ALGORITHM, inner, key, base64Field(envelope, 'hash'))) return inner;
  throw new MessageRefused('signature', `it was not signed with ${signer}`, { remedy });
}
