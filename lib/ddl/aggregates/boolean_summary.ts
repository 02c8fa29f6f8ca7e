// Aggregate `boolean_summary`: summary with words for true and false (MCollective's puppet agent 1.14).
import type { Plain } from '../../marshal/plain';
import type { AggregateDdl } from '../ddl';
import type { AggregateFunction } from './aggregate_function';
import { countValues } from './counted_values';
import { rubyFormat } from './ruby_format';

export const booleanSummary: AggregateFunction = ({ args, format = '%5s = %s' }, values, textOf) =>
  countValues(values.flat().map(value => inWords(value, args))).map(({ value, count }) =>
    rubyFormat(format, [value, count], textOf),
  );

function inWords(value: Plain, words: AggregateDdl['args']): Plain {
  const word = typeof value === 'boolean' ? words[String(value)] : undefined;
  return typeof word === 'string' ? word : value;
}
