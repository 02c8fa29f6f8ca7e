// What a security plugin does: bytes to verified messages and back. Owns no socket and no clock.
import type { ReplyMessage, RequestMessage } from '../message';

/** A request before the plugin adds the callerid. */
export type OutgoingRequest = Omit<RequestMessage, 'callerid'>;

export interface SecurityProvider {
  readonly name: string;
  /** Caller identity this process puts on its requests. */
  readonly callerid: string;
  encodeRequest(request: OutgoingRequest): Buffer;
  /** Throws MessageRefused; never anything else, whatever the bytes. */
  decodeRequest(payload: Buffer): RequestMessage;
  encodeReply(reply: ReplyMessage, callerid: string): Buffer;
  /** Throws MessageRefused; never anything else, whatever the bytes. */
  decodeReply(payload: Buffer): ReplyMessage;
}
