// What the expressions of a DDL stand for while it is read.
import { RubyFloat, RubyRegexp, RubySymbol } from '../../marshal/values';
import { inspectFloat } from '../../util/ruby_inspect';

/** A class named as a type or validation: `String`. */
export class RubyClass {
  constructor(readonly name: string) {}
}

/** `summary(:status)` inside `summarize`. */
export class AggregateCall {
  constructor(
    readonly name: string,
    readonly args: readonly Value[],
    readonly line: number,
  ) {}
}

export type Value =
  | null
  | boolean
  | number
  | string
  | RubyFloat
  | RubySymbol
  | RubyRegexp
  | RubyClass
  | AggregateCall
  | Value[]
  | Hash;

/** Keys are Strings, Symbols and the like; a DDL has no use for others. */
export type Hash = Map<Value, Value>;

export function isTrue(value: Value): boolean {
  return value !== null && value !== false;
}

export function isNumber(value: Value): value is number | RubyFloat {
  return typeof value === 'number' || value instanceof RubyFloat;
}

export function numberOf(value: number | RubyFloat): number {
  return typeof value === 'number' ? value : value.value;
}

/** `==`. `step` is called for every value looked at: lists may hold each other many times over. */
export function equal(a: Value, b: Value, step: () => void): boolean {
  step();
  if (isNumber(a) && isNumber(b)) return numberOf(a) === numberOf(b);
  if (a instanceof RubySymbol) return b instanceof RubySymbol && a.name === b.name;
  if (a instanceof RubyClass) return b instanceof RubyClass && a.name === b.name;
  if (a instanceof RubyRegexp)
    return b instanceof RubyRegexp && a.source === b.source && a.options === b.options;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]!, step));
  if (a instanceof Map) return b instanceof Map && equalHashes(a, b, step);
  return a === b;
}

function equalHashes(a: Hash, b: Hash, step: () => void): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined || !equal(value, other, step)) return false;
  }
  return true;
}

/** Whether it may be a key: what has parts may not. */
export function isKey(value: Value): boolean {
  return value === null || typeof value !== 'object' || value instanceof RubySymbol;
}

/** `to_s`, where it is the text itself; undefined for what Ruby would show with brackets. */
export function textOf(value: Value): string | undefined {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof RubySymbol || value instanceof RubyClass) return value.name;
  if (value instanceof RubyFloat) return inspectFloat(value.value);
  return undefined;
}

/** In messages: `a String`, `nil`. */
export function kindOf(value: Value): string {
  if (value === null) return 'nil';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return 'an Integer';
  if (typeof value === 'string') return 'a String';
  if (value instanceof RubyFloat) return 'a Float';
  if (value instanceof RubySymbol) return 'a Symbol';
  if (value instanceof RubyRegexp) return 'a Regexp';
  if (value instanceof RubyClass) return `the class ${value.name}`;
  if (Array.isArray(value)) return 'an Array';
  return value instanceof Map ? 'a Hash' : 'an aggregate function';
}
