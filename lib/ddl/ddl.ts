// What a plugin says of itself (MCollective's DDL): metadata, inputs, outputs, how results are shown and summed up.
//
// The one model of Ruby `.ddl` files, Choria's JSON and our own agents; clients and nodes work from it alike.
import type { RubyValue } from '../marshal/values';

export interface DdlMetadata {
  readonly name: string;
  readonly description: string;
  readonly author: string;
  readonly license: string;
  readonly version: string;
  readonly url: string;
  /** Seconds one action, or one query, may take. */
  readonly timeout: number;
}

/** Types of inputs; any other word names a validator plugin. */
export type InputType =
  | 'string'
  | 'list'
  | 'boolean'
  | 'integer'
  | 'float'
  | 'number'
  | 'hash'
  | 'array'
  | (string & {});

/**
 * What text must look like: a regex in Ruby's spelling, or a validator by name (`shellsafe`, `ipv4address` …).
 * `options` is the bit set of a Regexp literal (0 for none) and absent for a regex given as a String: complaints show
 * the one as `(?-mix:^a$)`, the other as `^a$`.
 */
export type Validation =
  | { readonly regex: string; readonly options?: number }
  | { readonly validator: string };

export interface InputDdl {
  readonly prompt: string;
  readonly description: string;
  readonly type: InputType;
  readonly optional: boolean;
  /** For inputs that are left out and not optional. */
  readonly default?: RubyValue;
  /** Of strings. */
  readonly validation?: Validation;
  /** Characters, 0 or absent for any number. */
  readonly maxlength?: number;
  /** Allowed values of type list. */
  readonly list?: readonly RubyValue[];
}

export interface OutputDdl {
  readonly description: string;
  readonly displayAs: string;
  readonly default?: RubyValue;
  /** As Choria's JSON has it; Ruby's DDLs have none. */
  readonly type?: string;
}

/** `aggregate summary(:version, :format => "…")`. */
export interface AggregateDdl {
  /** `summary`, `average`, `sum`, `boolean_summary`, `nagios_states`, `process_summary`, or a plugin's. */
  readonly name: string;
  /** The output it is made of. */
  readonly output: string;
  /** Further arguments, such as the words of boolean_summary: `{true: 'enabled', false: 'disabled'}`. */
  readonly args: Readonly<Record<string, RubyValue>>;
  /** Ruby's format of one line. */
  readonly format?: string;
}

/** Which results a client shows: `flatten` is obsolete and shown as `failed`. */
export type Display = 'ok' | 'failed' | 'always' | 'flatten';

export interface ActionDdl {
  readonly name: string;
  readonly description: string;
  readonly display: Display;
  readonly inputs: Readonly<Record<string, InputDdl>>;
  readonly outputs: Readonly<Record<string, OutputDdl>>;
  readonly aggregates: readonly AggregateDdl[];
}

export interface AgentDdl {
  readonly plugin: 'agent';
  readonly metadata: DdlMetadata;
  /** Least MCollective version, when the DDL requires one. */
  readonly requires?: string;
  readonly usage?: string;
  readonly actions: Readonly<Record<string, ActionDdl>>;
}

/** A data plugin; without `query` it takes none. */
export interface DataDdl {
  readonly plugin: 'data';
  readonly metadata: DdlMetadata;
  readonly requires?: string;
  readonly usage?: string;
  readonly description: string;
  readonly query?: InputDdl;
  readonly outputs: Readonly<Record<string, OutputDdl>>;
}

export interface DiscoveryDdl {
  readonly plugin: 'discovery';
  readonly metadata: DdlMetadata;
  readonly requires?: string;
  readonly usage?: string;
  readonly capabilities: readonly string[];
}

/** Validators, aggregate functions and others, such as connectors: metadata alone. */
export interface OtherDdl {
  readonly plugin: 'validator' | 'aggregate' | 'other';
  readonly metadata: DdlMetadata;
  readonly requires?: string;
  readonly usage?: string;
}

export type Ddl = AgentDdl | DataDdl | DiscoveryDdl | OtherDdl;

export type PluginKind = Ddl['plugin'];
