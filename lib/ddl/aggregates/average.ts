// Aggregate `average` (MCollective 2.12, Aggregate::Average). Of integers too it is the mean: Ruby cuts its decimals off.
import type { AggregateFunction } from './aggregate_function';
import { numbersOf, total } from './numbers';
import { rubyFormat } from './ruby_format';

export const average: AggregateFunction = ({ output, format }, values, textOf) => {
  const numbers = numbersOf(values);
  if (numbers.length === 0) return [];
  return [rubyFormat(format ?? `Average of ${output}: %f`, [total(numbers) / numbers.length], textOf)];
};
