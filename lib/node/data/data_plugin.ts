// What a data plugin is: its DDL and one function (MCollective 2.12, Data::Base).
import type { DataDdl } from '../../ddl/ddl';
import type { RubyFloat } from '../../marshal/values';
import type { NodeContext } from '../agent';

/** What a plugin may answer: String, Integer, Float or Boolean. */
export type DataValue = string | number | bigint | boolean | RubyFloat;

export type DataOutputs = Readonly<Record<string, DataValue>>;

export interface DataPlugin {
  readonly ddl: DataDdl;
  /** The settings it reads by name, each with its meaning and default in one sentence; for the documentation. */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * `value` has passed the rule of the DDL; it is '' when none was given, where the DDL allows that. Outputs left out
   * are nil. `signal` is aborted when the time is over. Throws DataQueryFailed and ProbeFailed.
   */
  query(value: string, node: NodeContext, signal: AbortSignal): Promise<DataOutputs> | DataOutputs;
}
