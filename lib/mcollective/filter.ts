// The filter of a request: which nodes should answer (reference: MCollective 2.12, Util and SecurityProvider).
import type { RubyValue } from '../marshal/values';

export type FactOperator = '==' | '=~' | '!=' | '<' | '<=' | '>' | '>=';

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
}

export const EMPTY_FILTER: Filter = { fact: [], cf_class: [], agent: [], identity: [], compound: [] };
