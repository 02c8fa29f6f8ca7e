// Filters as they go over the wire: a Hash with String keys, fact entries with Symbol keys (MCollective 2.12).
import { type RubyHash, RubySymbol, type RubyValue, symbolGet, symbolHash } from '../marshal/values';
import {
  EMPTY_FILTER,
  FACT_OPERATORS,
  type FactFilter,
  type FactOperator,
  type Filter,
  isEmpty,
} from './filter';
import { withoutOverlap } from './identity_entries';
import { asHash, malformed, textOf } from './wire_fields';

const MAX_ENTRIES = 10_000;
const MAX_ENTRY_LENGTH = 4096;
// The RPC client of MCollective adds it on discovery; nodes ignore it.
const HARMLESS_KEYS = new Set(['collective']);

/** All five keys in Ruby's order, empty ones too. */
export function filterToWire(filter: Filter): RubyHash {
  return new Map<RubyValue, RubyValue>([
    ['fact', filter.fact.map(({ fact, value, operator }) => symbolHash({ fact, value, operator }))],
    ['cf_class', [...filter.cf_class]],
    ['agent', [...filter.agent]],
    ['identity', withoutOverlap(filter.identity)],
    ['compound', [...filter.compound]],
  ]);
}

/**
 * Throws MessageRefused for anything that is no filter. What we cannot understand must not widen the filter:
 * Symbol keys are refused, and so is a filter all of whose entries are under unknown keys.
 */
export function filterFromWire(value: RubyValue | undefined): Filter {
  const parts = { fact: [], cf_class: [], agent: [], identity: [], compound: [] } as Parts;
  const hash = asHash(value, ':filter');
  let unknown = false;
  for (const [key, entries] of hash) unknown = !takeKey(parts, key, entries) || unknown;
  if (unknown && isEmpty(parts)) throw malformed(':filter has unknown keys only');
  return isEmpty(parts) && !isEmptyOfRuby(hash) ? { ...parts, oddlyEmpty: true } : parts;
}

// Ruby compares with `{}` and with the five keys, in any order.
function isEmptyOfRuby(hash: RubyHash): boolean {
  if (hash.size === 0) return true;
  const keys = new Set([...hash.keys()].map(textOf));
  return hash.size === 5 && Object.keys(EMPTY_FILTER).every(key => keys.has(key));
}

interface Parts {
  fact: FactFilter[];
  cf_class: string[];
  agent: string[];
  identity: string[];
  compound: RubyValue[];
}

// False for a key that means nothing to us.
function takeKey(parts: Parts, rubyKey: RubyValue, value: RubyValue): boolean {
  const key = rubyKey instanceof RubySymbol ? undefined : textOf(rubyKey);
  if (key === undefined) throw malformed('a key of :filter is not a String');
  const entries = (): RubyValue[] => entriesOf(value, key);
  // Any key holding one of these names is a class filter to Ruby nodes.
  if (key.includes('cf_class') || key.includes('puppet_class')) {
    parts.cf_class.push(...entries().map(entry => text(entry, key)));
  } else if (key === 'agent' || key === 'identity') {
    parts[key].push(...entries().map(entry => text(entry, key)));
  } else if (key === 'fact') parts.fact.push(...entries().map(factFromWire));
  else if (key === 'compound') parts.compound.push(...entries());
  else return HARMLESS_KEYS.has(key);
  return true;
}

function entriesOf(value: RubyValue, key: string): RubyValue[] {
  if (!Array.isArray(value)) throw malformed(`filter "${key}" is not an Array`);
  if (value.length > MAX_ENTRIES) throw malformed(`filter "${key}" has more than ${MAX_ENTRIES} entries`);
  return value;
}

function text(value: RubyValue | undefined, what: string): string {
  const found = textOf(value);
  if (found === undefined) throw malformed(`an entry of filter "${what}" is not a String`);
  if (found.length > MAX_ENTRY_LENGTH) throw malformed(`an entry of filter "${what}" is too long`);
  return found;
}

function factFromWire(value: RubyValue): FactFilter {
  const entry = asHash(value, 'an entry of filter "fact"');
  const operator = text(symbolGet(entry, 'operator'), 'fact');
  if (!isOperator(operator)) throw malformed('a fact filter has an unknown operator');
  return {
    fact: text(symbolGet(entry, 'fact'), 'fact'),
    value: text(symbolGet(entry, 'value'), 'fact'),
    operator,
  };
}

function isOperator(text: string): text is FactOperator {
  return (FACT_OPERATORS as readonly string[]).includes(text);
}
