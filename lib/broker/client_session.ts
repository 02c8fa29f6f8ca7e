// One client of the broker from its first byte to its last: login, subscriptions, transactions, errors.
import type { Duplex } from 'node:stream';
import { describeError } from '../errors';
import type { StompFrame, StompVersion } from '../stomp/frame';
import type { Timer } from '../util/clock';
import { type Address, parseAddress } from './address';
import { COMMANDS } from './commands/table';
import { Connection } from './connection';
import { FrameRefused } from './errors';
import { Heartbeat, type HeartbeatTimes } from './heartbeat';
import type { Hub } from './hub';
import type { Subscriber, Subscription } from './subscription';
import { Subscriptions } from './subscriptions';
import { Temporaries } from './temporaries';
import { Transactions } from './transactions';

export class ClientSession implements Subscriber {
  readonly id: string;
  readonly subscriptions: Subscriptions;
  readonly transactions: Transactions;
  readonly temporaries: Temporaries;
  readonly connection: Connection;
  loggedIn = false;
  private heartbeat: Heartbeat | undefined;
  private readonly loginTimer: Timer;
  private bytesBeforeLogin = 0;
  private messages = 0;

  /** `peer` names the client in the log; `onClosed` is called once, when the session holds nothing any more. */
  constructor(
    readonly hub: Hub,
    stream: Duplex,
    readonly peer: string,
    private readonly onClosed: (session: ClientSession) => void,
  ) {
    const { limits, clock } = hub.options;
    this.id = hub.nextSessionId();
    this.subscriptions = new Subscriptions(limits.maxSubscriptions);
    this.transactions = new Transactions(limits);
    this.temporaries = new Temporaries(
      this.id,
      limits.maxTemporaryDestinations,
      address => hub.destinations.create(address),
      address => hub.destinations.remove(address),
    );
    this.connection = new Connection(stream, this.handlers(), limits, clock);
    this.loginTimer = clock.after(limits.loginDeadlineMs, () => this.onLateLogin());
  }

  get version(): StompVersion {
    return this.connection.version;
  }

  get isBusy(): boolean {
    return this.connection.paused || !this.connection.isOpen;
  }

  localName(text: string): string {
    return this.temporaries.localName(text);
  }

  write(frame: Buffer): void {
    this.connection.write(frame);
  }

  serve(subscription: Subscription): void {
    this.hub.destinations.serve(subscription);
  }

  nextMessageId(): string {
    return `${this.id}:${++this.messages}`;
  }

  /** What a client's name for a destination means, with its own temporary ones as others see them. */
  resolve(text: string): Address {
    const address = parseAddress(text);
    return address.scope === 'own' ? this.temporaries.resolve(address) : address;
  }

  /** The login was right: from now on frames are served and heart-beats kept. */
  startServing(times: HeartbeatTimes): void {
    this.loggedIn = true;
    this.loginTimer.cancel();
    const peer = {
      beat: () => this.connection.beat(),
      silent: (afterMs: number) => this.onSilence(afterMs),
    };
    this.heartbeat = new Heartbeat(times, peer, this.hub.options.clock);
    this.log('debug', 'client logged in');
  }

  unsubscribe(subscription: Subscription): void {
    this.subscriptions.delete(subscription);
    this.hub.destinations.unsubscribe(subscription);
    subscription.giveBackAll();
  }

  close(): void {
    this.connection.destroy();
  }

  /** Tells the client that it is not welcome, and closes. */
  turnAway(text: string): void {
    this.sendError(text);
    this.connection.end();
  }

  private handlers(): ConstructorParameters<typeof Connection>[1] {
    const { tally } = this.hub;
    return {
      onFrame: frame => this.onFrame(frame),
      onBytes: count => this.onBytes(count),
      onDrained: () => {
        for (const subscription of this.subscriptions) this.serve(subscription);
      },
      onGarbage: text => {
        tally.garbage++;
        this.log('warn', 'client sent what is not STOMP', { reason: text });
        this.sendError(text);
      },
      onTooSlow: () => {
        tally.slowCuts++;
        this.log('warn', 'client cut: it does not read what it is sent');
      },
      onClosed: () => this.release(),
    };
  }

  private onFrame(frame: StompFrame): void {
    try {
      const afterReceipt = this.serveFrame(frame);
      const { receipt } = frame.headers;
      if (receipt !== undefined && !isLogin(frame)) {
        this.connection.sendFrame('RECEIPT', { 'receipt-id': receipt });
      }
      afterReceipt?.();
    } catch (error) {
      this.onRefusal(error, frame);
    }
  }

  private serveFrame(frame: StompFrame): (() => void) | undefined {
    const handler = COMMANDS[frame.command];
    if (!handler) throw new FrameRefused(`Unknown STOMP action: ${frame.command}`, { fatal: true });
    if (!this.loggedIn && !isLogin(frame)) throw new FrameRefused('Not connected.', { fatal: true });
    return handler(this, frame) ?? undefined;
  }

  private onRefusal(error: unknown, frame: StompFrame): void {
    const refusal = error instanceof FrameRefused ? error : undefined;
    this.hub.tally.refusedFrames++;
    const text = refusal ? refusal.message : 'The broker failed to serve this frame';
    const details = { command: frame.command, reason: describeError(error) };
    this.log(!refusal ? 'error' : refusal.fatal ? 'warn' : 'debug', 'frame refused', details);
    this.sendError(text, frame.headers.receipt);
    if (!refusal || refusal.fatal) this.connection.end();
  }

  private sendError(text: string, receipt?: string): void {
    const headers = { message: text, 'content-type': 'text/plain' };
    const receiptId = receipt === undefined ? {} : { 'receipt-id': receipt };
    this.connection.sendFrame('ERROR', { ...headers, ...receiptId }, Buffer.from(`${text}\n`));
  }

  private onBytes(count: number): void {
    this.heartbeat?.heard();
    if (this.loggedIn) return;
    const { maxBytesBeforeLogin } = this.hub.limits;
    this.bytesBeforeLogin += count;
    if (this.bytesBeforeLogin <= maxBytesBeforeLogin) return;
    this.hub.tally.garbage++;
    this.turnAway(`More than ${maxBytesBeforeLogin} bytes before CONNECT`);
  }

  private onLateLogin(): void {
    this.hub.tally.lateLogins++;
    this.turnAway('No CONNECT in time');
  }

  private onSilence(afterMs: number): void {
    this.hub.tally.silentCuts++;
    this.log('warn', 'client cut: no heart-beat', { silentMs: Math.round(afterMs) });
    this.close();
  }

  private release(): void {
    this.heartbeat?.stop();
    this.loginTimer.cancel();
    for (const subscription of [...this.subscriptions]) this.unsubscribe(subscription);
    this.temporaries.removeAll();
    this.log('debug', 'client gone');
    this.onClosed(this);
  }

  private log(
    level: 'debug' | 'warn' | 'error',
    message: string,
    fields: Record<string, unknown> = {},
  ): void {
    this.hub.options.logger[level](message, { client: this.peer, ...fields });
  }
}

function isLogin({ command }: StompFrame): boolean {
  return command === 'CONNECT' || command === 'STOMP';
}
