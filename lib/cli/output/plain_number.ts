// Numbers in what nodes sent. `Number` takes an empty list for 0 and throws for a hash.
import type { Plain } from '../../rpc/reply';

/** Undefined for what is no finite number, nor text that is one. */
export function plainNumber(value: Plain | undefined): number | undefined {
  const isText = typeof value === 'string' && /^-?\d{1,30}(\.\d{1,30})?$/.test(value);
  if (!isText && typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
