// Security plugin `aes`: bodies encrypted with AES under a random K, and K with RSA (MCollective 2.12, Aes_security).
//
// In a request K is encrypted with the private key of the caller: whoever has the public key can read the request. In a
// reply K is encrypted with the public key of the caller, whom alone it is for; nothing tells who wrote it.
import { constants, type KeyObject, privateEncrypt, publicDecrypt, publicEncrypt } from 'node:crypto';
import { type RubyHash, type RubyValue, symbolGet, symbolHash } from '../../marshal/values';
import { MessageRefused } from '../errors';
import type { ReplyMessage, RequestMessage } from '../message';
import { bytesOf } from '../wire_fields';
import { base64Field, base64String } from './base64_field';
import type { BodyCipher } from './body_cipher';
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
import type { KeyLearning } from './key_learning';
import { decryptKey } from './rsa_unpad';
import type { OutgoingRequest, SecurityProvider } from './security_provider';
import type { Serializer } from './serializer';
import { signedPart, type TimeRules } from './signed_time';

export interface AesKeys {
  /** Empty when this process can make no requests. */
  readonly callerid: string;
  /** Seals requests, opens replies. */
  readonly privateKey: KeyObject;
  /** PEM text to go with requests; undefined: none goes. */
  readonly publicPem: string | undefined;
  /** Open requests, seal replies. */
  readonly callers: CallerKeys;
  readonly learning: KeyLearning | undefined;
}

const padding = constants.RSA_PKCS1_PADDING;
const REPLY_REMEDY = 'check that the nodes have the public key that belongs to our private key';

export class AesSecurity implements SecurityProvider {
  readonly name = 'aes';
  readonly callerid: string;
  readonly #keys: AesKeys;
  readonly #rules: TimeRules;

  constructor(
    keys: AesKeys,
    private readonly cipher: BodyCipher,
    private readonly serializer: Serializer,
    enforceTtl: boolean | undefined,
  ) {
    this.#keys = keys;
    this.callerid = keys.callerid;
    this.#rules = { prefix: 'aes', enforce: enforceTtl !== false, bareBodies: enforceTtl === false };
  }

  encodeRequest(request: OutgoingRequest): Buffer {
    const { body, ttl, msgtime } = request;
    const { privateKey: key, publicPem: sslpubkey } = this.#keys;
    const inner = symbolHash({ aes_msg: body, aes_ttl: ttl, aes_msgtime: msgtime });
    const { data, sslkey } = this.#seal(inner, k => privateEncrypt({ key, padding }, k));
    return this.serializer.dump(requestEnvelope(request, this.callerid, data, { sslkey, sslpubkey }));
  }

  decodeRequest(payload: Buffer): RequestMessage {
    return openEnvelope(payload, this.serializer, envelope => {
      const fields = requestFields(envelope);
      const { callers, learning } = this.#keys;
      const pem = bytesOf(symbolGet(envelope, 'sslpubkey'));
      const offered = learning && pem ? learning.offer(fields.callerid, pem) : undefined;
      const key = offered ? offered.key.key : callers.find(fields.callerid);
      const inner = this.#open(envelope, wrapped => publicDecrypt({ key, padding }, wrapped), REQUEST_REMEDY);
      const content = openBody(inner, this.serializer, fields);
      const request = { ...fields, ...signedPart(content, envelope, fields, this.#rules) };
      offered?.keep();
      return request;
    });
  }

  /** `callerid` is that of the request: without its public key there is nobody to write to. */
  encodeReply(reply: ReplyMessage, callerid: string): Buffer {
    requireCallerid(callerid);
    const key = this.#keys.callers.find(callerid);
    const { data, sslkey } = this.#seal(reply.body, k => publicEncrypt({ key, padding }, k));
    return this.serializer.dump(replyEnvelope(reply, data, { sslkey }));
  }

  decodeReply(payload: Buffer): ReplyMessage {
    return openEnvelope(payload, this.serializer, envelope => {
      const fields = replyFields(envelope);
      const unwrap = (wrapped: Buffer): Buffer =>
        decryptKey(this.#keys.privateKey, wrapped, this.cipher.keyBytes);
      const inner = this.#open(envelope, unwrap, REPLY_REMEDY);
      return { ...fields, body: this.#replyBody(inner) };
    });
  }

  // A body that cannot be read and one under another key look alike: nobody is told which it was.
  #replyBody(inner: Buffer): RubyValue {
    try {
      return this.serializer.load(inner);
    } catch {
      throw undecryptable(REPLY_REMEDY);
    }
  }

  #seal(body: RubyValue, wrap: (k: Buffer) => Buffer): { data: RubyValue; sslkey: RubyValue } {
    const k = this.cipher.random();
    const data = this.cipher.encrypt(k, this.serializer.dump(body));
    return { data: base64String(data), sslkey: base64String(wrap(k)) };
  }

  #open(envelope: RubyHash, unwrap: (wrapped: Buffer) => Buffer, remedy: string): Buffer {
    const wrapped = base64Field(envelope, 'sslkey');
    const data = base64Field(envelope, 'body');
    try {
      const k = unwrap(wrapped);
      if (k.length !== this.cipher.keyBytes) throw undecryptable(remedy);
      return this.cipher.decrypt(k, data);
    } catch {
      throw undecryptable(remedy);
    }
  }
}

function undecryptable(remedy: string): MessageRefused {
  return new MessageRefused('signature', 'it cannot be decrypted with our keys', { remedy });
}
