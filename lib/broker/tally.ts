// Counts of what befell the broker and its clients, beyond the messages themselves.

export class Tally {
  connections = 0;
  /** Since the start. */
  accepted = 0;
  /** Turned away because there were too many. */
  refusedConnections = 0;
  refusedLogins = 0;
  /** Frames answered with ERROR. */
  refusedFrames = 0;
  /** Connections that sent what is not STOMP, or too much of it. */
  garbage = 0;
  /** Connections cut because they did not read. */
  slowCuts = 0;
  /** Connections cut because they were silent. */
  silentCuts = 0;
  /** Connections that did not log in in time. */
  lateLogins = 0;
}

/** A snapshot for programs; the Statistics plugin gives the same to STOMP clients. */
export interface BrokerStats extends Readonly<Tally> {
  readonly destinations: number;
  readonly consumers: number;
  readonly enqueued: number;
  readonly dispatched: number;
  readonly dequeued: number;
  readonly expired: number;
  /** Messages and bytes held in queues now. */
  readonly stored: number;
  readonly storedBytes: number;
  /** Topic messages not given to slow consumers. */
  readonly dropped: number;
}
