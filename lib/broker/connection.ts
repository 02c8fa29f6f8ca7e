// One client's stream: bytes in, frames out to the session; frames in, bytes out, never without bound.
import type { Duplex } from 'node:stream';
import { FleetspecError } from '../errors';
import { EMPTY_BODY, makeHeaders, type StompFrame, type StompVersion } from '../stomp/frame';
import { FrameParser } from '../stomp/frame_parser';
import type { Clock, Timer } from '../util/clock';
import type { BrokerLimits } from './limits';
import { encodeForVersion } from './message_frame';

export interface ConnectionHandlers {
  onFrame(frame: StompFrame): void;
  onBytes(count: number): void;
  /** The client reads again after a pause. */
  onDrained(): void;
  /** What came is not STOMP or too large; the client has been told. */
  onGarbage(text: string): void;
  /** It does not read: too much waited for it, or for too long. */
  onTooSlow(): void;
  /** Once, when nothing can be sent any more. */
  onClosed(): void;
}

// Time for a client to read an ERROR or the last receipt before its socket is taken away.
const LINGER_MS = 2000;
const LINE_FEED = Buffer.from('\n');

export class Connection {
  /** True while more than `outputPauseBytes` wait to be sent. */
  paused = false;
  // `cut`: destroyed, but the session has not been told yet.
  private state: 'open' | 'cut' | 'closed' = 'open';
  private linger: Timer | undefined;
  private stall: Timer | undefined;
  private corked = false;
  private bytesWritten = 0;
  private readonly parser: FrameParser;

  constructor(
    private readonly stream: Duplex,
    private readonly handlers: ConnectionHandlers,
    private readonly limits: BrokerLimits,
    private readonly clock: Clock,
  ) {
    this.parser = new FrameParser({ onFrame: frame => handlers.onFrame(frame) }, limits.frame);
    stream.on('data', (chunk: Buffer) => this.onData(chunk));
    stream.on('drain', () => this.onDrain());
    stream.on('end', () => this.end());
    // What went wrong on the wire is the client's business; 'close' follows.
    stream.on('error', () => {});
    stream.on('close', () => this.onClose());
  }

  get version(): StompVersion {
    return this.parser.version;
  }

  set version(version: StompVersion) {
    this.parser.version = version;
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  sendFrame(command: string, headers: Record<string, string>, body: Buffer = EMPTY_BODY): void {
    this.write(encodeForVersion({ command, headers: makeHeaders(headers), body }, this.version));
  }

  /** A MESSAGE, already encoded. */
  write(bytes: Buffer): void {
    if (!this.isOpen) return;
    this.corkForThisTurn();
    this.stream.write(bytes);
    this.bytesWritten += bytes.length;
    const waiting = this.stream.writableLength;
    if (waiting > this.limits.outputPauseBytes) this.pause();
    if (waiting > this.limits.outputCutBytes) this.cutTooSlow();
  }

  beat(): void {
    this.write(LINE_FEED);
  }

  /** Sends what is waiting, listens to nothing more, and closes; bounded in time. */
  end(): void {
    if (!this.isOpen) return;
    this.state = 'closed';
    this.parser.stop();
    this.stream.end();
    this.linger = this.clock.after(LINGER_MS, () => this.stream.destroy());
    this.handlers.onClosed();
  }

  /** Closes at once; `onClosed` follows later, never from within this call. */
  destroy(): void {
    if (this.isOpen) this.state = 'cut';
    this.parser.stop();
    this.stream.destroy();
  }

  // A burst of messages in one turn of the event loop leaves in one system call.
  private corkForThisTurn(): void {
    if (this.corked) return;
    this.corked = true;
    this.stream.cork();
    setImmediate(() => {
      this.corked = false;
      this.stream.uncork();
    });
  }

  // Without a drain to wait for, a pause would never end.
  private pause(): void {
    if (this.paused || !this.stream.writableNeedDrain) return;
    this.paused = true;
    this.watchStall();
  }

  private watchStall(): void {
    const taken = this.bytesTaken;
    this.stall = this.clock.after(this.limits.outputStalledMs, () => {
      if (this.bytesTaken > taken) this.watchStall();
      else this.cutTooSlow();
    });
  }

  /** What the stream has got rid of. */
  private get bytesTaken(): number {
    return this.bytesWritten - this.stream.writableLength;
  }

  private cutTooSlow(): void {
    if (!this.isOpen) return;
    this.handlers.onTooSlow();
    this.destroy();
  }

  private onData(chunk: Buffer): void {
    if (!this.isOpen) return;
    this.handlers.onBytes(chunk.length);
    try {
      this.parser.push(chunk);
    } catch (error) {
      // Only the parser's own errors are the client's fault.
      if (!(error instanceof FleetspecError)) throw error;
      this.handlers.onGarbage(error.message);
      this.end();
    }
  }

  private onDrain(): void {
    if (!this.paused || !this.isOpen) return;
    this.paused = false;
    this.stall?.cancel();
    this.handlers.onDrained();
  }

  private onClose(): void {
    this.linger?.cancel();
    this.stall?.cancel();
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.handlers.onClosed();
  }
}
