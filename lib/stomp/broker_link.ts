// One logged-in connection to one broker, from connect to close; never reconnects.
import { describeError } from '../errors';
import type { Clock } from '../util/clock';
import { type BrokerAddress, brokerName } from './broker_address';
import { ConnectDeadline } from './connect_deadline';
import type { StompMessage } from './connection';
import { readErrorFrame } from './error_frame';
import { BrokerLost, FrameTooLarge, NotStomp, ReceiptTimeout } from './errors';
import { EMPTY_BODY, type FrameLimits, type StompFrame, type StompHeaders } from './frame';
import { FrameParser } from './frame_parser';
import { encodeFrame } from './frame_writer';
import { agreedVersion, connectHeaders, explained, loginLost } from './login';
import { PendingReceipts } from './pending_receipts';
import type { ByteSocket, ConnectSocket } from './sockets/byte_socket';
import { socketErrorText } from './sockets/tcp';
import { isTlsError, tlsFault } from './sockets/tls_fault';
import { type StompjsClient, startStompjs } from './stompjs_client';
import { StompjsSocket } from './stompjs_socket';

export interface LinkOptions {
  readonly vhost: string;
  readonly heartbeatMs: number;
  /** For TCP, TLS and CONNECTED together. */
  readonly connectTimeoutMs: number;
  readonly limits: FrameLimits;
  /** `send` throws when this much waits for a broker that does not read. */
  readonly maxBufferedBytes: number;
  readonly clock: Clock;
  readonly connectSocket: ConnectSocket;
}

export interface LinkHandlers {
  onMessage(message: StompMessage): void;
  /** An ERROR frame; the connection stays, unless the broker ends it. */
  onError(error: Error): void;
  /** The connection is gone, not by `close`. */
  onClose(error: Error): void;
}

/** DISCONNECT, its receipt and the end of the stream get this long. */
const CLOSE_MS = 1_000;
/**
 * An empty line, which STOMP allows between frames. TCP holds back the acknowledgement of what it received for 40 ms
 * unless there is something to send, and a broker that gathers small packets (ActiveMQ does) sends its next frame only
 * then: without this the second answer of a fleet comes 40 ms after the first.
 */
const ACKNOWLEDGEMENT = Buffer.from('\n');
/** A broker that hangs up so soon after an ERROR frame does it because of that. */
const ERROR_TO_CLOSE_MS = 1_000;

export class BrokerLink {
  /** Why the link is over, once it is. */
  ended: Error | undefined;
  private connected = false;
  /** A frame came and nothing was sent since that took its acknowledgement along. */
  private unacknowledged = false;
  private closing = false;
  private lastError: { readonly error: Error; readonly at: number } | undefined;
  private receiptCount = 0;
  private readonly broker: string;
  private readonly parser: FrameParser;
  private readonly webSocket: StompjsSocket;
  private readonly stompjs: StompjsClient;
  private readonly receipts: PendingReceipts;
  private readonly login: Promise<void>;
  private settleLogin!: (error?: Error) => void;

  /** Rejects with the error of the broker, ConnectTimeout, or the signal's reason. */
  static async open(
    address: BrokerAddress,
    options: LinkOptions,
    handlers: LinkHandlers,
    signal?: AbortSignal,
  ): Promise<BrokerLink> {
    const headers = connectHeaders(address, options.vhost);
    const deadline = new ConnectDeadline(
      brokerName(address),
      options.connectTimeoutMs,
      options.clock,
      signal,
    );
    const once = async (): Promise<BrokerLink> => {
      const socket = await deadline.openSocket(address, options.connectSocket);
      return BrokerLink.logIn(new BrokerLink(address, options, handlers, socket, headers), deadline);
    };
    try {
      return await explained(once, deadline.signal);
    } finally {
      deadline.dispose();
    }
  }

  private static async logIn(link: BrokerLink, deadline: ConnectDeadline): Promise<BrokerLink> {
    try {
      await deadline.guard(link.login);
      return link;
    } catch (error) {
      link.fail(error as Error);
      throw error;
    }
  }

  private constructor(
    readonly address: BrokerAddress,
    private readonly options: LinkOptions,
    private readonly handlers: LinkHandlers,
    private readonly socket: ByteSocket,
    connectHeaders: StompHeaders,
  ) {
    this.broker = brokerName(address);
    this.receipts = new PendingReceipts(options.clock);
    this.parser = new FrameParser({ onFrame: frame => this.onFrame(frame) }, options.limits);
    this.webSocket = new StompjsSocket(socket);
    this.login = new Promise((resolve, reject) => {
      this.settleLogin = error => (error ? reject(error) : resolve());
    });
    this.login.catch(() => {});
    this.stompjs = startStompjs({
      socket: this.webSocket,
      connectHeaders,
      heartbeatMs: options.heartbeatMs,
      onConnected: () => this.onConnected(),
      onSilence: () => this.fail(new BrokerLost(this.broker, 'it is silent, no heart-beat came')),
    });
    socket.start({
      onData: chunk => this.onData(chunk),
      onClose: error => this.fail(this.closeReason(error)),
    });
  }

  /** Sends a frame. Throws BrokerLost when the link is over or the broker does not take what it was sent. */
  send(command: string, headers: Record<string, string>, body: Buffer = EMPTY_BODY): void {
    if (this.ended) throw this.ended;
    if (this.socket.bufferedBytes > this.options.maxBufferedBytes) {
      throw new BrokerLost(
        this.broker,
        `it does not read, ${this.socket.bufferedBytes} bytes wait to be sent`,
      );
    }
    this.unacknowledged = false;
    this.socket.write(encodeFrame({ command, headers, body }, this.parser.version));
  }

  /**
   * Resolves when the broker has processed everything sent so far. An empty transaction carries the receipt: of
   * all frames only it has no effect of its own, needs no permission and is known to every STOMP version.
   */
  flush(timeoutMs: number): Promise<void> {
    const id = `flush-${++this.receiptCount}`;
    const done = this.receipts.wait(id, timeoutMs, () => new ReceiptTimeout(this.broker, timeoutMs));
    try {
      this.stompjs.watchForReceipt(id, () => this.receipts.confirm(id));
      this.send('BEGIN', { transaction: id });
      this.send('ABORT', { transaction: id, receipt: id });
    } catch (error) {
      this.receipts.refuse(id, error as Error);
    }
    return done;
  }

  /** DISCONNECT with receipt, at most a second; never rejects. */
  async close(): Promise<void> {
    if (this.ended) return;
    this.closing = true;
    const over = new BrokerLost(this.broker, 'closed by us');
    const bound = this.options.clock.after(CLOSE_MS, () => this.fail(over));
    this.receipts.refuseAll(over);
    await this.stompjs.deactivate().catch(() => {});
    bound.cancel();
    this.fail(over);
  }

  private onData(chunk: Buffer): void {
    try {
      this.parser.push(chunk);
    } catch (error) {
      this.fail(this.parseFault(error));
    }
    this.webSocket.alive();
    if (this.unacknowledged) this.acknowledge();
  }

  private acknowledge(): void {
    this.unacknowledged = false;
    if (this.connected && !this.closing) this.socket.write(ACKNOWLEDGEMENT);
  }

  private onFrame(frame: StompFrame): void {
    this.unacknowledged = this.connected;
    if (frame.command === 'MESSAGE' && this.connected) this.handlers.onMessage(frame);
    else if (frame.command === 'RECEIPT' && this.connected)
      this.webSocket.deliver(frame, this.parser.version);
    else if (frame.command === 'CONNECTED' && !this.connected) this.onConnectedFrame(frame);
    else if (frame.command === 'ERROR') this.onErrorFrame(frame);
    else throw new NotStomp(this.broker, `it sent ${frame.command} where a broker never does`);
  }

  private onConnectedFrame(frame: StompFrame): void {
    this.parser.version = agreedVersion(frame);
    this.webSocket.deliver(frame, this.parser.version);
  }

  private onConnected(): void {
    this.connected = true;
    this.settleLogin();
  }

  private onErrorFrame(frame: StompFrame): void {
    const error = readErrorFrame(frame, this.address, !this.connected);
    if (!this.connected) {
      this.fail(error);
      return;
    }
    this.webSocket.deliver(frame, this.parser.version);
    this.lastError = { error, at: this.options.clock.monotonic() };
    const receipt = frame.headers['receipt-id'];
    if (receipt !== undefined) this.receipts.refuse(receipt, error);
    if (!this.closing) this.handlers.onError(error);
  }

  private parseFault(error: unknown): Error {
    if (error instanceof NotStomp || error instanceof FrameTooLarge) return error.at(this.broker);
    return new BrokerLost(this.broker, describeError(error), { cause: error });
  }

  private closeReason(error: Error | undefined): Error {
    const last = this.lastError;
    if (last && this.options.clock.monotonic() - last.at <= ERROR_TO_CLOSE_MS) return last.error;
    if (error && this.address.tls && isTlsError(error)) return tlsFault(this.address, error);
    const reason = error ? socketErrorText(error) : 'it closed the connection';
    if (this.connected) return new BrokerLost(this.broker, reason, { cause: error });
    return loginLost(this.address, reason, error);
  }

  private fail(error: Error): void {
    if (this.ended) return;
    this.ended = error;
    this.parser.stop();
    this.socket.destroy();
    this.webSocket.closed();
    this.receipts.refuseAll(error);
    this.settleLogin(error);
    if (this.connected && !this.closing) this.handlers.onClose(error);
  }
}
