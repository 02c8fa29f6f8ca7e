// Two ByteSockets joined in memory: peers in one process, without ports.
import type { ByteSocket, SocketHandlers } from './byte_socket';

/** What one end writes the other receives, in order, in a later microtask. */
export function memoryPair(): [MemorySocket, MemorySocket] {
  const left = new MemorySocket();
  const right = new MemorySocket();
  left.peer = right;
  right.peer = left;
  return [left, right];
}

export class MemorySocket implements ByteSocket {
  /** The other end. */
  peer!: MemorySocket;
  private handlers: SocketHandlers | undefined;
  /** What has arrived and not been delivered; null marks the peer's orderly end. */
  private inbox: (Buffer | null)[] = [];
  private delivering = false;
  private stalled = false;
  private ended = false;
  private closed = false;
  private error: Error | undefined;

  get bufferedBytes(): number {
    return this.peer.inbox.reduce((sum, chunk) => sum + (chunk?.length ?? 0), 0);
  }

  start(handlers: SocketHandlers): void {
    this.handlers = handlers;
    if (this.closed) queueMicrotask(() => handlers.onClose(this.error));
    else this.deliverSoon();
  }

  write(bytes: Buffer): void {
    if (!this.ended && !this.closed) this.peer.receive(bytes);
  }

  end(): void {
    if (this.ended || this.closed) return;
    this.ended = true;
    this.peer.receive(null);
  }

  destroy(): void {
    this.fail(undefined);
  }

  /** Closes both ends, as a reset connection does; this end learns of `error`. */
  fail(error: Error | undefined): void {
    if (this.closed) return;
    this.closed = true;
    this.error = error;
    this.inbox = [];
    queueMicrotask(() => this.handlers?.onClose(error));
    this.peer.receive(null);
  }

  /** Stops reading, as a peer that hangs does, until called with false. */
  stall(stalled = true): void {
    this.stalled = stalled;
    this.deliverSoon();
  }

  private receive(chunk: Buffer | null): void {
    if (this.closed) return;
    this.inbox.push(chunk);
    this.deliverSoon();
  }

  private deliverSoon(): void {
    if (this.delivering || this.stalled || !this.handlers || this.inbox.length === 0) return;
    this.delivering = true;
    queueMicrotask(() => {
      this.delivering = false;
      this.deliver();
    });
  }

  private deliver(): void {
    while (this.inbox.length > 0 && !this.closed && !this.stalled) {
      const chunk = this.inbox.shift()!;
      if (chunk === null) this.destroy();
      else this.handlers!.onData(chunk);
    }
  }
}
