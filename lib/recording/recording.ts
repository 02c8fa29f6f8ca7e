// A recording: what a run was, and everything that it asked and was answered. One JSON object a line, the head first.
import type { Json, Observation } from '../checks/check_context';
import type { ChecksConfig } from '../config/config';
import type { Filter } from '../mcollective/filter';
import type { Status } from '../nagios/status';
import type { TaggedJson } from './tagged_json';

export const RECORDING_FORMAT = 1;

export interface RecordingHead {
  readonly fleetspec_recording: typeof RECORDING_FORMAT;
  /** Of the fleetspec that made it. */
  readonly version: string;
  /** Epoch milliseconds of its first moment; the times of events count from there. */
  readonly startedAt: number;
  /** As given: files, `file:line` or folders. */
  readonly paths: readonly string[];
  readonly tags?: string;
  /** What it might change: nothing, everything, or only plan it. Of older recordings undefined. */
  readonly acting?: 'refused' | 'allowed' | 'planned';
  /** The run's deadline; null: none. */
  readonly seconds: number | null;
  readonly params: Readonly<Record<string, string>>;
  readonly checks: Pick<ChecksConfig, 'devices' | 'groups' | 'puppetMaster' | 'pools' | 'readingActions'>;
  /** Text of the file of waivers, if there was one. */
  readonly waivers?: string;
  /** Every feature file of the run, by its path as reports tell it. */
  readonly features: readonly { readonly path: string; readonly text: string }[];
}

/** Milliseconds since the beginning: when it was asked, and when the answer was there. */
interface Times {
  readonly at: number;
  readonly done: number;
}

export type RecordedEvent =
  | (Times & {
      readonly kind: 'discovery';
      readonly filter: RecordedFilter;
      readonly found: RecordedDiscovery;
    })
  | (Times & { readonly kind: 'late'; readonly filter: RecordedFilter; readonly nodes: readonly string[] })
  | (Times & RecordedCall)
  | (Times & { readonly kind: 'observation'; readonly of: Observation; readonly answer: Json })
  | (Times & { readonly kind: 'fault'; readonly asked: Asked; readonly fault: RecordedFault });

/** What an answer belongs to. */
export type Asked =
  | { readonly kind: 'discovery'; readonly filter: RecordedFilter }
  | { readonly kind: 'call'; readonly agent: string; readonly action: string; readonly args: TaggedJson }
  | { readonly kind: 'observation'; readonly of: Observation }
  | { readonly kind: 'connection' };

/** A filter as it is sent; compound call stacks as tagged JSON. */
export type RecordedFilter = Omit<Filter, 'compound'> & { readonly compound: readonly TaggedJson[] };

export interface RecordedDiscovery {
  readonly nodes: readonly string[];
  readonly repeated: readonly string[];
  readonly refused: number;
  readonly elapsedMs: number;
  readonly method: string;
}

export interface RecordedCall {
  readonly kind: 'call';
  readonly agent: string;
  readonly action: string;
  readonly args: TaggedJson;
  readonly requestid: string;
  /** Whom it was addressed to; undefined: whoever has the agent. */
  readonly nodes?: readonly string[];
  readonly replies: readonly RecordedReply[];
  readonly noResponse: readonly string[];
  readonly notAsked: readonly string[];
  readonly unreadable: readonly { readonly sender: string; readonly problem: string }[];
  readonly repeated: readonly string[];
  readonly discoveredLate: readonly string[];
  readonly refused: number;
}

export interface RecordedReply {
  readonly sender: string;
  readonly statuscode: number;
  readonly statusmsg: string;
  readonly data: TaggedJson;
  readonly elapsedMs: number;
  readonly skewSeconds: number;
}

/** What was thrown, with what decides about a verdict. */
export interface RecordedFault {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  /** Of a check that failed rather than could not be made. */
  readonly failure?: {
    readonly subject: string;
    readonly expected: string;
    readonly findings: readonly { readonly host: string; readonly got: string }[];
    readonly severity: 'CRITICAL' | 'WARNING';
  };
}

/** The last line: how the recorded run ended. */
export interface RecordingEnd {
  readonly kind: 'end';
  readonly status: Status;
  /** First line of the plugin output, without performance data. */
  readonly text: string;
}

export interface Recording {
  readonly head: RecordingHead;
  readonly events: readonly RecordedEvent[];
  /** Undefined when the run was cut off. */
  readonly end: RecordingEnd | undefined;
}
