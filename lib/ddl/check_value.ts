// One value against what a DDL says of an input, with MCollective's own sentences (2.12: DDL::Base, Validator).
import { RubyFloat, type RubyValue } from '../marshal/values';
import { RegexRefused } from '../regex/regex_refused';
import type { InputDdl, Validation } from './ddl';
import { shownRegex, validationRegex } from './validation_regex';
import { findValidator } from './validators';

/** What is wrong with the value, undefined when it is good. */
export function inputComplaint(input: InputDdl, value: RubyValue): string | undefined {
  switch (input.type) {
    case 'string':
      return typeof value === 'string' ? textComplaint(input, value) : 'value should be a string';
    case 'list':
      return listComplaint(input.list ?? [], value);
    default:
      return typeComplaint(input.type, value);
  }
}

const TYPES: Readonly<Record<string, (value: RubyValue) => boolean>> = {
  string: value => typeof value === 'string',
  boolean: value => typeof value === 'boolean',
  integer: isInteger,
  float: isFloat,
  number: value => isInteger(value) || isFloat(value),
  hash: value => value instanceof Map,
  array: value => Array.isArray(value),
};

// Any other word names a validator; one that nobody knows lets nothing through.
function typeComplaint(type: string, value: RubyValue): string | undefined {
  const isOfType = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (isOfType) return isOfType(value) ? undefined : `value should be a ${type}`;
  return validatorComplaint(type, value);
}

function validatorComplaint(name: string, value: RubyValue): string | undefined {
  const validator = findValidator(name);
  return validator ? validator(value) : `Unknown validator: '${name}'.`;
}

function listComplaint(list: readonly RubyValue[], value: RubyValue): string | undefined {
  if (list.some(item => isEqual(item, value))) return undefined;
  return `value should be one of ${list.map(shown).join(', ')}`;
}

function textComplaint({ maxlength = 0, validation }: InputDdl, text: string): string | undefined {
  // Ruby counts characters, not UTF-16 units; the cheap test first, for texts may be long.
  if (maxlength > 0 && text.length > maxlength && [...text].length > maxlength) {
    return `Input string is longer than ${maxlength} character(s)`;
  }
  return validation && validationComplaint(validation, text);
}

function validationComplaint(validation: Validation, text: string): string | undefined {
  if ('validator' in validation) return typeComplaint(validation.validator, text);
  try {
    return validationRegex(validation).test(text)
      ? undefined
      : `value should match ${shownRegex(validation)}`;
  } catch (error) {
    // What cannot be tried has not been found good.
    if (error instanceof RegexRefused) return error.message;
    throw error;
  }
}

// Integral Floats are RubyFloat, so a whole number here was an Integer.
function isInteger(value: RubyValue): boolean {
  return typeof value === 'bigint' || Number.isInteger(value);
}

function isFloat(value: RubyValue): boolean {
  return value instanceof RubyFloat || (typeof value === 'number' && !Number.isInteger(value));
}

const numberOf = (value: RubyValue): RubyValue => (value instanceof RubyFloat ? value.value : value);

// As Ruby's ==, by which 1 and 1.0 are equal.
const isEqual = (item: RubyValue, value: RubyValue): boolean => numberOf(item) === numberOf(value);

const shown = (value: RubyValue): string =>
  value instanceof RubyFloat ? value.value.toFixed(1) : value === null ? '' : String(value);
