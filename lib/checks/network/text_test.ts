// What a text is held against: `be "…"`, `contain "…"`, `match "…"`.
import { RubyRegex, StepBudget } from '../../regex/program';
import { BadSentence } from '../errors';

export type TextVerb = 'be' | 'contain' | 'match';

export interface TextTest {
  /** `"…"`, `containing "…"`, `matching "…"`. */
  readonly expected: string;
  /** Throws RegexRefused for what takes too long. */
  holds(text: string): boolean;
}

const LONGEST = 120;
// About a second: a megabyte and a small regex fit.
const STEPS = 20_000_000;

/** Throws RegexRefused for what is no regex, and BadSentence for what every text does. `same`: how texts are made alike before they are compared as a whole. */
export function textTest(verb: TextVerb, wanted: string, same = (text: string): string => text): TextTest {
  if (verb !== 'be' && wanted === '')
    throw new BadSentence(
      `every text does ${verb} ""`,
      'write what is to be found, or see which parameter is empty',
    );
  if (verb === 'be') return { expected: quoted(wanted), holds: text => same(text) === same(wanted) };
  if (verb === 'contain')
    return { expected: `containing ${quoted(wanted)}`, holds: text => text.includes(wanted) };
  const regex = RubyRegex.compile(wanted);
  return { expected: `matching ${quoted(wanted)}`, holds: text => regex.test(text, new StepBudget(STEPS)) };
}

/** A text of somebody else's in one line, cut. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}
