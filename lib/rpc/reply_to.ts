// Places other than our own queues where replies may be sent.
import { replyToProblem } from '../mcollective/reply_destination';
import { BadReplyTo } from './errors';
import type { RpcContext } from './rpc_context';

/** Nodes take more, but no queue of RabbitMQ has a longer name. */
const MAX_LENGTH = 255;

/** Throws BadReplyTo for what this kind of broker takes for none, or nodes would not send to. */
export function checkReplyTo({ connector }: Pick<RpcContext, 'connector'>, destination: string): void {
  if (replyToProblem(destination, connector, MAX_LENGTH) !== undefined) throw new BadReplyTo(destination);
}
