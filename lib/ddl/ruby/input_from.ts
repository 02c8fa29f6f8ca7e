// `input :name, …` and `output :name, …`: their properties, checked as MCollective checks them on loading.
import { RubyRegexp, RubySymbol, type RubyValue } from '../../marshal/values';
import type { InputDdl, OutputDdl, Validation } from '../ddl';
import { regexOfText } from '../validation_text';
import type { Properties } from './properties';
import { kindOf, RubyClass, textOf, type Value } from './value';

// A class or its name given as a type.
const CLASS_TYPES: Readonly<Record<string, string>> = {
  String: 'string',
  Integer: 'integer',
  Fixnum: 'integer',
  Float: 'float',
  Numeric: 'number',
  Array: 'array',
  Hash: 'hash',
};

/** `mustSayOptional`: agents say whether an input is optional, data plugins need not. */
export function inputFrom(properties: Properties, mustSayOptional: boolean): InputDdl {
  if (mustSayOptional) properties.needs('optional');
  properties.needs('prompt', 'description', 'type');
  const type = typeFrom(properties);
  const value = properties.value('default');
  return {
    prompt: properties.text('prompt'),
    description: properties.text('description'),
    type,
    optional: ![null, false].includes(properties.get('optional') as null),
    ...(value === undefined ? {} : { default: value }),
    ...(type === 'string' ? stringRules(properties) : {}),
    ...(type === 'list' ? { list: listFrom(properties) } : {}),
  };
}

export function outputFrom(properties: Properties): OutputDdl {
  properties.needs('description', 'display_as');
  const value = properties.value('default');
  const type = properties.get('type') === null ? undefined : typeFrom(properties);
  return {
    description: properties.text('description'),
    displayAs: properties.text('display_as'),
    ...(value === undefined ? {} : { default: value }),
    ...(type === undefined ? {} : { type }),
  };
}

function typeFrom(properties: Properties): string {
  const name = properties.text('type');
  const isWord = /^\w{1,64}$/.test(name);
  return Object.hasOwn(CLASS_TYPES, name)
    ? CLASS_TYPES[name]!
    : isWord
      ? name
      : properties.fail('has no word as its `:type`');
}

function stringRules(properties: Properties): Pick<InputDdl, 'validation' | 'maxlength'> {
  // With a class as type MCollective checks nothing else.
  if (properties.get('type') instanceof RubySymbol) properties.needs('validation', 'maxlength');
  const validation = validationFrom(properties);
  const maxlength = properties.number('maxlength');
  return { ...(validation && { validation }), ...(maxlength ? { maxlength: Math.trunc(maxlength) } : {}) };
}

function validationFrom(properties: Properties): Validation | undefined {
  const value = properties.get('validation');
  if (value === null) return undefined;
  if (typeof value === 'string') return regexOfText(value);
  if (value instanceof RubyRegexp) return { regex: value.source, options: value.options };
  if (value instanceof RubySymbol) return { validator: validatorName(value.name, properties) };
  if (value instanceof RubyClass && CLASS_TYPES[value.name]) return { validator: CLASS_TYPES[value.name]! };
  if (Array.isArray(value)) return { regex: oneOf(value, properties) };
  return properties.fail(`has ${kindOf(value)} as \`:validation\``);
}

function validatorName(name: string, properties: Properties): string {
  return /^\w{1,64}$/.test(name) ? name : properties.fail('has no validator’s name as `:validation`');
}

// An Array of the texts that are allowed.
function oneOf(values: readonly Value[], properties: Properties): string {
  const texts = values.map(value => textOf(value) ?? properties.fail('has no texts as `:validation`'));
  const escaped = texts.map(text => text.replace(/[.*+?^${}()|[\]\\/#-]/g, '\\$&'));
  return `\\A(?:${escaped.join('|')})\\z`;
}

function listFrom(properties: Properties): readonly RubyValue[] {
  properties.needs('list');
  const list = properties.value('list');
  return Array.isArray(list) && list.length > 0 ? list : properties.fail('has no values in its `:list`');
}
