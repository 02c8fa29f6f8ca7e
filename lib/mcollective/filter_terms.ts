// The terms filters are made of: names and regexes against names, tests against facts (MCollective 2.12, Util).
import { RubyRegex, StepBudget } from '../regex/program';
import type { DataLookup } from './compound_data';
import { factCompares } from './fact_compare';
import { factComparesStrictly } from './fact_compare_strict';
import { FactTestRefused } from './fact_test_refused';
import { type FactFilter, type FactOperator, isRegex } from './filter';

/** Facts are strings, or nested arrays and hashes as the YAML had them. */
export type FilterFact = string | readonly FilterFact[] | { readonly [key: string]: FilterFact };

/** What filters look at. */
export interface FilterSubject {
  readonly identity: string;
  /** Names of the loaded agents. */
  readonly agents: Iterable<string>;
  readonly classes: readonly string[];
  readonly facts: Readonly<Record<string, FilterFact>>;
  /** What data functions answer, looked up before; without it filters that hold one do not match. */
  readonly data?: DataLookup;
  /** Exactly as MCollective 2.12, where it does the wrong thing, too (docs/compatibility.md). */
  readonly strict?: boolean;
}

/** A node under a filter, with one time budget for all its regexes. */
export interface FilterContext {
  readonly subject: FilterSubject;
  readonly budget: StepBudget;
}

export function makeContext(subject: FilterSubject): FilterContext {
  return { subject, budget: new StepBudget() };
}

/** True when the node has a class of that name, or one matching `/regex/`. */
export function hasClass(entry: string, context: FilterContext): boolean {
  return holds(entry, context.subject.classes, context);
}

/**
 * An entry is equal to one of the names, or starts with a slash: then all slashes go and the rest is a regex.
 * Throws RegexRefused.
 */
export function holds(entry: string, names: readonly string[], context: FilterContext): boolean {
  if (!entry.startsWith('/')) return names.includes(entry);
  const regex = compileRegex(entry.replaceAll('/', ''), context);
  return names.some(name => regex.test(name, context.budget));
}

/**
 * The fact, or one element of a fact that is an array, or one key of one that is a hash, passes the test.
 * Throws RegexRefused and, with strict filters, FactTestRefused.
 */
export function hasFact(test: FactFilter, context: FilterContext): boolean {
  const { facts } = context.subject;
  const fact = Object.hasOwn(facts, test.fact) ? facts[test.fact] : undefined;
  // Even `!=` is false for a fact that does not exist.
  if (fact === undefined || fact === null) return false;
  const values: readonly FilterFact[] =
    typeof fact === 'string' ? [fact] : Array.isArray(fact) ? fact : Object.keys(fact);
  return values.some(factTest(test, context));
}

function factTest(test: FactFilter, context: FilterContext): (value: FilterFact) => boolean {
  const { operator, value: wanted } = test;
  const nested = (): boolean => nestedPasses(operator, context);
  if (operator === '=~') {
    const regex = compileRegex(isRegex(wanted) ? wanted.slice(1, -1) : wanted, context);
    return value => (typeof value === 'string' ? regex.test(value, context.budget) : nested());
  }
  const compares = context.subject.strict ? factComparesStrictly : factCompares;
  return value => (typeof value === 'string' ? compares(value, operator, wanted) : nested());
}

// An element that is itself an array or a hash differs from any text, and compares with none: there Ruby raises.
function nestedPasses(operator: FactOperator, { subject }: FilterContext): boolean {
  if (subject.strict && operator !== '==' && operator !== '!=') throw new FactTestRefused('nested data');
  return operator === '!=';
}

/** Reading a character of a regex takes about half a step. */
const CHARACTERS_PER_STEP = 2;

/**
 * Charged by its size, for compiling is work, too: thousands of large regexes must not come for free, and neither must
 * those of which little is left. Throws RegexRefused.
 */
export function compileRegex(source: string, { budget }: FilterContext, options = 0): RubyRegex {
  const regex = RubyRegex.compile(source, options);
  regex.charge(budget, Math.max(regex.size, Math.ceil(source.length / CHARACTERS_PER_STEP)));
  return regex;
}
