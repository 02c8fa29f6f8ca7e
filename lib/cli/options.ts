// Values of options as the commands want them; commander hands over texts and lists of texts.
import { parseCompound } from '../mcollective/compound';
import { EMPTY_FILTER, type Filter, parseFact, parseWith } from '../mcollective/filter';
import { isRegex } from '../rpc/names';
import type { CommandInput } from './command';
import { BadValue } from './errors';

type Options = CommandInput['options'];

/** The values of an option that may be repeated. */
export function listOption(options: Options, name: string): readonly string[] {
  return (options[name] as readonly string[] | undefined) ?? [];
}

export function textOption(options: Options, name: string): string | undefined {
  return options[name] as string | undefined;
}

export function flagOption(options: Options, name: string): boolean {
  return options[name] === true;
}

// Longer waits are typing errors, and would overflow timers.
const MAX_SECONDS = 7 * 24 * 3600;

/** Seconds, fractions allowed, as milliseconds, at least `least`. Throws BadValue. */
export function millisecondsOption(
  options: Options,
  name: string,
  flag: string,
  least = 1,
): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const tooFew = least > 0 ? !(seconds > 0) : Number.isNaN(seconds);
  if (tooFew) throw new BadValue(flag, text, `a number of seconds${least > 0 ? ' above 0' : ''}`);
  if (seconds > MAX_SECONDS) throw new BadValue(flag, text, `at most ${MAX_SECONDS} seconds`);
  return Math.max(least, Math.round(seconds * 1000));
}

/** The filter of `-F -C -A -I -W -S`. Throws FilterSyntax and BadValue. */
export function filterOption(options: Options): Filter {
  const mixed = listOption(options, 'with').map(parseWith);
  return {
    ...EMPTY_FILTER,
    fact: [...listOption(options, 'withFact').map(parseFact), ...mixed.flatMap(({ fact }) => fact)],
    cf_class: [...words(options, 'withClass', '--with-class'), ...mixed.flatMap(({ cf_class }) => cf_class)],
    agent: words(options, 'withAgent', '--with-agent'),
    identity: words(options, 'withIdentity', '--with-identity'),
    compound: listOption(options, 'select').map(parseCompound),
  };
}

// An empty condition, an unset variable of a script perhaps, must not look like no condition.
function words(options: Options, name: string, flag: string): string[] {
  const values = listOption(options, name);
  for (const value of values) {
    if (value.trim() === '') throw new BadValue(flag, value, 'a name or a /regex/');
    if (isRegex(value) && !/^\/.+\/$/.test(value))
      throw new BadValue(flag, value, 'a regex with a slash at either end');
  }
  return [...values];
}
