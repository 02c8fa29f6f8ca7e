// The reply queue of one request: subscribed before the request is sent, every payload verified, nothing lost silently.
import { describeError } from '../errors';
import { MessageRefused } from '../mcollective/errors';
import type { ReplyMessage } from '../mcollective/message';
import type { StompMessage, Subscription } from '../stomp/connection';
import type { Unreadable } from './reply';
import type { RpcContext } from './rpc_context';

export interface ReplyListener {
  reply(message: ReplyMessage): void;
  /** A payload that cannot be read or verified, with the reason of MessageRefused, and whose it is if that is known. */
  refused(reason: string, unreadable?: Unreadable): void;
}

type Wire = Pick<RpcContext, 'connection' | 'connector' | 'security' | 'logger' | 'collective'>;

const MIB = 1024 * 1024;
/**
 * Of all answers to one request together: 170 KiB of each of three thousand nodes. Whoever holds the key can answer in
 * any number of names, and what is read takes several times as much memory.
 */
const MAX_MIB = 512;

export class ReplyQueue {
  readonly name: string;
  readonly #wire: Wire;
  readonly #subscription: Subscription;
  #listener: ReplyListener;
  #closed = false;
  #bytes = 0;

  constructor(
    wire: Wire,
    readonly requestid: string,
    listener: ReplyListener,
    private readonly maxMib = MAX_MIB,
  ) {
    this.#wire = wire;
    this.#listener = listener;
    this.name = wire.connector.nextReplyTo(wire.collective);
    const { destination, headers, unasked } = wire.connector.replySubscription(this.name);
    const onMessage = (message: StompMessage): void => this.#onMessage(message);
    this.#subscription = wire.connection.subscribe(
      destination,
      onMessage,
      headers,
      unasked ? { unasked } : {},
    );
  }

  /** From now on `listener` is told instead: the request is over, its queue still open. */
  redirect(listener: ReplyListener): void {
    this.#listener = listener;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#subscription.unsubscribe();
    this.#wire.connector.releaseReplyTo(this.name);
  }

  #onMessage(message: StompMessage): void {
    this.#bytes += message.body.length;
    if (this.#bytes > this.maxMib * MIB) {
      this.#refuse('too-much', `the answers to one request are larger than ${this.maxMib} MiB together`);
      return;
    }
    const reply = this.#read(message);
    if (!reply) return;
    if (reply.requestid === this.requestid) this.#listener.reply(reply);
    else this.#refuse('requestid', 'it answers another request');
  }

  // Whatever fails while reading bytes of others is their fault, not a reason to end.
  #read(message: StompMessage): ReplyMessage | undefined {
    try {
      return this.#wire.security.decodeReply(this.#wire.connector.decodePayload(message.body));
    } catch (error) {
      const refused = error instanceof MessageRefused ? error : undefined;
      this.#refuse(refused?.reason ?? 'malformed', describeError(error), this.#ours(refused));
      return undefined;
    }
  }

  // Signed, and the answer to this request: only its content is none.
  #ours(refused: MessageRefused | undefined): Unreadable | undefined {
    if (refused?.from?.requestid !== this.requestid) return undefined;
    return { sender: refused.from.senderid, problem: refused.what };
  }

  #refuse(reason: string, detail: string, unreadable?: Unreadable): void {
    const whose = unreadable && { sender: unreadable.sender };
    this.#wire.logger.debug(`refused a reply: ${detail}`, { queue: this.name, reason, ...whose });
    this.#listener.refused(reason, unreadable);
  }
}
