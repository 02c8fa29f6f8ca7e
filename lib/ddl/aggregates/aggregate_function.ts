// What an aggregate function is: one output of all replies in, lines of text out (MCollective 2.12, Aggregate).
import type { Plain } from '../../marshal/plain';
import type { AggregateDdl } from '../ddl';
import type { TextOf } from './ruby_format';

/**
 * `values`: one per reply, null where a reply says nothing. Returns no lines when there is nothing to tell. Throws
 * NotComputable.
 */
export type AggregateFunction = (
  aggregate: AggregateDdl,
  values: readonly Plain[],
  textOf: TextOf,
) => string[];
