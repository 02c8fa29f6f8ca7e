// What a whole trace adds up to.
import type { CallStats } from '../rpc/reply';
import type { TraceEvent } from './trace_event';

export interface TraceTotals {
  readonly event: 'totals';
  /** From the start until the broker took the login; undefined when the connection was not traced. */
  readonly connectMs: number | undefined;
  readonly discoveryMs: number;
  readonly agentMs: number;
  readonly sentFrames: number;
  readonly sentBytes: number;
  readonly receivedFrames: number;
  readonly receivedBytes: number;
  readonly refused: number;
}

/** Frames are those with payloads: requests and replies. */
export function traceTotals(
  events: readonly TraceEvent[],
  { discoveryMs, agentMs }: Pick<CallStats, 'discoveryMs' | 'agentMs'>,
): TraceTotals {
  const sent = events.filter(({ event }) => event === 'send') as { bytes: number }[];
  const received = events.filter(event => event.event === 'reply');
  return {
    event: 'totals',
    connectMs: events.find(({ event }) => event === 'connected')?.ms,
    discoveryMs,
    agentMs,
    sentFrames: sent.length,
    sentBytes: sum(sent),
    receivedFrames: received.length,
    receivedBytes: sum(received),
    refused: received.filter(({ refused }) => refused !== undefined).length,
  };
}

function sum(frames: readonly { readonly bytes: number }[]): number {
  return frames.reduce((total, { bytes }) => total + bytes, 0);
}
