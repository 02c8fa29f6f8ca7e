// Arguments of an action as typed: `key=value` is a string, `key:=json` is what the JSON says.
import { fromPlain } from '../marshal/plain';
import { RubyFloat, type RubyValue } from '../marshal/values';
import { BadValue } from './errors';
import { knownType } from './known_arguments';

const ARGUMENT = /^([A-Za-z_][\w.-]*?)(:?=)(.*)$/s;

/** Throws BadValue. Of a key given twice the last counts. */
export function parseArguments(agent: string, words: readonly string[]): Record<string, RubyValue> {
  const args: Record<string, RubyValue> = Object.create(null);
  for (const word of words) {
    const match = ARGUMENT.exec(word);
    if (!match) throw new BadValue('an argument', word, 'key=value, or key:=json');
    const [, key = '', sign = '', value = ''] = match;
    args[key] = sign === ':=' ? fromJson(key, value) : fromText(agent, key, value);
  }
  return args;
}

// As MCollective converts by DDL. What does not look like the type stays text, for the node to refuse by its rules.
function fromText(agent: string, key: string, value: string): RubyValue {
  const type = knownType(agent, key);
  if (type === 'boolean' && /^(true|t|yes|y|1)$/i.test(value)) return true;
  if (type === 'boolean' && /^(false|f|no|n|0)$/i.test(value)) return false;
  if (type === 'number' && /^-?\d+$/.test(value)) return integer(value);
  if (type === 'number' && /^-?\d+\.\d+$/.test(value)) return new RubyFloat(Number(value));
  return value;
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
