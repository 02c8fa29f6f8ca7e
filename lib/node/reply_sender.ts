// The last part of a request's way: its reply, signed and sent to where the caller listens.
import { describeError } from '../errors';
import type { RubyValue } from '../marshal/values';
import type { Connector } from '../mcollective/connector';
import type { RequestMessage } from '../mcollective/message';
import { makeRpcReply } from '../mcollective/rpc_body';
import type { SecurityProvider } from '../mcollective/security/security_provider';
import type { StompConnection } from '../stomp/connection';
import type { Clock } from '../util/clock';
import type { Logger } from '../util/logger';
import type { NodeContext, NodeStats } from './agent';

export interface ReplySenderParts {
  readonly connection: Pick<StompConnection, 'send'>;
  readonly connector: Pick<Connector, 'reply' | 'encodePayload'>;
  readonly security: Pick<SecurityProvider, 'encodeReply'>;
  readonly node: Pick<NodeContext, 'identity'>;
  readonly stats: NodeStats;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Seconds a reply may wait on the broker. */
  readonly replyTtl: number;
  /** Replies larger than this are replaced by a failure. */
  readonly maxReplyBytes: number;
}

export class ReplySender {
  constructor(private readonly parts: ReplySenderParts) {}

  /** `who` says in the log whose reply could not be sent. Never throws. */
  send(request: RequestMessage, replyTo: string, body: RubyValue, who: Record<string, unknown>): void {
    const { connection, connector, logger, replyTtl, stats } = this.parts;
    try {
      const { destination, headers } = connector.reply(replyTo, replyTtl);
      connection.send(destination, headers, this.#payload(request, body));
      stats.replies++;
    } catch (error) {
      logger.warn(`a reply could not be sent: ${describeError(error)}`, { ...who, reply_to: replyTo });
    }
  }

  #payload(request: RequestMessage, body: RubyValue): Buffer {
    const { maxReplyBytes } = this.parts;
    const payload = this.#encode(request, body);
    if (payload.length <= maxReplyBytes) return payload;
    const sentence = `the reply of ${payload.length} bytes is larger than the limit of ${maxReplyBytes}`;
    return this.#encode(request, makeRpcReply(5, sentence, {}));
  }

  #encode(request: RequestMessage, body: RubyValue): Buffer {
    const { clock, connector, node, security } = this.parts;
    const reply = {
      senderid: node.identity,
      senderagent: request.agent,
      requestid: request.requestid,
      msgtime: Math.floor(clock.now() / 1000),
      body,
    };
    return connector.encodePayload(security.encodeReply(reply, request.callerid));
  }
}
