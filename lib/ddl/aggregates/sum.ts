// Aggregate `sum` (MCollective 2.12, Aggregate::Sum).
import type { AggregateFunction } from './aggregate_function';
import { numbersOf, total } from './numbers';
import { rubyFormat } from './ruby_format';

export const sum: AggregateFunction = ({ output, format }, values, textOf) => [
  rubyFormat(format ?? `Sum of ${output}: %f`, [total(numbersOf(values))], textOf),
];
