// Which methods a DDL may call on a value.
import { RubyFloat, RubyRegexp, RubySymbol } from '../../marshal/values';
import type { CallSite } from './call_site';
import { ARRAY_METHODS, HASH_METHODS } from './collection_methods';
import { NUMBER_METHODS } from './number_methods';
import { matches, STRING_METHODS, SYMBOL_METHODS } from './string_methods';
import { equal, kindOf, type Value } from './value';

/** Calls a method by its name. Fails for those that are not among the whitelisted. */
export function callMethod(self: Value, method: string, site: CallSite): Value {
  if (method === '==' || method === 'eql?' || method === 'equal?') return isEqual(self, site);
  if (method === '===') return caseEqual(self, site);
  if (method === '=~' && self instanceof RubyRegexp) return matches(site.text(0), self, site);
  if (method === 'nil?') return self === null;
  const result = methodOf(self, method, site);
  return result === undefined ? unknown(self, method, site) : result;
}

function isEqual(self: Value, site: CallSite): boolean {
  site.takes(1);
  return equal(self, site.args[0]!, () => site.step());
}

function caseEqual(self: Value, site: CallSite): boolean {
  return self instanceof RubyRegexp ? matches(site.text(0), self, site) : isEqual(self, site);
}

// Undefined when there is none of that name.
function methodOf(self: Value, method: string, site: CallSite): Value | undefined {
  if (typeof self === 'string') return own(STRING_METHODS, method)?.(self, site);
  if (typeof self === 'number' || self instanceof RubyFloat) return own(NUMBER_METHODS, method)?.(self, site);
  if (self instanceof RubySymbol) return own(SYMBOL_METHODS, method)?.(self, site);
  if (Array.isArray(self)) return own(ARRAY_METHODS, method)?.(self, site);
  if (self instanceof Map) return own(HASH_METHODS, method)?.(self, site);
  if (method === 'to_s' && (self === null || typeof self === 'boolean'))
    return self === null ? '' : String(self);
  return undefined;
}

function own<Item>(table: Readonly<Record<string, Item>>, name: string): Item | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

const OPERATOR = /^[^\w[]/;

function unknown(self: Value, method: string, site: CallSite): never {
  if (OPERATOR.test(method)) return site.fail(`cannot be used on ${kindOf(self)} in a DDL`);
  return site.fail(`calls a method that a DDL cannot use here on ${kindOf(self)}`);
}
