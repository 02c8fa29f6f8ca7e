// A verified message of a node as a Reply in plain JavaScript.
import { type Plain, toPlain } from '../marshal/plain';
import type { ReplyMessage } from '../mcollective/message';
import { parseRpcReply } from '../mcollective/rpc_body';
import type { Clock } from '../util/clock';
import { skewSeconds } from './clock_skew';
import type { Reply } from './reply';

/** Throws MessageRefused or MarshalError when the body is no reply of SimpleRPC. */
export function makeReply(message: ReplyMessage, elapsedMs: number, clock: Clock): Reply {
  const { statuscode, statusmsg, data } = parseRpcReply(message.body);
  return {
    sender: message.senderid,
    statuscode,
    statusmsg,
    data: toPlain(data) as { [key: string]: Plain },
    elapsedMs,
    skewSeconds: skewSeconds(message, clock),
  };
}
