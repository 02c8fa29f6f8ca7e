// Arithmetic of DDLs: `10 * 1024`. Integers stay within what a JavaScript number holds exactly.
import { RubyFloat } from '../../marshal/values';
import type { CallSite, Method } from './call_site';
import { isNumber, numberOf, textOf, type Value } from './value';

type Numeric = number | RubyFloat;
type Arithmetic = (a: number, b: number) => number;

function arithmetic(compute: Arithmetic): Method<Numeric> {
  return (self, site) => {
    site.takes(1);
    const other = site.args[0]!;
    const isFloat = self instanceof RubyFloat || other instanceof RubyFloat;
    return result(compute(numberOf(self), site.number(0)), isFloat, site);
  };
}

function result(value: number, isFloat: boolean, site: CallSite): Numeric {
  if (!Number.isFinite(value)) return site.fail('makes a number that is too large, or none');
  if (isFloat) return new RubyFloat(value);
  return Number.isSafeInteger(value) ? value : site.fail('makes a number that is too large');
}

// Ruby rounds down, whatever the signs.
function divide(self: Numeric, site: CallSite): Value {
  const divisor = site.number(0);
  if (divisor === 0) site.fail('divides by zero');
  const quotient = numberOf(self) / divisor;
  const isFloat = self instanceof RubyFloat || site.args[0] instanceof RubyFloat;
  return result(isFloat ? quotient : Math.floor(quotient), isFloat, site);
}

function modulo(a: number, b: number): number {
  return a - b * Math.floor(a / b);
}

function power(a: number, b: number): number {
  return b < 0 ? Number.NaN : a ** b;
}

function compare(holds: (a: number, b: number) => boolean): Method<Numeric> {
  return (self, site) => holds(numberOf(self), site.number(0));
}

function times(self: Numeric, site: CallSite): Value {
  for (let i = 0; i < numberOf(self); i++) site.runBlock(i);
  return self;
}

export const NUMBER_METHODS: Readonly<Record<string, Method<Numeric>>> = {
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': divide,
  '%': arithmetic(modulo),
  '**': arithmetic(power),
  '-@': (self, site) => result(-numberOf(self), isNumber(self) && self instanceof RubyFloat, site),
  '<': compare((a, b) => a < b),
  '>': compare((a, b) => a > b),
  '<=': compare((a, b) => a <= b),
  '>=': compare((a, b) => a >= b),
  to_s: (self, site) => site.made(textOf(self)!),
  to_i: (self, site) => result(Math.trunc(numberOf(self)), false, site),
  to_f: self => new RubyFloat(numberOf(self)),
  times,
};
