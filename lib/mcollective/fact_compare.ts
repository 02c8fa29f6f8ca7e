// Compares the text of a fact with that of a filter: as numbers where both are some, else byte by byte.
import type { FactOperator } from './filter';
import { inOrder } from './in_order';

/** All operators but `=~`. `==` means the same text: a version 1.10 is not 1.1. */
export function factCompares(fact: string, operator: FactOperator, wanted: string): boolean {
  if (operator === '==') return fact === wanted;
  const order = isNumber(fact) && isNumber(wanted) ? numberOrder(fact, wanted) : textOrder(fact, wanted);
  return operator === '!=' ? order !== 0 : (inOrder(operator, order) ?? false);
}

/** Ruby compares bytes. */
export function textOrder(fact: string, wanted: string): number {
  return Buffer.compare(Buffer.from(fact), Buffer.from(wanted));
}

// Facts have leading zeros (`007`), none is octal.
function isNumber(text: string): boolean {
  return /^(?:[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,4})?|0[xX][\da-fA-F]{1,13})$/.test(text);
}

function numberOrder(fact: string, wanted: string): number {
  const [a, b] = [numberOf(fact), numberOf(wanted)];
  return a < b ? -1 : a > b ? 1 : 0;
}

// A number has 15 digits for sure; more need a BigInt.
function numberOf(text: string): number | bigint {
  return /^[+-]?\d{16,1000}$/.test(text) ? BigInt(text.replace('+', '')) : Number(text);
}
