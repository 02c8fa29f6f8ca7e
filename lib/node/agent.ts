// What an agent is: metadata, inputs and outputs (its DDL) and one function per action.

import type { ActionDdl, DdlMetadata, InputDdl, OutputDdl } from '../ddl/ddl';
import type { Exec } from '../exec/exec';
import type { HostCalls } from '../exec/host_calls';
import type { HostPaths } from '../exec/host_paths';
import type { RubyValue } from '../marshal/values';
import type { RequestMessage } from '../mcollective/message';
import type { Clock } from '../util/clock';
import type { Logger } from '../util/logger';
import type { Authorizer } from './authorization/authorizer';

export type { Exec } from '../exec/exec';

export type AgentMetadata = DdlMetadata;
export type InputSpec = InputDdl;
export type OutputSpec = OutputDdl;

/** Inputs after validation, plain strings for keys. */
export interface ActionRequest {
  readonly agent: string;
  readonly action: string;
  readonly callerid: string;
  readonly senderid: string;
  readonly requestid: string;
  readonly collective: string;
  /** Seconds. */
  readonly ttl: number;
  /** Epoch seconds, by the clock of the sender. */
  readonly msgtime: number;
  readonly data: Readonly<Record<string, RubyValue>>;
  /** Aborted when the agent's timeout has passed; the reply is not sent then. */
  readonly signal: AbortSignal;
}

/** The outputs of an action; keys become Symbols. */
export type ActionOutputs = Record<string, RubyValue>;

export type ActionFunction = (
  request: ActionRequest,
  node: NodeContext,
) => Promise<ActionOutputs> | ActionOutputs;

export interface Action extends ActionDdl {
  /** Absent when the DDL has an action that this agent has not: answered with statuscode 2. */
  readonly run?: ActionFunction;
}

export interface Agent {
  readonly metadata: AgentMetadata;
  readonly actions: Readonly<Record<string, Action>>;
  /** The settings it reads by name, each with its meaning and default in one sentence; for the documentation. */
  readonly settings?: Readonly<Record<string, string>>;
  /** A sentence why the agent cannot work here (its chain is missing, no puppet), or undefined when it can. */
  activate?(node: NodeContext): Promise<string | undefined>;
  /** What its actions may take beyond the timeout to end themselves and say why, ms; then they are no longer waited for. */
  readonly lateMs?: number;
  /** Agents that only listen (registration): nothing is ever replied. */
  receive?(message: RequestMessage, node: NodeContext): Promise<void>;
  /** Agents that are not SimpleRPC (discovery): body of the request to body of the reply, undefined for no reply. */
  respond?(body: RubyValue, node: NodeContext): RubyValue | undefined;
}

/** Thrown by an action to answer statuscode 1 (or 2 to 5, or the exit code of a program) with a sentence; `data` is still sent. */
export class ActionFailed extends Error {
  constructor(
    readonly statusmsg: string,
    readonly statuscode: number = 1,
    readonly data: ActionOutputs = {},
  ) {
    super(statusmsg);
  }
}

/** Facts are strings, or nested arrays and hashes as the YAML had them. */
export type FactValue = string | FactValue[] | { readonly [key: string]: FactValue };
export type Facts = Readonly<Record<string, FactValue>>;

/** The same in the order of the YAML, which plain objects do not keep. */
export type FactTree = Map<string, FactTreeValue>;
export type FactTreeValue = string | FactTreeValue[] | FactTree;

/** Counters of MCollective's daemon_stats. */
export interface NodeStats {
  total: number;
  validated: number;
  unvalidated: number;
  passed: number;
  filtered: number;
  ttlexpired: number;
  replies: number;
}

/** Everything an agent may touch. Nothing else: no process, no paths of its own. */
export interface NodeContext {
  readonly identity: string;
  readonly collectives: readonly string[];
  readonly mainCollective: string;
  readonly configFile: string;
  readonly version: string;
  /** Epoch seconds. */
  readonly startTime: number;
  readonly pid: number;
  readonly stats: Readonly<NodeStats>;
  /** Requests that came to nothing, by reason. */
  readonly dropped: Readonly<Record<DropReason, number>>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Loaded agents by name. */
  readonly agents: ReadonlyMap<string, Agent>;
  /** Filters choose this node exactly as MCollective 2.12 would. */
  readonly strictFilters: boolean;
  /** Plugin setting by MCollective's name (`iptables.chain`). */
  setting(name: string): string | undefined;
  /** A main configuration item by MCollective's name, secrets redacted. */
  configItem(name: string): RubyValue | undefined;
  facts(): Promise<Facts>;
  factTree(): Promise<FactTree>;
  classes(): Promise<readonly string[]>;
  /** After they were asked for: why some may be wanting, by a fault of their files. */
  readonly unread: { readonly facts: string | undefined; readonly classes: string | undefined };
  cpu(): { user: number; system: number };
  readonly exec: Exec;
  readonly paths: HostPaths;
  readonly calls: HostCalls;
  /** Undefined: everybody may do everything. */
  readonly authorizer: Authorizer | undefined;
}

/** Why a request was not acted on, or acted on in vain; counted per reason. */
export type DropReason =
  | 'malformed'
  | 'signature'
  | 'callerid'
  /** ttl or time stamp are not those that were signed. */
  | 'tampered'
  /** There is no public key of the caller. */
  | 'unknown-caller'
  | 'expired'
  /** Dated further ahead than is tolerated. */
  | 'future'
  /** Seen before. */
  | 'replay'
  | 'filtered'
  | 'unknown-agent'
  | 'no-reply-to'
  /** More requests were waiting, or remembered, than the daemon is ready to hold. */
  | 'overloaded'
  /** No such action, or inputs that break its rules; answered with statuscode 4. */
  | 'invalid'
  /** The policy does not allow it; answered with statuscode 1. */
  | 'denied'
  /** The audit log cannot be written, and is required; answered with statuscode 1. */
  | 'unaudited'
  /** The action took too long. */
  | 'timeout';
