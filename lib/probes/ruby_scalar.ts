// Plain YAML scalars in files that Ruby programs write, and Ruby's `to_s` of what was read.
import { RubyFloat, RubyTime, type RubyValue } from '../marshal/values';
import { readPlain } from '../psych/plain_scalar';
import { inspectFloat } from '../util/ruby_inspect';

/** A Float is kept apart from Integers because Ruby does: `1.0` is not `1`. */
export type RubyScalar = null | boolean | number | bigint | string | RubyFloat;

/**
 * The value of an unquoted scalar, symbols by their names. Dates and times stay text: Ruby's readers of facts refuse the
 * whole file over one, which helps nobody.
 */
export function readRubyScalar(plain: string): RubyScalar {
  const value = readPlain(plain, name => name);
  if (typeof value === 'number' && !Number.isInteger(value)) return new RubyFloat(value);
  return isScalar(value) ? value : plain;
}

/** Ruby's `to_s` of a scalar. */
export function rubyText(value: RubyScalar): string {
  if (value === null) return '';
  return value instanceof RubyFloat ? inspectFloat(value.value) : String(value);
}

function isScalar(value: RubyValue | undefined): value is RubyScalar {
  return value !== undefined && !(value instanceof RubyTime);
}
