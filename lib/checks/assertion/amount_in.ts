// A number in the answer of an agent that cannot be below 0: a size, a count, a length of time, a load.
import type { Plain } from '../../rpc/reply';
import { numberIn } from './number_in';

/** Undefined for what is no such number: -1 is what some agents fill in where they know nothing. */
export function amountIn(value: Plain | undefined): number | undefined {
  const number = numberIn(value);
  return number !== undefined && number >= 0 ? number : undefined;
}

/** The same of what is at most 100. */
export function percentIn(value: Plain | undefined): number | undefined {
  const percent = amountIn(value);
  return percent !== undefined && percent <= 100 ? percent : undefined;
}
