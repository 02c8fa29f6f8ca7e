// Puts one request on the wire: a single broadcast, or a SEND for every node.
import type { Outgoing } from '../mcollective/connector';
import type { RpcContext } from './rpc_context';

// After this many SENDs, or bytes, the broker has to confirm that it has them. It bounds what waits in the socket's
// buffer, and lets replies be read between batches; 3,000 nodes cost six round trips.
const BATCH_FRAMES = 500;
const BATCH_BYTES = 1024 * 1024;

export interface PublishOptions {
  /** For the broker to take all of it, ms. */
  readonly timeoutMs: number;
  /** True when nobody waits for answers any more: the rest is not sent. */
  readonly stopped: () => boolean;
  /** Called for each SEND. */
  readonly onSent?: (() => void) | undefined;
}

/** Small requests are sent before this returns; rejects with the connection's errors. */
export async function publish(
  context: RpcContext,
  messages: Iterable<Outgoing>,
  payload: Buffer,
  options: PublishOptions,
): Promise<void> {
  const { connection, clock } = context;
  const deadline = clock.monotonic() + options.timeoutMs;
  let unconfirmed = 0;
  const batch = Math.max(1, Math.min(BATCH_FRAMES, Math.floor(BATCH_BYTES / payload.length)));
  for (const { destination, headers } of messages) {
    if (unconfirmed >= batch) {
      await connection.flush(Math.max(1, deadline - clock.monotonic()));
      unconfirmed = 0;
    }
    if (options.stopped()) return;
    connection.send(destination, headers, payload);
    unconfirmed += 1;
    options.onSent?.();
  }
}

/** The frames of a request: one broadcast, or with `nodes` one for each of them. Made as they are sent. */
export function* addressed(
  context: RpcContext,
  agent: string,
  nodes: readonly string[] | undefined,
  replyTo: string,
  ttl: number,
): Iterable<Outgoing> {
  const { connector, collective } = context;
  if (!nodes) return yield connector.broadcast(collective, agent, replyTo, ttl);
  for (const node of nodes) yield connector.direct(collective, node, replyTo, ttl);
}
