// Replies that were sent elsewhere (`replyTo` of a call): read from that destination, verified like all others.
import { describeError } from '../errors';
import { MessageRefused } from '../mcollective/errors';
import type { StompMessage } from '../stomp/connection';
import { makeReply } from './make_reply';
import type { Reply } from './reply';
import type { RpcContext } from './rpc_context';

/** A reply to whichever call; how long it took nobody here knows. */
export interface CollectedReply extends Omit<Reply, 'elapsedMs'> {
  /** Of the call it answers. */
  readonly requestid: string;
  readonly agent: string;
}

export interface ReplyCollector {
  onReply(reply: CollectedReply): void;
  /** A payload that cannot be read or verified, with the reason in a word and in a sentence. */
  onRefused?(reason: string, problem: string): void;
}

export class ReplyInbox {
  readonly #stop: () => void;

  /** Subscribes at once, and again whenever the connection comes back. */
  constructor(
    private readonly context: RpcContext,
    destination: string,
    private readonly collector: ReplyCollector,
  ) {
    const onMessage = (message: StompMessage): void => this.#take(message);
    const subscription = context.connection.subscribe(destination, onMessage);
    this.#stop = () => subscription.unsubscribe();
  }

  /** What comes from now on stays with the broker. */
  close(): void {
    this.#stop();
  }

  #take({ body }: StompMessage): void {
    const reply = this.#read(body);
    if (reply) this.collector.onReply(reply);
  }

  // Bytes of others: whatever is wrong with them is told, not thrown.
  #read(body: Buffer): CollectedReply | undefined {
    const { security, connector, clock } = this.context;
    try {
      const message = security.decodeReply(connector.decodePayload(body));
      const { elapsedMs: _unknown, ...reply } = makeReply(message, 0, clock);
      return { ...reply, requestid: message.requestid, agent: message.senderagent };
    } catch (error) {
      const reason = error instanceof MessageRefused ? error.reason : 'malformed';
      this.collector.onRefused?.(reason, describeError(error));
      return undefined;
    }
  }
}
