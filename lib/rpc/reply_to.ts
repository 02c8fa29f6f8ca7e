// Places other than our own queues where replies may be sent.
import type { RpcContext } from './rpc_context';

/** True for what this kind of broker takes for one. It comes from a command line, and becomes a header. */
export function isReplyTo({ connector }: Pick<RpcContext, 'connector'>, destination: string): boolean {
  return /^[\x21-\x7e]{1,255}$/.test(destination) && connector.isReplyTo(destination);
}
