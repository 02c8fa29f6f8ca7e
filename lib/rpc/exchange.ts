// One request on the wire until it is over: its reply queue, the loss of the broker, an abort, the clean-up.
// Discovery and Call say what is sent, what a reply means and when enough have come.
import { isFleetspecError } from '../errors';
import { MessageRefused } from '../mcollective/errors';
import type { ReplyMessage } from '../mcollective/message';
import type { OutgoingRequest } from '../mcollective/security/security_provider';
import { CallAborted } from './errors';
import { patientTimer } from './patient_timer';
import { addressed, publish } from './publish';
import type { Unreadable } from './reply';
import { ReplyQueue } from './reply_queue';
import type { RpcContext } from './rpc_context';

// Senders told by name; more are counted.
const MAX_UNREADABLE = 1000;

export interface ExchangeOptions {
  onReply(message: ReplyMessage, elapsedMs: number): void;
  readonly signal: AbortSignal | undefined;
}

export interface SendOptions {
  readonly request?: OutgoingRequest | undefined;
  readonly onSent?: (() => void) | undefined;
}

export class Exchange {
  /** Resolves when `end` was called; rejects when the broker is lost or the caller gave up. */
  readonly done: Promise<void>;
  /** Payloads that could not be verified, by reason. */
  readonly refusals: Record<string, number> = {};
  /** Replies with a good signature that could not be read all the same, the first of each sender. */
  readonly unreadable: Unreadable[] = [];
  readonly #queue: ReplyQueue;
  readonly #cleanups: (() => void)[] = [];
  #settle!: { resolve: () => void; reject: (error: unknown) => void };
  #over = false;
  #publishedAt: number;

  constructor(
    private readonly context: RpcContext,
    private readonly request: OutgoingRequest,
    private readonly options: ExchangeOptions,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.done.catch(() => {});
    this.#publishedAt = context.clock.monotonic();
    this.#queue = new ReplyQueue(context, request.requestid, {
      reply: message => this.#onReply(message),
      refused: (reason, unreadable) => this.#refuse(reason, unreadable),
    });
    this.#watchBroker();
    this.#watchAbort();
  }

  /** Milliseconds since the request was first sent. */
  get elapsedMs(): number {
    return this.context.clock.monotonic() - this.#publishedAt;
  }

  get over(): boolean {
    return this.#over;
  }

  get refused(): number {
    return Object.values(this.refusals).reduce((sum, count) => sum + count, 0);
  }

  /**
   * Sends the request, or a newer one of the same id, to `nodes`, or to all when undefined. Faults end the exchange, they
   * are not thrown.
   */
  async send(
    nodes: readonly string[] | undefined,
    timeoutMs: number,
    { request = this.request, onSent }: SendOptions = {},
  ): Promise<void> {
    const { agent, ttl } = request;
    try {
      const payload = encode(this.context, request);
      if (request === this.request) this.#publishedAt = this.context.clock.monotonic();
      const messages = addressed(this.context, agent, nodes, this.#queue.name, ttl);
      await publish(this.context, messages, payload, { timeoutMs, stopped: () => this.#over, onSent });
    } catch (error) {
      this.fail(error);
    }
  }

  /** Calls `fn` once after `ms` unless the exchange is over by then; returns how to call it off. */
  after(ms: number, fn: () => void): () => void {
    if (this.#over) return () => {};
    const timer = patientTimer(this.context.clock, ms, fn);
    this.#cleanups.push(() => timer.cancel());
    return () => timer.cancel();
  }

  /** Enough. With `onLate` the queue stays open for a while, for those who answer too late. */
  end(onLate?: (sender: string) => void): void {
    if (!this.#finish()) return;
    if (onLate) this.context.late.keep(this.#queue, onLate);
    else this.#queue.close();
    this.#settle.resolve();
  }

  fail(error: unknown): void {
    if (!this.#finish()) return;
    this.#queue.close();
    this.#settle.reject(error);
  }

  // The envelope was good; its content may still be none that a reply can have.
  #onReply(message: ReplyMessage): void {
    try {
      this.options.onReply(message, this.elapsedMs);
    } catch (error) {
      if (!isFleetspecError(error)) throw error;
      this.context.logger.debug(`refused a reply of ${message.senderid}: ${error.message}`);
      const problem = error instanceof MessageRefused ? error.what : error.message;
      this.#refuse('malformed', { sender: message.senderid, problem });
    }
  }

  #refuse(reason: string, unreadable?: Unreadable): void {
    this.refusals[reason] = (this.refusals[reason] ?? 0) + 1;
    const known = this.unreadable.some(({ sender }) => sender === unreadable?.sender);
    if (unreadable && !known && this.unreadable.length < MAX_UNREADABLE) this.unreadable.push(unreadable);
  }

  // True the first time.
  #finish(): boolean {
    if (this.#over) return false;
    this.#over = true;
    for (const cleanup of this.#cleanups) cleanup();
    return true;
  }

  #watchBroker(): void {
    const off = this.context.connection.onState(state => {
      if (state.state !== 'connected') this.fail(state.error);
    });
    this.#cleanups.push(off);
  }

  #watchAbort(): void {
    this.#abortWith(this.context.closing);
    if (this.options.signal) this.#abortWith(this.options.signal);
  }

  #abortWith(signal: AbortSignal): void {
    const onAbort = (): void => this.fail(new CallAborted(this.request.agent, signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    this.#cleanups.push(() => signal.removeEventListener('abort', onAbort));
    if (signal.aborted) onAbort();
  }
}

/** The payload of a request as it goes on the wire. */
export function encode(context: RpcContext, request: OutgoingRequest): Buffer {
  return context.connector.encodePayload(context.security.encodeRequest(request));
}
