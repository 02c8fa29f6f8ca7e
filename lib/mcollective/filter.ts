// The filter of a request: which nodes should answer (reference: MCollective 2.12, Util and SecurityProvider).
import type { RubyValue } from '../marshal/values';
import { FilterSyntax } from './errors';

export type FactOperator = '==' | '=~' | '!=' | '<' | '<=' | '>' | '>=';

export const FACT_OPERATORS: readonly FactOperator[] = ['==', '=~', '!=', '<', '<=', '>', '>='];

export interface FactFilter {
  readonly fact: string;
  readonly value: string;
  readonly operator: FactOperator;
}

/** Wire names kept: `cf_class` holds class names. Entries in slashes are regexes. */
export interface Filter {
  readonly fact: readonly FactFilter[];
  readonly cf_class: readonly string[];
  readonly agent: readonly string[];
  readonly identity: readonly string[];
  /** Call stacks as they go over the wire; evaluated by nodes only. */
  readonly compound: readonly RubyValue[];
  /** From the wire: no entries, but not written as MCollective writes its empty filter, so that none of its nodes matches. */
  readonly oddlyEmpty?: true;
}

export const EMPTY_FILTER: Filter = { fact: [], cf_class: [], agent: [], identity: [], compound: [] };

/** A whole filter from some of its parts. */
export function makeFilter(parts: Partial<Filter> = {}): Filter {
  return { ...EMPTY_FILTER, ...parts };
}

/** True when nothing restricts the filter: every node matches it. */
export function isEmpty(filter: Filter): boolean {
  return (
    filter.fact.length === 0 &&
    filter.cf_class.length === 0 &&
    filter.agent.length === 0 &&
    filter.identity.length === 0 &&
    filter.compound.length === 0
  );
}

// Longer operators before their prefixes. The fact's name ends at the first operator, so that a value may hold
// others (Ruby's pattern lets `a=b>c` look up a fact named `a=b`).
const FACT = /^([^ =<>!]+) *(=>|=<|<=|>=|!=|==|=~|=|<|>) *(.+)$/;
const SWAPPED: Record<string, FactOperator> = { '=>': '>=', '=<': '<=' };

/**
 * `fact=value`, `fact=/regex/`, and with the operators `== =~ != < <= > >= => =<`; spaces around them do not count.
 * Slashes stay in the value, as on the wire. Throws FilterSyntax.
 */
export function parseFact(text: string): FactFilter {
  const match = FACT.exec(text.trim());
  if (!match) {
    throw new FilterSyntax(text, 'it is not fact, operator and value', 'write for example country=uk');
  }
  const [, fact = '', sign = '', value = ''] = match;
  return { fact, value, operator: operatorOf(sign, value) };
}

function operatorOf(sign: string, value: string): FactOperator {
  if (sign === '=') return isRegex(value) ? '=~' : '==';
  return SWAPPED[sign] ?? (sign as FactOperator);
}

/** True for values in slashes. */
export function isRegex(text: string): boolean {
  return text.length > 2 && text.startsWith('/') && text.endsWith('/');
}

/** Space-separated facts and classes, as `-W` takes them: what cannot be read as a fact is a class. */
export function parseWith(tokens: string): Pick<Filter, 'fact' | 'cf_class'> {
  const fact: FactFilter[] = [];
  const cf_class: string[] = [];
  for (const token of tokens.split(' ').filter(Boolean)) {
    if (FACT.test(token)) fact.push(parseFact(token));
    else cf_class.push(token);
  }
  return { fact, cf_class };
}
