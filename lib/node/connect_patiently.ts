// Connects to the broker however long that takes: a node must come back by itself when its broker does.
import type { BrokerConfig } from '../config/config';
import { describeError } from '../errors';
import type { BrokerAddress } from '../stomp/broker_address';
import type { StompConnection } from '../stomp/connection';
import { LoginRefused, NoBrokerReachable } from '../stomp/errors';
import { StompSession } from '../stomp/session';
import type { SessionOptions } from '../stomp/session_options';
import type { Clock } from '../util/clock';
import type { Logger } from '../util/logger';

/** Opens a session over a pool, trying each broker once. */
export type OpenSession = (options: SessionOptions) => Promise<StompConnection>;

export interface PatientOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the attempts; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly open?: OpenSession;
}

const FIRST_PAUSE_MS = 1000;
/** A log line for every attempt would fill disks over a week-end. */
const LONGEST_PAUSE_MS = 30_000;

/**
 * Rejects with LoginRefused when no broker of the pool is left that did not refuse the login: more attempts could
 * only lock the account.
 */
export async function connectPatiently(
  broker: BrokerConfig,
  options: PatientOptions,
): Promise<StompConnection> {
  const open = options.open ?? (session => StompSession.connect(session));
  let pool = broker.randomize ? shuffled(broker.pool) : broker.pool;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await open(sessionOptions(broker, pool, options));
    } catch (error) {
      options.signal?.throwIfAborted();
      pool = withoutRefusing(pool, error);
      if (pool.length === 0) throw error;
      options.logger.warn(`${describeError(error)}; trying again in ${pauseMs / 1000} s`);
    }
    await pause(pauseMs, options);
  }
}

function sessionOptions(
  broker: BrokerConfig,
  pool: readonly BrokerAddress[],
  { clock, logger, signal }: PatientOptions,
): SessionOptions {
  const { vhost, heartbeatMs, connectTimeoutMs, reconnectInitialMs, reconnectMaxMs, maxFrameBytes } = broker;
  return {
    // Shuffled already; the order must be known to tell which broker refused.
    pool,
    vhost,
    heartbeatMs,
    connectTimeoutMs,
    reconnectInitialMs,
    reconnectMaxMs,
    maxFrameBytes,
    clock,
    logger,
    ...(signal ? { signal } : {}),
  };
}

// The errors of NoBrokerReachable are in the order of the pool.
function withoutRefusing(pool: readonly BrokerAddress[], error: unknown): readonly BrokerAddress[] {
  const failures = error instanceof NoBrokerReachable ? error.failures : [error];
  return pool.filter((_, index) => !(failures[index] instanceof LoginRefused));
}

function shuffled(pool: readonly BrokerAddress[]): readonly BrokerAddress[] {
  return pool
    .map(address => ({ address, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ address }) => address);
}

function pause(ms: number, { clock, signal }: PatientOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      timer.cancel();
      reject(signal?.reason);
    };
    const timer = clock.after(ms, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    signal?.addEventListener('abort', stop, { once: true });
  });
}
