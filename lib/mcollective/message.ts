// Requests and replies between security plugin and agent: what an envelope says, decoded and verified.
import type { RubyValue } from '../marshal/values';
import type { Filter } from './filter';

export interface RequestMessage {
  readonly agent: string;
  readonly collective: string;
  readonly senderid: string;
  /** `kind=value`; who asks. With PSK nothing proves it. */
  readonly callerid: string;
  /** 32 lower-case hex digits. */
  readonly requestid: string;
  readonly filter: Filter;
  /** Seconds. */
  readonly ttl: number;
  /** Epoch seconds. */
  readonly msgtime: number;
  readonly body: RubyValue;
}

export interface ReplyMessage {
  readonly senderid: string;
  readonly senderagent: string;
  readonly requestid: string;
  readonly msgtime: number;
  readonly body: RubyValue;
}
