// Places other than our own queues where replies may be sent.
import type { RpcContext } from './rpc_context';

// No comma: ActiveMQ sends to every name of a list.
const PLAIN = /^[\x21-\x2b\x2d-\x7e]{1,255}$/;
// Brokers read more into these: patterns, options, and a destination of another kind within the name.
const MEANINGFUL = /[*>?]|:\/\//;
const OF_REQUESTS = /^\/(?:topic\/.*\.agents?|queue\/.*\.nodes)$/;

/** True for what this kind of broker takes for one, and nodes send to. It comes from a command line, and becomes a header. */
export function isReplyTo({ connector }: Pick<RpcContext, 'connector'>, destination: string): boolean {
  if (MEANINGFUL.test(destination) || OF_REQUESTS.test(destination)) return false;
  return PLAIN.test(destination) && connector.isReplyTo(destination);
}
