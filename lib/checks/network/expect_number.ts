// A number of one thing, held against a limit and told as performance data with it.
import { expectValue, type ValueSentence } from '../assertion/expect_value';
import { limitsOf } from '../assertion/limits';
import type { CheckContext } from '../check_context';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import { parseModality } from '../language/modality';
import { PERFDATA_UNIT, type QuantityKind } from '../language/quantity';
import { NothingLearned } from './errors';
import { numberText } from './number_text';

export interface NumberSentence extends ValueSentence {
  readonly limit: ComparisonText;
}

export interface NumberOfThing<T> {
  readonly thing: string;
  readonly subject: string;
  /** Of performance data. */
  readonly label: string;
  readonly kind: QuantityKind;
  /** Throws CannotTell when nothing can be said. */
  look(): Promise<T>;
  /** Undefined where what was found is no number: it can never be good, and neither can it be denied. */
  numberOf(value: T): number | undefined;
  /** What is no number, in words. */
  showOther?(value: T): string;
}

/** Throws as expectValue does. */
export async function expectNumber<T>(
  { limit, ...sentence }: NumberSentence,
  { thing, subject, label, kind, look, numberOf, showOther }: NumberOfThing<T>,
  run: CheckContext,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), kind, subject);
  const modality = parseModality(sentence.modal);
  const seen = async (): Promise<Seen> => {
    const value = await look();
    const number = numberOf(value);
    if (number !== undefined && !Number.isNaN(number)) return { number, text: numberText(number, kind) };
    const text = showOther?.(value) ?? 'nothing';
    if (modality.negated) throw new NothingLearned(`${subject} of ${thing}`, text);
    return { number: undefined, text };
  };
  const measure = ({ number }: Seen): void => {
    if (number === undefined) return;
    run.measure({ label, value: number, unit: PERFDATA_UNIT[kind], ...limitsOf(comparison, modality) });
  };
  const holds = ({ number }: Seen): boolean => number !== undefined && comparison.holds(number);
  const show = ({ text }: Seen): string => text;
  await expectValue(sentence, thing, seen, { subject, expected: comparison.text, holds, show, measure }, run);
}

interface Seen {
  readonly number: number | undefined;
  readonly text: string;
}
