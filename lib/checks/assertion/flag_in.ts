// A yes or no in the answer of an agent: those of other languages may send it as text or as 0 and 1.
import type { Plain } from '../../rpc/reply';

/** Undefined for what is neither. */
export function flagIn(value: Plain | undefined): boolean | undefined {
  if (value === true || value === 'true' || value === 1 || value === '1') return true;
  if (value === false || value === 'false' || value === 0 || value === '0') return false;
  return undefined;
}
