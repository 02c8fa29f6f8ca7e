// A number with its unit, as a sentence has it: `80 %`, `2 GiB`, `5 minutes`, `3`.
import type { PerfdataUnit } from '../../nagios/perfdata';
import { didYouMean } from '../../util/did_you_mean';
import { BadSentence } from '../errors';

/** Quantities of different kinds cannot be compared. */
export type QuantityKind = 'number' | 'percent' | 'bytes' | 'seconds';

export interface Quantity {
  /** In the base unit of the kind: bytes, seconds. */
  readonly value: number;
  readonly kind: QuantityKind;
  /** As it was written. */
  readonly text: string;
}

const KIB = 1024;

const UNITS: Readonly<Record<string, readonly [QuantityKind, number]>> = {
  ...units('percent', { '%': 1, percent: 1 }),
  ...units('bytes', { B: 1, byte: 1, bytes: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }),
  ...units('bytes', { KiB: KIB, MiB: KIB ** 2, GiB: KIB ** 3, TiB: KIB ** 4 }),
  ...units('seconds', { ms: 0.001, millisecond: 0.001, milliseconds: 0.001, s: 1, second: 1, seconds: 1 }),
  ...units('seconds', { min: 60, minute: 60, minutes: 60, h: 3600, hour: 3600, hours: 3600 }),
  ...units('seconds', { day: 86_400, days: 86_400, week: 604_800, weeks: 604_800 }),
};

function units(kind: QuantityKind, factors: Readonly<Record<string, number>>) {
  return Object.fromEntries(Object.entries(factors).map(([name, factor]) => [name, [kind, factor] as const]));
}

/** Names of units, longest first, for patterns. */
export const UNIT_NAMES: readonly string[] = Object.keys(UNITS).sort((a, b) => b.length - a.length);

/** What performance data call the base unit. */
export const PERFDATA_UNIT: Readonly<Record<QuantityKind, PerfdataUnit>> = {
  number: '',
  percent: '%',
  bytes: 'B',
  seconds: 's',
};

/** Throws BadSentence for what is no number and for units nobody knows. */
export function parseQuantity(text: string): Quantity {
  const [, digits, unit = ''] = /^([-+]?\d+(?:\.\d+)?) ?(\S*)$/.exec(text.trim()) ?? [];
  if (digits === undefined) throw new BadSentence(`"${text}" is no number`, 'write it like 5, 80 % or 2 GiB');
  if (unit === '') return { value: Number(digits), kind: 'number', text: text.trim() };
  const known = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  if (!known) {
    const near = didYouMean(unit, UNIT_NAMES);
    throw new BadSentence(
      `"${unit}" in "${text}" is no unit${near ? ` (did you mean ${near}?)` : ''}`,
      'units are %, B to TiB, and ms to weeks',
    );
  }
  const [kind, factor] = known;
  return { value: Number(digits) * factor, kind, text: text.trim() };
}

/** A length of time in ms, above 0; throws BadSentence. */
export function parseDurationMs(text: string): number {
  const { value, kind } = parseQuantity(text);
  if (kind !== 'seconds') throw new BadSentence(`"${text}" is no length of time`, 'write it like 30 seconds');
  if (value <= 0) throw new BadSentence(`"${text}" is no time to wait`, 'it must be longer than 0');
  return value * 1000;
}
