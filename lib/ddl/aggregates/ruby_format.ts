// Ruby's format strings, as far as DDLs use them: %s %d %i %u %f %% with flags, width and precision. All bounded.
import type { Plain } from '../../marshal/plain';
import { NotComputable } from './not_computable';

/** How a value looks as text, `%s`. */
export type TextOf = (value: Plain) => string;

const DIRECTIVE = /%([-+0 ]*)(\d*)(?:\.(\d*))?([a-zA-Z%]|$)?/g;
const MAX_WIDTH = 200;
const MAX_PRECISION = 50;

interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
}

/** Throws NotComputable for what is not understood, a value of the wrong kind, or too few values. */
export function rubyFormat(format: string, values: readonly Plain[], textOf: TextOf): string {
  let next = 0;
  const value = (): Plain => {
    if (next >= values.length)
      throw new NotComputable(`the format ${JSON.stringify(format)} wants more values`);
    return values[next++]!;
  };
  return format.replace(DIRECTIVE, (whole, flags: string, width: string, precision, kind: string) => {
    if (whole === '%%') return '%';
    const directive = {
      flags,
      width: bounded(width === '' ? 0 : Number(width), MAX_WIDTH),
      precision: precision === undefined ? undefined : bounded(Number(precision), MAX_PRECISION),
    };
    if (kind === 's') return padded(shortened(textOf(value()), directive.precision), directive, false);
    if (kind === 'd' || kind === 'i' || kind === 'u') return signed(integerText(value()), directive);
    if (kind === 'f') return signed(fixed(numberOf(value()), directive.precision ?? 6), directive);
    throw new NotComputable(`the format ${JSON.stringify(format)} holds ${whole}, which is not supported`);
  });
}

function bounded(count: number, most: number): number {
  if (count > most) throw new NotComputable(`a format has a width or precision over ${most}`);
  return count;
}

// Ruby counts characters.
const shortened = (text: string, precision: number | undefined): string =>
  precision === undefined ? text : [...text].slice(0, precision).join('');

function signed(text: string, directive: Directive): string {
  const { flags } = directive;
  const plus = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return padded(text.startsWith('-') ? text : `${plus}${text}`, directive, flags.includes('0'));
}

function padded(text: string, { flags, width }: Directive, zeros: boolean): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!zeros || !/\d/.test(text)) return ' '.repeat(missing) + text;
  const sign = /^[-+ ]?/.exec(text)![0];
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

function numberOf(value: Plain): number {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && /^\s*[-+]?\d+(\.\d+)?\s*$/.test(value)) return Number(value);
  throw new NotComputable('a value is not a number');
}

function integerText(value: Plain): string {
  if (typeof value === 'bigint') return value.toString();
  // Ruby cuts decimals off numbers, but not off text that reads like one.
  const number = Math.trunc(numberOf(value));
  if (typeof value === 'string' && value.includes('.')) throw new NotComputable('a value is not an integer');
  return Number.isFinite(number) ? BigInt(number).toString() : notFinite(number);
}

const notFinite = (number: number): string => (Number.isNaN(number) ? 'NaN' : number < 0 ? '-Inf' : 'Inf');

/** Ruby looks at the shortest digits of a number: what ends in a 5 there goes to the even digit, 2.675 to 2.68. */
function fixed(number: number, precision: number): string {
  if (!Number.isFinite(number)) return notFinite(number);
  // From here on there are no decimals, and toFixed would write an exponent.
  if (Math.abs(number) >= 1e21) {
    return `${BigInt(number)}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`;
  }
  const [, sign = '', whole = '', decimals = ''] = /^(-?)(\d+)\.(\d+)$/.exec(String(number)) ?? [];
  if (decimals.length !== precision + 1 || !decimals.endsWith('5')) return number.toFixed(precision);
  const down = BigInt(whole + decimals.slice(0, precision));
  const digits = String(down + (down % 2n)).padStart(precision + 1, '0');
  const point = digits.length - precision;
  return `${sign}${digits.slice(0, point)}${precision > 0 ? `.${digits.slice(point)}` : ''}`;
}
