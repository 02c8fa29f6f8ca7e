// What a number is held against: `below 2`, `at least 80 %`, `between 2 and 5 minutes`, `below 10, ideally below 5`.
import type { Range } from '../../nagios/range';
import { BadSentence } from '../errors';
import { parseQuantity, type QuantityKind, UNIT_NAMES } from './quantity';

export interface Comparison {
  /** As it was written, without what would be ideal. */
  readonly text: string;
  readonly kind: QuantityKind;
  holds(value: number): boolean;
  /** The values that break it, for performance data; undefined where no range says it. */
  readonly range: Range | undefined;
  /** What would be better still; breaking it is a warning. */
  readonly ideal?: Comparison;
}

/** Text of `{comparison}`; parsed when the step runs, so that what is wrong with it is said there. */
export type ComparisonText = string;

const UNIT = UNIT_NAMES.map(name => name.replace(/[%]/g, '\\%')).join('|');
const NUMBER = String.raw`[-+]?\d+(?:\.\d+)?(?: ?(?:${UNIT})(?![A-Za-z]))?`;
const WORDS =
  'below|under|less than|fewer than|above|over|more than|at least|at most|no more than|no less than|exactly|not';
const ONE = `(?:(?:${WORDS}) ${NUMBER}|between ${NUMBER} and ${NUMBER}|${NUMBER})`;

/** No groups that capture. */
export const COMPARISON_PATTERN = new RegExp(`${ONE}(?:,? (?:and |but )?ideally ${ONE})?`);

const INFINITE = Number.POSITIVE_INFINITY;
const outside = (start: number, end: number): Range => ({ start, end, inside: false });
const inside = (start: number, end: number): Range => ({ start, end, inside: true });

type Rule = (limit: number) => { holds(value: number): boolean; range: Range };

const below: Rule = limit => ({ holds: value => value < limit, range: inside(limit, INFINITE) });
const above: Rule = limit => ({ holds: value => value > limit, range: inside(-INFINITE, limit) });
const atLeast: Rule = limit => ({ holds: value => value >= limit, range: outside(limit, INFINITE) });
const atMost: Rule = limit => ({ holds: value => value <= limit, range: outside(-INFINITE, limit) });
const exactly: Rule = limit => ({ holds: value => value === limit, range: outside(limit, limit) });
const not: Rule = limit => ({ holds: value => value !== limit, range: inside(limit, limit) });

const RULES: Readonly<Record<string, Rule>> = {
  below,
  under: below,
  'less than': below,
  'fewer than': below,
  above,
  over: above,
  'more than': above,
  'at least': atLeast,
  'no less than': atLeast,
  'at most': atMost,
  'no more than': atMost,
  exactly,
  not,
};

/** Throws BadSentence. A bare number means exactly that number. */
export function parseComparison(text: ComparisonText): Comparison {
  const [main, ideal] = text.split(/,? (?:and |but )?ideally /);
  const comparison = parseOne(main!.trim());
  return ideal === undefined ? comparison : { ...comparison, ideal: parseOne(ideal.trim()) };
}

function parseOne(text: string): Comparison {
  const between = /^between (.+) and (.+)$/.exec(text);
  if (between) return parseBetween(text, between[1]!, between[2]!);
  const [, word = 'exactly', number = ''] = new RegExp(`^(?:(${WORDS}) )?(.+)$`).exec(text) ?? [];
  const { value, kind } = parseQuantity(number);
  return { text, kind, ...RULES[word]!(value) };
}

// `between 2 and 5 minutes`: the unit of the second is that of the first, too.
function parseBetween(text: string, from: string, to: string): Comparison {
  const high = parseQuantity(to);
  const unit = to.replace(/^[-+]?[\d.]+ ?/, '');
  const low = parseQuantity(/\d$/.test(from) && unit ? `${from} ${unit}` : from);
  if (low.kind !== high.kind) throw new BadSentence(`"${text}" mixes units`, 'use units of one kind');
  if (low.value > high.value)
    throw new BadSentence(`"${text}" can never hold`, 'write the smaller number first');
  const holds = (value: number): boolean => value >= low.value && value <= high.value;
  return { text, kind: high.kind, holds, range: outside(low.value, high.value) };
}

/** Throws BadSentence unless the comparison is about this kind of number; a bare number is taken to be. */
export function requireKind(comparison: Comparison, kind: QuantityKind, subject: string): Comparison {
  if (comparison.kind !== kind && comparison.kind !== 'number') {
    throw new BadSentence(
      `${subject} cannot be "${comparison.text}": it is measured in ${kind === 'number' ? 'plain numbers' : kind}`,
      'correct the unit in the step',
    );
  }
  return comparison;
}
