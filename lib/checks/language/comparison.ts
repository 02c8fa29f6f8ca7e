// What a number is held against: `below 2`, `at least 80 %`, `between 2 and 5 minutes`, `below 10, ideally below 5`.
import type { Range } from '../../nagios/range';
import { BadSentence } from '../errors';
import { parseQuantity, type QuantityKind, UNIT_NAMES } from './quantity';

export interface Comparison {
  /** As it was written, without what would be ideal. */
  readonly text: string;
  readonly kind: QuantityKind;
  /** Inside of `ideally`, what would be ideal answers. */
  holds(value: number): boolean;
  /** The values that break it, for performance data; undefined where no range says it. */
  readonly range: Range | undefined;
  /** What would be better still; breaking it is a warning. */
  readonly ideal?: Comparison;
}

/** Text of `{comparison}`; parsed when the step runs, so that what is wrong with it is said there. */
export type ComparisonText = string;

const UNIT = UNIT_NAMES.map(name => name.replace(/[%]/g, '\\%')).join('|');
// A unit nobody knows is only taken for one where the sentence ends: elsewhere it is a word of the step.
const NUMBER = String.raw`[-+]?\d+(?:\.\d+)?(?: ?(?:${UNIT})(?![A-Za-z])| ?[A-Za-z%]+$)?`;
const WORDS =
  'below|under|less than|fewer than|above|over|more than|at least|at most|no more than|no less than|no fewer than|exactly|not';
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
  'no fewer than': atLeast,
  'at most': atMost,
  'no more than': atMost,
  exactly,
  not,
};

// Set while `ideally` looks: what is said to be ideal, by what must be.
let looking: Map<string, string> | undefined;

/** Throws BadSentence. A bare number means exactly that number. */
export function parseComparison(text: ComparisonText): Comparison {
  const [main, ideal] = text.split(/,? (?:and |but )?ideally /);
  const comparison = parseOne(main!.trim());
  if (ideal === undefined) return comparison;
  // `below 5 minutes, ideally below 2`: minutes, too.
  const unit = /\d$/.test(ideal) ? /[\d.] ?([A-Za-z%]+)$/.exec(main!.trim())?.[1] : undefined;
  return withIdeal(comparison, parseOne(unit ? `${ideal.trim()} ${unit}` : ideal.trim()), text);
}

function withIdeal(main: Comparison, ideal: Comparison, text: string): Comparison {
  if (main.kind !== ideal.kind && main.kind !== 'number')
    throw new BadSentence(`"${text}" mixes units`, 'use units of one kind');
  const holds = (value: number): boolean => {
    if (!looking) return main.holds(value);
    looking.set(main.text, ideal.text);
    return ideal.holds(value);
  };
  return { ...main, holds, ideal };
}

/**
 * What `look` answers when every comparison in it asks for what would be ideal. Steps need not know of it: it reaches
 * comparisons however deep they are in the test of a value. `limits`: the ideals asked for, by what must be; empty
 * when there are none. `look` answers at once, no promise.
 */
export function ideally<T>(look: () => T): {
  readonly result: T;
  readonly limits: ReadonlyMap<string, string>;
} {
  const limits = new Map<string, string>();
  looking = limits;
  try {
    return { result: look(), limits };
  } finally {
    looking = undefined;
  }
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
  for (const one of [comparison, comparison.ideal]) {
    if (!one || one.kind === kind || one.kind === 'number') continue;
    const measured = kind === 'number' ? 'plain numbers' : kind;
    throw new BadSentence(
      `${subject} cannot be "${one.text}": it is measured in ${measured}`,
      'correct the unit in the step',
    );
  }
  return comparison;
}
