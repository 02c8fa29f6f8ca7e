// A connected byte stream, whatever carries it: TCP, TLS or memory.
import type { BrokerAddress } from '../broker_address';

export interface SocketHandlers {
  onData(chunk: Buffer): void;
  /** Told once, for whichever reason; undefined when the stream ended in an orderly way. */
  onClose(error: Error | undefined): void;
}

/** What a TLS handshake agreed on. */
export interface TlsSession {
  readonly protocol: string | undefined;
  readonly cipher: string | undefined;
  /** Common name in the peer's certificate. */
  readonly certificate: string | undefined;
}

export interface ByteSocket {
  /** Of a stream over TLS only. */
  tls?(): TlsSession;
  /** Bytes handed to `write` that are still waiting in this process. */
  readonly bufferedBytes: number;
  /** Starts delivery. Call once; what arrived or happened before is not lost. */
  start(handlers: SocketHandlers): void;
  /** Ignored once the stream is closed. The bytes must not be changed afterwards. */
  write(bytes: Buffer): void;
  /** Closes after everything written has left. */
  end(): void;
  /** Closes now. */
  destroy(): void;
}

/** How far a connection attempt has come; told to the user when its deadline passes. */
export type ConnectPhase = 'TCP' | 'TLS' | 'STOMP';

export interface ConnectSocketOptions {
  /** Ends the attempt at once, which then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  onPhase?(phase: ConnectPhase): void;
}

/** Opens a socket to a broker. Rejects with BrokerUnreachable or TlsFailed. */
export type ConnectSocket = (address: BrokerAddress, options: ConnectSocketOptions) => Promise<ByteSocket>;
