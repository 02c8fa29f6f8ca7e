// Arguments of an action as typed: `key=value` is text, or what the DDL says its text means; `key:=json` is what the
// JSON says.
import type { ActionDdl, InputDdl } from '../ddl/ddl';
import { fromPlain } from '../marshal/plain';
import { RubyFloat, type RubyValue } from '../marshal/values';
import { BadValue } from './errors';

const ARGUMENT = /^([A-Za-z_][\w.-]*?)(:?=)(.*)$/s;

/** Throws BadValue. Of a key given twice the last counts. */
export function parseArguments(
  words: readonly string[],
  inputs: ActionDdl['inputs'] = {},
): Record<string, RubyValue> {
  const args: Record<string, RubyValue> = Object.create(null);
  for (const word of words) {
    const match = ARGUMENT.exec(word);
    if (!match) throw new BadValue('an argument', word, 'key=value, or key:=json');
    const [, key = '', sign = '', value = ''] = match;
    const input = Object.hasOwn(inputs, key) ? inputs[key] : undefined;
    args[key] = sign === ':=' ? fromJson(key, value) : fromText(input, value);
  }
  return args;
}

// MCollective's rules (DDL.string_to_boolean, .string_to_number), with negative numbers besides. What does not look
// like its type stays text, for the check of the input to refuse.
function fromText(input: InputDdl | undefined, text: string): RubyValue {
  switch (input?.type) {
    case 'boolean':
      return booleanOf(text) ?? text;
    case 'integer':
    case 'number':
      return numberOf(text) ?? text;
    case 'float':
      return /^-?\d+(\.\d+)?$/.test(text) ? new RubyFloat(Number(text)) : text;
    case 'list':
      // Typed text cannot be an integer; the list says what it stands for.
      return input.list?.find(item => String(item) === text) ?? text;
    default:
      return text;
  }
}

function booleanOf(text: string): boolean | undefined {
  if (/^(true|t|yes|y|1)$/i.test(text)) return true;
  return /^(false|f|no|n|0)$/i.test(text) ? false : undefined;
}

function numberOf(text: string): RubyValue | undefined {
  if (/^-?\d+$/.test(text)) return integer(text);
  return /^-?\d+\.\d+$/.test(text) ? new RubyFloat(Number(text)) : undefined;
}

function fromJson(key: string, text: string): RubyValue {
  // JSON makes no difference between 1 and 1.0 and loses digits of large integers; Ruby does neither.
  if (/^\s*-?\d+\s*$/.test(text)) return integer(text.trim());
  if (/^\s*-?\d+\.\d+([eE][-+]?\d+)?\s*$/.test(text)) return new RubyFloat(Number(text));
  try {
    return fromPlain(JSON.parse(text));
  } catch {
    throw new BadValue(`${key}:=`, text, `JSON, for text ${key}:='"text"' or ${key}=text`);
  }
}

function integer(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}
