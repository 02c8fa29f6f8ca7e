// A number of one thing, held against a limit and told as performance data with it.
import { expectValue, type ValueSentence } from '../assertion/expect_value';
import { limitsOf } from '../assertion/limits';
import type { CheckContext } from '../check_context';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import { parseModality } from '../language/modality';
import { PERFDATA_UNIT, type QuantityKind } from '../language/quantity';
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
  /** Undefined where what was found is no number and can never be good. */
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
  const measure = (value: T): void => {
    const number = numberOf(value);
    if (number === undefined) return;
    const limits = limitsOf(comparison, parseModality(sentence.modal ?? 'should'));
    run.measure({ label, value: number, unit: PERFDATA_UNIT[kind], ...limits });
  };
  const holds = (value: T): boolean => {
    const number = numberOf(value);
    return number !== undefined && comparison.holds(number);
  };
  const show = (value: T): string => {
    const number = numberOf(value);
    return number === undefined ? (showOther?.(value) ?? 'nothing') : numberText(number, kind);
  };
  await expectValue(sentence, thing, look, { subject, expected: comparison.text, holds, show, measure }, run);
}
