// A number in the answer of an agent: those of other languages may send it as text.
import type { Plain } from '../../rpc/reply';

/** Undefined for what is no finite number. */
export function numberIn(value: Plain | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
