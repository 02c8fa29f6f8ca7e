// What a node answered, and how a whole call went.
import type { Plain } from '../marshal/plain';

export type { Plain };

/** SimpleRPC statuscodes: 0 OK, 1 aborted, 2 unknown action, 3 missing data, 4 invalid data, 5 unknown error. */
export type StatusCode = number;

export interface Reply {
  readonly sender: string;
  readonly statuscode: StatusCode;
  readonly statusmsg: string;
  readonly data: Readonly<Record<string, Plain>>;
  /** Milliseconds from publishing to arrival. */
  readonly elapsedMs: number;
  /** Node clock minus ours in seconds, from msgtime. */
  readonly skewSeconds: number;
}

export interface CallResult {
  readonly agent: string;
  readonly action: string;
  readonly requestid: string;
  /** Every first reply of an expected (or, in a broadcast without discovery, any) node, in order of arrival. */
  readonly replies: readonly Reply[];
  /** statuscode 0. */
  readonly ok: readonly Reply[];
  /** statuscode 1–5. */
  readonly failed: readonly Reply[];
  /** Nodes that were asked and were silent at the deadline, sorted; they may have acted. */
  readonly noResponse: readonly string[];
  /** Nodes that were to be asked and were not: the call was given up before their batch, or its time was up. Sorted. */
  readonly notAsked: readonly string[];
  /** Replies of nodes nobody expected. */
  readonly unexpected: readonly Reply[];
  /** Nodes whose discovery answer came after discovery had ended: they match, but were not asked. Sorted. */
  readonly discoveredLate: readonly string[];
  /** Nodes whose signed reply cannot be read; in `noResponse` as well, for what they said is not known. */
  readonly unreadable: readonly Unreadable[];
  /** Identities that answered discovery more than once: two nodes may share the name, and one was not asked. Sorted. */
  readonly repeated: readonly string[];
  readonly stats: CallStats;
}

/** A node that answered what cannot be read. */
export interface Unreadable {
  readonly sender: string;
  /** What is wrong with it, in words. */
  readonly problem: string;
}

export interface CallStats {
  /** Epoch milliseconds. */
  readonly startTime: number;
  readonly discoveryMs: number;
  readonly agentMs: number;
  readonly totalMs: number;
  readonly discovered: number;
  readonly responses: number;
  readonly duplicates: number;
  /** Arrived for an earlier request of this session after it had ended. */
  readonly late: number;
  /** Undecodable or badly signed payloads on our reply queues, discovery's included. */
  readonly refused: number;
  /** The same by reason. */
  readonly refusals: Refusals;
}

/** How many payloads were refused, by the reason of MessageRefused. */
export type Refusals = Readonly<Record<string, number>>;

export interface DiscoveryResult {
  /** What the discovery method has to say of it, one sentence each. */
  readonly remarks?: readonly string[];
  /** Sorted identities. */
  readonly nodes: readonly string[];
  readonly elapsedMs: number;
  /** 'identities' when the filter named them, 'list' when given, else the discovery method: 'mc' is asking them. */
  readonly method: string;
  /** Identities that answered more than once: two nodes may share the name. Sorted. */
  readonly repeated: readonly string[];
  /** Payloads on the discovery reply queue that could not be read. */
  readonly refused: number;
  /** The same by reason. */
  readonly refusals: Refusals;
}
