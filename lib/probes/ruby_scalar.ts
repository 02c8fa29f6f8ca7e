// Plain YAML scalars as Ruby reads them (Psych 4, ScalarScanner), and Ruby's `to_s` of what was read.
import { inspectFloat } from '../util/ruby_inspect';

/** A Float, kept apart from Integers because Ruby does: `1.0` is not `1`. */
export class YamlFloat {
  constructor(readonly value: number) {}
}

export type RubyScalar = null | boolean | number | bigint | string | YamlFloat;

const NULL = /^(~|null)?$/i;
const TRUE = /^(yes|true|on)$/i;
const FALSE = /^(no|false|off)$/i;
const BASE_60 = /^[-+]?\d[\d_]*(:[0-5]?\d){1,2}(\.[\d_]*)?$/;
const FLOAT = /^[-+]?(\d[\d_,]*)?\.\d*([eE][-+]\d+)?$/;
const INTEGER = /^[-+]?(0b[01_,]+|0[0-7_,]+|0x[\da-fA-F_,]+|0|[1-9](\d|,\d|_\d)*)$/;

/**
 * The value of an unquoted scalar. Dates and times stay text: Ruby's readers of facts refuse the whole file over one,
 * which helps nobody.
 */
export function readRubyScalar(plain: string): RubyScalar {
  if (NULL.test(plain)) return null;
  if (TRUE.test(plain)) return true;
  if (FALSE.test(plain)) return false;
  if (/^\+?\.inf$/i.test(plain)) return new YamlFloat(Number.POSITIVE_INFINITY);
  if (/^-\.inf$/i.test(plain)) return new YamlFloat(Number.NEGATIVE_INFINITY);
  if (/^\.nan$/i.test(plain)) return new YamlFloat(Number.NaN);
  if (/^:./.test(plain)) return symbolName(plain);
  if (BASE_60.test(plain)) return base60(plain);
  if (FLOAT.test(plain) && /\d/.test(plain)) return readFloat(plain);
  if (INTEGER.test(plain)) return readInteger(plain);
  return plain;
}

/** Ruby's `to_s` of a scalar. */
export function rubyText(value: RubyScalar): string {
  if (value === null) return '';
  return value instanceof YamlFloat ? inspectFloat(value.value) : String(value);
}

function symbolName(plain: string): string {
  const quoted = /^:(["'])(.*)\1/.exec(plain);
  return quoted ? quoted[2]!.replace(/^:/, '') : plain.slice(1);
}

// Psych counts the parts as hours, minutes, seconds from the left: 12:30 is 45000, not 750.
function base60(plain: string): number | YamlFloat {
  const isFloat = plain.includes('.');
  const parts = plain.replaceAll('_', '').split(':');
  const sum = parts.reduce((total, part, index) => total + Number(part) * 60 ** Math.abs(index - 2), 0);
  return isFloat ? new YamlFloat(sum) : sum;
}

function readFloat(plain: string): YamlFloat {
  return new YamlFloat(Number(plain.replace(/[,_]/g, '')));
}

function readInteger(plain: string): number | bigint | string {
  const negative = plain.startsWith('-');
  const digits = plain.replace(/[-+,_]/g, '');
  // Ruby writes octal as 0755, JavaScript as 0o755.
  const literal = /^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits;
  // `0b_` and the like have the shape of a number but no digits.
  if (/^0[bx]$/.test(literal)) return plain;
  const value = negative ? -BigInt(literal) : BigInt(literal);
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}
