// Where replies may go. A reply-to comes from the network, or from a command line: it must be a destination for messages
// and nothing else.
import type { Connector } from './connector';

// No control characters, no spaces, and no comma: ActiveMQ sends to every name of a list.
const PLAIN = /^[\x21-\x2b\x2d-\x7e]+$/;
// Brokers read more into these: patterns, options, and a destination of another kind within the name.
const MEANINGFUL = /[*>?]|:\/\//;
// Where nodes listen: a reply there goes to all of them, and a thousand replies to a thousand nodes.
const OF_REQUESTS = /^\/(?:topic\/.*\.agents?|queue\/.*\.nodes)$/;
/** Characters nodes take. */
const MAX_LENGTH = 512;

/**
 * A sentence why nothing can be sent there, undefined when it can. Which destinations there are says the connector.
 * `maxLength` in characters.
 */
export function replyToProblem(
  replyTo: string | undefined,
  connector: Pick<Connector, 'isReplyTo'>,
  maxLength = MAX_LENGTH,
): string | undefined {
  if (replyTo === undefined || replyTo === '') return 'it has no reply-to';
  if (replyTo.length > maxLength || !PLAIN.test(replyTo) || !connector.isReplyTo(replyTo)) {
    return 'its reply-to is no queue or topic';
  }
  if (MEANINGFUL.test(replyTo)) return 'its reply-to is more than the name of a queue or topic';
  if (OF_REQUESTS.test(replyTo)) return 'its reply-to is where requests go';
  return undefined;
}
