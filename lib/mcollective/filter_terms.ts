// The terms filters are made of: names and regexes against names, tests against facts (MCollective 2.12, Util).

import { RubyRegex, StepBudget } from '../regex/program';
import type { DataLookup } from './compound_data';
import { type FactFilter, type FactOperator, isRegex } from './filter';
import { inOrder } from './in_order';

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
 * Throws RegexRefused.
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
  if (operator === '=~') {
    const regex = compileRegex(isRegex(wanted) ? wanted.slice(1, -1) : wanted, context);
    return value => typeof value === 'string' && regex.test(value, context.budget);
  }
  // An element that is itself an array or a hash differs from any text, and compares with none.
  return value => (typeof value === 'string' ? compare(value, operator, wanted) : operator === '!=');
}

/**
 * Charged by its size, for compiling is work, too: thousands of large regexes must not come for free.
 * Throws RegexRefused.
 */
export function compileRegex(source: string, { budget }: FilterContext, options = 0): RubyRegex {
  const regex = RubyRegex.compile(source, options);
  regex.charge(budget, regex.size);
  return regex;
}

/** Compares as MCollective does: as numbers only when both sides look like the same kind of number. */
function compare(fact: string, operator: FactOperator, wanted: string): boolean {
  if (operator === '==') return fact === wanted;
  const order = isInteger(fact) && isInteger(wanted) ? integerOrder(fact, wanted) : otherOrder(fact, wanted);
  return operator === '!=' ? order !== 0 : (inOrder(operator, order) ?? false);
}

function isInteger(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

// Ruby's pattern is `^[0-9]+.[0-9]+$` with any character for the dot. What Float() then takes of that: digits alone
// (three at least), a dot, an exponent. So 1.5 and 1024 compare as numbers, 9.5 and 10 as text.
function isFloat(text: string): boolean {
  return /^(?:[0-9]{3,}|[0-9]+[.eE][0-9]+)$/.test(text);
}

// Of any length: leading zeros go, then the longer one is larger.
function integerOrder(fact: string, wanted: string): number {
  const [a, b] = [fact.replace(/^0+/, ''), wanted.replace(/^0+/, '')];
  return a.length - b.length || textOrder(a, b);
}

function otherOrder(fact: string, wanted: string): number {
  return isFloat(fact) && isFloat(wanted) ? Number(fact) - Number(wanted) : textOrder(fact, wanted);
}

// Ruby compares bytes.
function textOrder(fact: string, wanted: string): number {
  return Buffer.compare(Buffer.from(fact), Buffer.from(wanted));
}
