// What a session can be told, and what counts where it is not.
import type { Clock } from '../util/clock';
import type { Logger } from '../util/logger';
import type { BrokerAddress } from './broker_address';
import type { LinkOptions } from './broker_link';
import { DEFAULT_FRAME_LIMITS } from './frame';
import type { ConnectSocket } from './sockets/byte_socket';
import { connectSocket } from './sockets/connect_socket';

export interface SessionOptions {
  /** In order of preference; at least one. */
  readonly pool: readonly BrokerAddress[];
  /** Start anywhere in the pool. */
  readonly randomize?: boolean;
  /** `host` header of CONNECT. */
  readonly vhost?: string;
  /** Between heart-beats in both directions, 0 = none. A broker silent for three times as long is given up. */
  readonly heartbeatMs?: number;
  /** For TCP, TLS and login together, of each broker. */
  readonly connectTimeoutMs?: number;
  readonly reconnectInitialMs?: number;
  readonly reconnectMaxMs?: number;
  /** Largest message body accepted, in bytes. */
  readonly maxFrameBytes?: number;
  /** Unsent bytes from which on `send` throws: the broker does not read. */
  readonly maxBufferedBytes?: number;
  /** After a loss: for ever (the default), never, or so many attempts in a row. */
  readonly reconnect?: boolean | { readonly maxAttempts: number };
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Ends `connect`, which rejects with the signal's reason at once. No effect once connected. */
  readonly signal?: AbortSignal;
  readonly connectSocket?: ConnectSocket;
  /** For shuffling and spreading of delays; Math.random. */
  readonly random?: () => number;
}

const MEBIBYTE = 1024 * 1024;

/** Attempts in a row after a loss; for ever where nothing is said. */
export function maxAttempts({ reconnect = true }: SessionOptions): number {
  if (typeof reconnect === 'object') return reconnect.maxAttempts;
  return reconnect ? Number.POSITIVE_INFINITY : 0;
}

/** Of each connection. */
export function linkOptions(options: SessionOptions, clock: Clock): LinkOptions {
  return {
    vhost: options.vhost ?? 'mcollective',
    heartbeatMs: options.heartbeatMs ?? 30_000,
    connectTimeoutMs: options.connectTimeoutMs ?? 30_000,
    limits: {
      ...DEFAULT_FRAME_LIMITS,
      maxBodyBytes: options.maxFrameBytes ?? DEFAULT_FRAME_LIMITS.maxBodyBytes,
    },
    maxBufferedBytes: options.maxBufferedBytes ?? 64 * MEBIBYTE,
    clock,
    connectSocket: options.connectSocket ?? connectSocket,
  };
}
