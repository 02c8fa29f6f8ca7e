// Compares a fact as MCollective 2.12 does (Util.test_fact_value), for nodes that must choose exactly alike: numbers
// only when both look like the same kind of number, `010` is 8, and what Ruby cannot convert drops the request.
import { textOrder } from './fact_compare';
import { FactTestRefused } from './fact_test_refused';
import type { FactOperator } from './filter';
import { inOrder } from './in_order';
import { parseRubyFloat, parseRubyInteger } from './ruby_number';

// Ruby's patterns are `^[0-9]+$` and `^[0-9]+.[0-9]+$`: of lines, and the dot is any character, so that `12:30` and
// `100` look like floats. Written so that no text takes long.
const INTEGER = /(?:^|\n)[0-9]+(?:\n|$)/;
const FLOAT = /(?:^|\n)(?:[0-9]{3,}|[0-9]+[^0-9\n][0-9]+)(?:\n|$)/;

/** All operators but `=~`. Throws FactTestRefused where Ruby raises. */
export function factComparesStrictly(fact: string, operator: FactOperator, wanted: string): boolean {
  if (operator === '==') return fact === wanted;
  const order = orderOf(fact, wanted);
  return operator === '!=' ? order !== 0 : (inOrder(operator, order) ?? false);
}

function orderOf(fact: string, wanted: string): number {
  if (INTEGER.test(wanted) && INTEGER.test(fact)) return numberOrder(fact, wanted, parseRubyInteger);
  if (FLOAT.test(wanted) && FLOAT.test(fact)) return numberOrder(fact, wanted, parseRubyFloat);
  return textOrder(fact, wanted);
}

function numberOrder(
  fact: string,
  wanted: string,
  parse: (text: string) => number | bigint | undefined,
): number {
  const [a, b] = [fact, wanted].map(parse);
  if (a === undefined || b === undefined) throw new FactTestRefused(a === undefined ? fact : wanted);
  return a < b ? -1 : a > b ? 1 : 0;
}
