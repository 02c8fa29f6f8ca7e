// A number in the answer of an agent: those of other languages may send it as text.
import type { Plain } from '../../rpc/reply';

// `0x10` is a text to everybody but JavaScript.
const DECIMAL = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?\s*$/i;

/** Undefined for what is no finite number. */
export function numberIn(value: Plain | undefined): number | undefined {
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
