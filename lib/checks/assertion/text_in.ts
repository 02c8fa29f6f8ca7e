// A text in the answer of an agent that is not empty.
import type { Plain } from '../../rpc/reply';

/** Undefined for what is no text, and for an empty one. */
export function textIn(value: Plain | undefined): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}
