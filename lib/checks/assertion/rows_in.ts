// A list of records in the answer of an agent.
import type { Plain } from '../../rpc/reply';

export type Row = Readonly<Record<string, Plain>>;

/** Undefined for what is no list, and for a list of which anything is no record. */
export function rowsIn(value: Plain | undefined): readonly Row[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.every(isRow) ? value : undefined;
}

/** A record, no list. */
export function isRow(value: Plain | undefined): value is { [key: string]: Plain } {
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) && !Buffer.isBuffer(value) && !(value instanceof Date);
}
