// How a validation stands in a text: the name of a validator, or else a regex. JSON has only this form.
import type { Validation } from './ddl';

const VALIDATOR_NAME = /^[a-z]\w*$/;

/** A validation as JSON has it: a word is a validator, `(?:word)` the regex, nothing is none. */
export function validationOfText(text: string): Validation | undefined {
  return VALIDATOR_NAME.test(text) ? { validator: text } : regexOfText(text);
}

/** A regex given as a String, undefined for the one that fits everything: the empty one. */
export function regexOfText(text: string): Validation | undefined {
  return text === '' ? undefined : { regex: /^\(\?:([a-z]\w*)\)$/.exec(text)?.[1] ?? text };
}

/** The text for JSON; options of a Regexp are written into it, so that any reader of Choria's JSON respects them. */
export function textOfValidation(validation: Validation): string {
  if ('validator' in validation) return validation.validator;
  const { regex, options = 0 } = validation;
  if (options !== 0) return `(?${letters(options)}:${regex})`;
  return VALIDATOR_NAME.test(regex) ? `(?:${regex})` : regex;
}

/** The Regexp that `textOfValidation` wrote, when JSON tells its options apart. */
export function regexpOfText(text: string, options: number): Validation {
  const prefix = options === 0 ? '(?:' : `(?${letters(options)}:`;
  const isWrapped = text.startsWith(prefix) && text.endsWith(')');
  const inner = isWrapped ? text.slice(prefix.length, -1) : text;
  return { regex: options !== 0 || VALIDATOR_NAME.test(inner) ? inner : text, options };
}

function letters(options: number): string {
  return `${options & 4 ? 'm' : ''}${options & 1 ? 'i' : ''}${options & 2 ? 'x' : ''}`;
}
