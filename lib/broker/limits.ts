// Bounds of the embedded broker: what one client, one destination and all of them together may take.
import { DEFAULT_FRAME_LIMITS, type FrameLimits } from '../stomp/frame';

export interface BrokerLimits {
  readonly frame: FrameLimits;
  readonly maxConnections: number;
  /** Time a client has to log in, ms; until then it may send no more than `maxBytesBeforeLogin`. */
  readonly loginDeadlineMs: number;
  readonly maxBytesBeforeLogin: number;
  readonly maxSubscriptions: number;
  readonly maxTemporaryDestinations: number;
  readonly maxTransactions: number;
  /** Frames held back by the open transactions of one connection, bytes. */
  readonly maxTransactionBytes: number;
  /** Unacknowledged messages per subscription; a client may ask for less. */
  readonly maxPrefetch: number;
  /** Above this many unsent bytes topics skip the connection and queues wait for it. */
  readonly outputPauseBytes: number;
  /** Above this many unsent bytes the connection is cut. */
  readonly outputCutBytes: number;
  /** A paused connection that takes nothing for this long is cut, ms. */
  readonly outputStalledMs: number;
  readonly maxDestinations: number;
  readonly maxQueueMessages: number;
  readonly maxQueueBytes: number;
  /** Messages of all queues together, bytes. */
  readonly maxStoredBytes: number;
  /** How often expired messages and idle reply queues are looked for, ms. */
  readonly sweepMs: number;
  /** Names, with wildcards, of queues that are removed when empty and unused for `replyQueueIdleMs`. */
  readonly replyQueues: string;
  readonly replyQueueIdleMs: number;
}

const MIB = 1024 * 1024;

/** `replyQueues` and its idle time are what MCollective's documentation recommends for ActiveMQ. */
export const DEFAULT_BROKER_LIMITS: BrokerLimits = {
  frame: DEFAULT_FRAME_LIMITS,
  maxConnections: 10_000,
  loginDeadlineMs: 30_000,
  maxBytesBeforeLogin: 128 * 1024,
  maxSubscriptions: 10_000,
  maxTemporaryDestinations: 100,
  maxTransactions: 100,
  maxTransactionBytes: 32 * MIB,
  maxPrefetch: 1000,
  outputPauseBytes: 8 * MIB,
  outputCutBytes: 64 * MIB,
  outputStalledMs: 300_000,
  maxDestinations: 50_000,
  maxQueueMessages: 100_000,
  maxQueueBytes: 64 * MIB,
  maxStoredBytes: 256 * MIB,
  sweepMs: 30_000,
  replyQueues: '*.reply.>',
  replyQueueIdleMs: 300_000,
};
