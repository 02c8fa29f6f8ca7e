// Aggregate `summary`: how often each value occurs (MCollective 2.12, Aggregate::Summary).
import { isPlainHash, type Plain } from '../../marshal/plain';
import type { AggregateFunction } from './aggregate_function';
import { countValues } from './counted_values';
import { rubyFormat, type TextOf } from './ruby_format';

const MAX_WIDTH = 200;

export const summary: AggregateFunction = ({ format }, values, textOf) => {
  const counted = countValues(values);
  const widest = counted.reduce((width, { value }) => Math.max(width, widthOf(value, textOf)), 0);
  const line = format ?? `%${Math.min(widest, MAX_WIDTH)}s = %s`;
  return counted.map(({ value, count }) => rubyFormat(line, [value, count], textOf));
};

// Ruby asks a value for its length, and hashes have one of their own.
function widthOf(value: Plain, textOf: TextOf): number {
  if (Array.isArray(value)) return value.length;
  if (isPlainHash(value)) return Object.keys(value).length;
  return [...textOf(value)].length;
}
