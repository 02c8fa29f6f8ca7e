// Requests as values: fresh request ids, time stamps and their expiry (MCollective 2.12, Message).
import { randomBytes } from 'node:crypto';
import type { RubyValue } from '../marshal/values';
import type { Clock } from '../util/clock';
import type { Filter } from './filter';
import type { RequestMessage } from './message';
import type { OutgoingRequest } from './security/security_provider';

export interface RequestParts {
  readonly agent: string;
  readonly collective: string;
  readonly senderid: string;
  readonly filter: Filter;
  /** Seconds. */
  readonly ttl: number;
  readonly body: RubyValue;
  /** Default: a fresh one. */
  readonly requestid?: string;
}

/** A fresh request id: 32 lower-case hex digits nobody can guess. */
export function makeRequestId(): string {
  return randomBytes(16).toString('hex');
}

/** A request of this moment, ready for a security provider. */
export function makeRequest(parts: RequestParts, clock: Clock): OutgoingRequest {
  return {
    ...parts,
    requestid: parts.requestid ?? makeRequestId(),
    msgtime: Math.floor(clock.now() / 1000),
  };
}

/**
 * True when the request is older than its ttl, in whole seconds; an age equal to the ttl passes, and so does a
 * time stamp in the future (the sender's clock is ahead).
 */
export function isExpired(request: Pick<RequestMessage, 'msgtime' | 'ttl'>, nowSeconds: number): boolean {
  return Math.floor(nowSeconds) - request.msgtime > request.ttl;
}
