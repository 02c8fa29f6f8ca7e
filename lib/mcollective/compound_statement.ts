// One statement of a compound filter, a class or a fact test: `role::web`, `/^role/`, `country=uk`, `country=/^u/`.
//
// MCollective 2.12 (Matcher.eval_compound_statement) splits a fact test at every occurrence of the first of
// `>= <= = < >`: `a!=b` asks for a fact `a!`, `a==b` for an empty value, `a=~b` for the value `~b`, `a=b=c` for `b`.
// So do strict filters; otherwise they mean what they say.
import { CompoundRefused } from './compound_refused';
import type { FactOperator } from './filter';
import { type FilterContext, hasClass, hasFact } from './filter_terms';

/** Throws CompoundRefused, RegexRefused and FactTestRefused. */
export function matchesStatement(text: string, context: FilterContext): boolean {
  if (text.startsWith('/') || !/[=<>]/.test(text)) return hasClass(text, context);
  return context.subject.strict ? matchesStrictly(text, context) : matchesFact(text, context);
}

const TEST = /^([^=<>!]*)(!=|=[=~<>]|[<>]=|[=<>])(.*)$/s;
const OPERATORS: Readonly<Record<string, FactOperator>> = { '=': '==', '=>': '>=', '=<': '<=' };

function matchesFact(text: string, context: FilterContext): boolean {
  const [, name = '', sign = '', wanted = ''] = TEST.exec(text) ?? [];
  const [fact, value] = [name.trim(), wanted.trim()];
  if (value === '') throw new CompoundRefused('a fact test has no value');
  const holds = (operator: FactOperator, text = value): boolean =>
    hasFact({ fact, value: text, operator: regexWins(text, operator) }, context);
  // The fact is there, and none of its values is the one: `-F` would take an array with any other.
  if (sign === '!=') return holds('=~', '/^/') && !holds('==');
  return holds(OPERATORS[sign] ?? (sign as FactOperator));
}

function matchesStrictly(text: string, context: FilterContext): boolean {
  const sign = />=|<=|=|<|>/.exec(text)![0];
  const [fact = '', value = ''] = text.split(sign);
  if (value === '' && text.endsWith(sign)) throw new CompoundRefused('a fact test has no value');
  const operator = sign === '=' ? '==' : (sign as FactOperator);
  return hasFact({ fact, value, operator: regexWins(value, operator) }, context);
}

// To a Ruby node a slash at the start makes it a regex, whatever the operator.
function regexWins(value: string, operator: FactOperator): FactOperator {
  return value.startsWith('/') ? '=~' : operator;
}
