// Whether a node is meant by a filter (MCollective 2.12, SecurityProvider#validate_filter? and Util).
//
// Where a Ruby node drops the request because its own code raises, or plainly does the wrong thing, this one goes on:
// * several -I entries matching the one node: Ruby wants exactly one match, here any is enough;
// * `12:30 >= 12:30`, `02048 > 5`: Ruby raises in Float() and Integer(), here they compare as text and as 2048;
// * a test on nested data: Ruby raises, here it is false.
// A bad or refused regex and a compound filter that cannot be evaluated match no node on either side, whatever `not`
// stands before them. The other oddities are kept: one filter must choose the same nodes whichever daemon they run.

import { RegexRefused } from '../regex/regex_refused';
import { matchesCompound } from './compound_match';
import { CompoundRefused } from './compound_refused';
import { type Filter, isEmpty } from './filter';
import {
  type FilterContext,
  type FilterSubject,
  hasClass,
  hasFact,
  holds,
  makeContext,
} from './filter_terms';

/** Told in one sentence why a filter could not be evaluated and hence does not match. */
export type FilterReport = (sentence: string) => void;

/** A filter without any entry matches every node. */
export function matches(filter: Filter, subject: FilterSubject, report: FilterReport = () => {}): boolean {
  if (isEmpty(filter)) return true;
  try {
    return allMatch(filter, makeContext(subject));
  } catch (error) {
    if (!(error instanceof RegexRefused || error instanceof CompoundRefused)) throw error;
    report(error.sentence);
    return false;
  }
}

function allMatch(filter: Filter, context: FilterContext): boolean {
  const { identity, agents } = context.subject;
  const loaded = [...agents];
  return (
    (filter.identity.length === 0 || filter.identity.some(entry => holds(entry, [identity], context))) &&
    filter.agent.every(entry => entry === 'mcollective' || holds(entry, loaded, context)) &&
    filter.cf_class.every(entry => hasClass(entry, context)) &&
    filter.fact.every(test => hasFact(test, context)) &&
    filter.compound.every(stack => matchesCompound(stack, context))
  );
}
