// Whether a fact that a host told passes a test, as a filter would have it.
import { factCompares } from '../../mcollective/fact_compare';
import { type FactFilter, isRegex } from '../../mcollective/filter';
import { parseTextMatch } from '../language/text_match';
import type { FactAnswer } from './fact_answer';

/** A fact that is not there passes none. Throws BadSentence for a regex that is none. */
export function factTest({ operator, value: wanted }: FactFilter): (fact: FactAnswer) => boolean {
  if (operator !== '=~') return ({ value }) => value !== undefined && factCompares(value, operator, wanted);
  const { holds } = parseTextMatch(isRegex(wanted) ? wanted : `/${wanted}/`);
  return ({ value }) => value !== undefined && holds(value);
}
