// One number out of what a broker tells of a queue, a topic or itself.
import type { QuantityKind } from '../language/quantity';
import type { Told } from './ask_statistics';

export interface ToldMeasure {
  /** `messages in flight`. */
  readonly subject: string;
  /** Of performance data. */
  readonly label: string;
  readonly kind: QuantityKind;
  /** Undefined when the broker does not tell. */
  read(told: Told): number | undefined;
}

/** The number that the Statistics plugin has under `key`. */
export function toldAs(key: string, label: string, subject = label): ToldMeasure {
  return { subject, label, kind: 'number', read: told => numberOf(told, key) };
}

/** Undefined when the broker does not tell. One that has lost count tells less than 0. */
export function numberOf({ statistics }: Told, key: string): number | undefined {
  const value = statistics[key];
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
