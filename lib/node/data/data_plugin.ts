// What a data plugin is: metadata, the rule for its query, its outputs, and one function (MCollective 2.12, Data::Base).
import type { RubyFloat } from '../../marshal/values';
import type { InputSpec, NodeContext, OutputSpec } from '../agent';

/** What a plugin may answer: String, Integer, Float or Boolean. */
export type DataValue = string | number | bigint | boolean | RubyFloat;

export type DataOutputs = Readonly<Record<string, DataValue>>;

export interface DataPluginMetadata {
  readonly author: string;
  readonly license: string;
  readonly version: string;
  readonly url: string;
}

export interface DataPlugin {
  /** As in filters: `fstat`; lists show `fstat_data`. */
  readonly name: string;
  readonly description: string;
  readonly metadata: DataPluginMetadata;
  /** Seconds a query may take, 1 unless told. */
  readonly timeout?: number;
  readonly input: InputSpec;
  readonly outputs: Readonly<Record<string, OutputSpec>>;
  /**
   * `value` has passed the rule of `input`. Outputs left out are nil. `signal` is aborted when the time is over.
   * Throws DataQueryFailed.
   */
  query(value: string, node: NodeContext, signal: AbortSignal): Promise<DataOutputs> | DataOutputs;
}
