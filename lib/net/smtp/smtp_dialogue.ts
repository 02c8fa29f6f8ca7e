// Talking to a mail server, one command after the other.
import type { Socket } from 'node:net';
import { NetProblem } from '../fault';
import { SmtpReplies, type SmtpReply } from './smtp_replies';

const MAX_WAITING = 16;

export class SmtpDialogue {
  readonly #replies = new SmtpReplies();
  readonly #ready: SmtpReply[] = [];
  #fault: unknown;
  #wake: (() => void) | undefined;

  constructor(private readonly socket: Socket) {
    socket.on('data', this.#take);
    socket.on('error', this.#fail);
    socket.on('close', this.#closed);
  }

  /** The next reply; waits as long as the connection lasts. Rejects with what is wrong. */
  async next(): Promise<SmtpReply> {
    for (;;) {
      const reply = this.#ready.shift();
      if (reply) return reply;
      if (this.#fault) throw this.#fault;
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
  }

  /** Sends a line and waits for its reply. Rejects when there is one already: it would be taken for this one. */
  async ask(line: string): Promise<SmtpReply> {
    if (this.#ready.length > 0) throw new NetProblem('protocol', 'it sends replies nobody asked for');
    this.socket.write(`${line}\r\n`);
    return this.next();
  }

  /** Leaves the socket to somebody else. Throws NetProblem when there are bytes that came too early. */
  release(): Socket {
    this.socket.off('data', this.#take).off('close', this.#closed);
    this.socket.pause();
    // What stands here came unencrypted and would count as if it had come by TLS.
    if (this.#ready.length > 0 || this.#replies.pending)
      throw new NetProblem('protocol', 'it sent more before the TLS handshake');
    return this.socket;
  }

  readonly #take = (chunk: Buffer): void => {
    try {
      this.#ready.push(...this.#replies.push(chunk));
      if (this.#ready.length > MAX_WAITING)
        throw new NetProblem('protocol', 'it sends replies nobody asked for');
    } catch (error) {
      this.#ready.length = 0;
      this.#fail(error);
      this.socket.destroy();
    }
    this.#wake?.();
  };

  readonly #fail = (error: unknown): void => {
    this.#fault ??= error;
    this.#wake?.();
  };

  readonly #closed = (): void => this.#fail(new NetProblem('closed', 'the other side closed the connection'));
}
