// The numbers among the values of an output.
import type { Plain } from '../../marshal/plain';
import { NotComputable } from './not_computable';

/** Those of replies that say one. Throws NotComputable for anything else but null. */
export function numbersOf(values: readonly Plain[]): number[] {
  return values
    .filter(value => value !== null)
    .map(value => {
      if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
      throw new NotComputable('exception raised while processing result data');
    });
}

export const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
