// Aggregate `nettest_mma`: least, most and mean of a time (MCollective's nettest agent 3.0.4).
import type { AggregateFunction } from './aggregate_function';
import { numbersOf, total } from './numbers';
import { rubyFormat } from './ruby_format';

const FORMAT = 'Min: %.3fms  Max: %.3fms  Average: %.3fms';

export const nettestMma: AggregateFunction = ({ format = FORMAT }, values, textOf) => {
  const numbers = numbersOf(values);
  if (numbers.length === 0) return [];
  const least = numbers.reduce((a, b) => Math.min(a, b));
  const most = numbers.reduce((a, b) => Math.max(a, b));
  return [rubyFormat(format, [least, most, total(numbers) / numbers.length], textOf)];
};
