// ByteSocket over a node:net or node:tls socket that connects to a broker.
import type { Socket } from 'node:net';
import type { ByteSocket, SocketHandlers, TlsSession } from './byte_socket';

export class NodeSocket implements ByteSocket {
  tls?: () => TlsSession;
  private handlers: SocketHandlers | undefined;
  private error: Error | undefined;
  private closed = false;
  private corked = false;

  constructor(private readonly socket: Socket) {
    socket.on('error', error => {
      this.error ??= error;
    });
    // Node would first wait until the rest is written: for ever, to a broker that hung up and reads no more.
    socket.on('end', () => socket.destroy());
    socket.on('close', () => this.onClose());
  }

  /** Resolves at `event`; an error, a close or the signal rejects and destroys the socket. */
  static open(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<NodeSocket> {
    // Made at once: its listener keeps an early error from ending the process.
    const opened = new NodeSocket(socket);
    return new Promise((resolve, reject) => {
      const settle = (error?: unknown): void => {
        socket.off(event, onReady).off('error', settle).off('close', onClose);
        signal.removeEventListener('abort', onAbort);
        if (error === undefined) resolve(opened);
        else reject(error);
        if (error !== undefined) socket.destroy();
      };
      const onReady = (): void => settle();
      const onClose = (): void => settle(new Error('the peer closed the connection'));
      const onAbort = (): void => settle(signal.reason);
      socket.once(event, onReady).once('error', settle).once('close', onClose);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
    });
  }

  get bufferedBytes(): number {
    return this.socket.writableLength;
  }

  start(handlers: SocketHandlers): void {
    this.handlers = handlers;
    if (this.closed) queueMicrotask(() => handlers.onClose(this.error));
    // Until this listener is added the socket does not read.
    else this.socket.on('data', (chunk: Buffer) => handlers.onData(chunk));
  }

  // Frames sent in one go leave in one system call: forty requests cost one write, not forty.
  write(bytes: Buffer): void {
    if (this.closed || !this.socket.writable) return;
    if (!this.corked) {
      this.corked = true;
      this.socket.cork();
      queueMicrotask(() => {
        this.corked = false;
        this.socket.uncork();
      });
    }
    this.socket.write(bytes);
  }

  end(): void {
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }

  private onClose(): void {
    this.closed = true;
    this.handlers?.onClose(this.error);
  }
}
