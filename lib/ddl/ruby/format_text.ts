// `"%s has %d" % […]`: the part of Ruby's formats that texts of a DDL use.
import type { CallSite } from './call_site';
import { isNumber, numberOf, type Value } from './value';

const DIRECTIVE = /%([-+0 ]*)(\d{1,3})?(?:\.(\d{1,2}))?([a-zA-Z%])/g;

const MAX_FORMAT = 10_000;

/** `value` is an Array of values, or the only one. */
export function formatText(format: string, value: Value, site: CallSite): string {
  const values = Array.isArray(value) ? [...value] : [value];
  if (format.length > MAX_FORMAT) site.fail('has a format that is too long');
  const known = format.replace(DIRECTIVE, '');
  if (known.includes('%')) site.fail('has a format that is not understood');
  return format.replace(
    DIRECTIVE,
    (_all, flags: string, width = '0', digits: string | undefined, letter: string) => {
      if (letter === '%') return '%';
      const next = values.shift();
      if (next === undefined) return site.fail('has more places in its format than values');
      return padded(directive(letter, next, digits, flags, site), Number(width), flags);
    },
  );
}

function directive(
  letter: string,
  value: Value,
  digits: string | undefined,
  flags: string,
  site: CallSite,
): string {
  if (letter === 's')
    return site.made(site.shown(value)).slice(0, digits === undefined ? undefined : Number(digits));
  if (!isNumber(value) || !'dif'.includes(letter))
    return site.fail(`has \`%${letter}\`, which is not understood`);
  const number = numberOf(value);
  const text = letter === 'f' ? number.toFixed(Number(digits ?? 6)) : String(Math.floor(number));
  return number >= 0 && /[+ ]/.test(flags) ? (flags.includes('+') ? '+' : ' ') + text : text;
}

function padded(text: string, width: number, flags: string): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0') || !/^[-+ ]?[\d.]+$/.test(text)) return text.padStart(width);
  const sign = /^[-+ ]?/.exec(text)![0];
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}
