// Writes a fact test of `-S` as statements that nodes of MCollective and of fleetspec evaluate alike.
//
// A Ruby node knows `= < > <= >=` only and splits a statement at every occurrence of its sign (compound_statement), so
// `a!=b` becomes `(a=/^/ and not a=b)`, `a==b` `a=b`, `a=~b` `a=/b/`, and a `=` within the value `\x3d` of a regex.
import { isRegex } from './filter';

/** One term of a call stack: `['statement', 'country=uk']`, `['and', 'and']`. */
export type StackTerm = readonly [kind: 'and' | 'not' | '(' | ')' | 'statement', text: string];

export interface FactTerm {
  readonly fact: string;
  /** As typed: one of `= == =~ != < > <= >= =< =>`. */
  readonly sign: string;
  /** Without its quotes. */
  readonly value: string;
  /** What was in quotes is no regex. */
  readonly quoted: boolean;
}

/** A sentence instead where no statement says this to a Ruby node. */
export function factTerms(term: FactTerm): readonly StackTerm[] | string {
  const { fact, sign } = term;
  if (/[<>]/.test(sign)) return comparison(term);
  const wanted = sign === '=~' ? asRegex(term.value) : wantedValue(term);
  if (wanted === undefined) return 'a regex for -S cannot hold (?= or (?<=';
  const test: StackTerm = ['statement', `${fact}=${wanted}`];
  if (sign !== '!=') return [test];
  // The fact is there, even if empty, and none of its values is that one.
  return [['(', '('], ['statement', `${fact}=/^/`], ['and', 'and'], ['not', 'not'], test, [')', ')']];
}

function comparison({ fact, sign, value }: FactTerm): readonly StackTerm[] | string {
  const ruby = sign.startsWith('=') ? `${sign[1]}=` : sign;
  if (value.includes(ruby)) return `nodes would cut the value ${JSON.stringify(value)} at ${ruby}`;
  return [['statement', `${fact}${ruby}${value}`]];
}

function wantedValue({ value, quoted }: FactTerm): string | undefined {
  if (!quoted && value.startsWith('/')) return isRegex(value) ? asRegex(value) : value;
  if (!value.includes('=') && !value.startsWith('/')) return value;
  return asRegex(`\\A${value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\z`);
}

// In slashes, and without the sign that Ruby cuts at.
function asRegex(value: string): string | undefined {
  const source = isRegex(value) ? value.slice(1, -1) : value;
  if (/\(\?<?=/.test(source)) return undefined;
  return `/${source.replace(/\\.|=/gs, part => (part === '=' || part === '\\=' ? '\\x3d' : part))}/`;
}
