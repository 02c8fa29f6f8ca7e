// What an agent is: metadata, inputs and outputs (its DDL) and one function per action.

import type { Exec } from '../exec/exec';
import type { HostPaths } from '../exec/host_paths';
import type { RubyValue } from '../marshal/values';
import type { Clock } from '../util/clock';
import type { Logger } from '../util/logger';

export type { Exec } from '../exec/exec';

export interface AgentMetadata {
  readonly name: string;
  readonly description: string;
  readonly author: string;
  readonly license: string;
  readonly version: string;
  readonly url: string;
  /** Seconds one action may take. */
  readonly timeout: number;
}

export interface InputSpec {
  readonly description: string;
  readonly type: 'string' | 'boolean' | 'integer' | 'float' | 'number' | 'list';
  readonly optional: boolean;
  readonly default?: RubyValue;
  /** Strings: whole-string check on the node. */
  readonly validate?: RegExp;
  /** Wording of `validate` for the sender, as MCollective's: `value should match <…>`. */
  readonly validateAs?: string;
  /** Strings: a named validator of MCollective's; its complaint, or undefined when the value is good. */
  readonly check?: (value: string) => string | undefined;
  readonly maxlength?: number;
  readonly list?: readonly string[];
}

export interface OutputSpec {
  readonly description: string;
  readonly displayAs: string;
  readonly default?: RubyValue;
}

/** Inputs after validation, plain strings for keys. */
export interface ActionRequest {
  readonly agent: string;
  readonly action: string;
  readonly callerid: string;
  readonly senderid: string;
  readonly requestid: string;
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

export interface Action {
  readonly name: string;
  readonly description: string;
  readonly display: 'ok' | 'failed' | 'always';
  readonly inputs: Readonly<Record<string, InputSpec>>;
  readonly outputs: Readonly<Record<string, OutputSpec>>;
  readonly run: ActionFunction;
}

export interface Agent {
  readonly metadata: AgentMetadata;
  readonly actions: Readonly<Record<string, Action>>;
  /** The settings it reads by name, each with its meaning and default in one sentence; for the documentation. */
  readonly settings?: Readonly<Record<string, string>>;
  /** A sentence why the agent cannot work here (its chain is missing, no puppet), or undefined when it can. */
  activate?(node: NodeContext): Promise<string | undefined>;
  /** Agents that are not SimpleRPC (discovery): body of the request to body of the reply, undefined for no reply. */
  respond?(body: RubyValue, node: NodeContext): RubyValue | undefined;
}

/** Thrown by an action to answer statuscode 1 (or 3, 4, 5) with a sentence; `data` is still sent. */
export class ActionFailed extends Error {
  constructor(
    readonly statusmsg: string,
    readonly statuscode: 1 | 3 | 4 | 5 = 1,
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
  readonly clock: Clock;
  readonly logger: Logger;
  /** Loaded agents by name. */
  readonly agents: ReadonlyMap<string, Agent>;
  /** Plugin setting by MCollective's name (`iptables.chain`). */
  setting(name: string): string | undefined;
  /** A main configuration item by MCollective's name, secrets redacted. */
  configItem(name: string): RubyValue | undefined;
  facts(): Promise<Facts>;
  factTree(): Promise<FactTree>;
  classes(): Promise<readonly string[]>;
  cpu(): { user: number; system: number };
  readonly exec: Exec;
  readonly paths: HostPaths;
}

/** Why a request was not acted on; counted per reason. */
export type DropReason =
  | 'malformed'
  | 'signature'
  | 'callerid'
  | 'expired'
  | 'filtered'
  | 'unknown-agent'
  | 'no-reply-to'
  /** More requests were waiting than the daemon is ready to hold. */
  | 'overloaded';
