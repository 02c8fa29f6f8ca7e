// Whether a node is meant by a filter (MCollective 2.12, SecurityProvider#validate_filter? and Util).
//
// Where MCollective plainly does the wrong thing, or drops the request because its own code raises, this goes on, unless
// strict filters are wanted (docs/compatibility.md has the list):
// * several -I entries matching the one node: Ruby wants exactly one match, here any is enough;
// * fact tests: numbers compare as numbers, whatever they look like (fact_compare);
// * statements of compound filters mean what they say (compound_statement).
// A bad or refused regex and a compound filter that cannot be evaluated match no node either way, whatever `not`
// stands before them. The other oddities are kept: one filter must choose the same nodes whichever daemon they run.
import { RegexRefused } from '../regex/regex_refused';
import { matchesCompound } from './compound_match';
import { CompoundRefused } from './compound_refused';
import { FactTestRefused } from './fact_test_refused';
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
  if (isEmpty(filter)) return !(subject.strict && filter.oddlyEmpty);
  try {
    return allMatch(filter, makeContext(subject));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    report(error.sentence);
    return false;
  }
}

function isRefusal(error: unknown): error is RegexRefused | CompoundRefused | FactTestRefused {
  return (
    error instanceof RegexRefused || error instanceof CompoundRefused || error instanceof FactTestRefused
  );
}

function allMatch(filter: Filter, context: FilterContext): boolean {
  const loaded = [...context.subject.agents];
  return (
    isNamed(filter.identity, context) &&
    filter.agent.every(entry => entry === 'mcollective' || holds(entry, loaded, context)) &&
    filter.cf_class.every(entry => hasClass(entry, context)) &&
    filter.fact.every(test => hasFact(test, context)) &&
    filter.compound.every(stack => matchesCompound(stack, context))
  );
}

function isNamed(entries: readonly string[], context: FilterContext): boolean {
  const { identity, strict } = context.subject;
  const isMine = (entry: string): boolean => holds(entry, [identity], context);
  if (entries.length === 0) return true;
  return strict ? entries.filter(isMine).length === 1 : entries.some(isMine);
}
