// What an unquoted scalar stands for (Psych 4, ScalarScanner): YAML 1.1 with Ruby's symbols and times.
import { RubyFloat, RubyTime, type RubyValue } from '../marshal/values';

/** Of an Integer: as many as Marshal takes, and few enough to be read quickly. */
const MAX_DIGITS = 10_000;

const FALSE_OR_TRUE: Readonly<Record<string, boolean>> = {
  yes: true,
  true: true,
  on: true,
  no: false,
  false: false,
  off: false,
};
// No group is repeated: V8 keeps a place on its stack for each time, and megabytes of digits overflow it.
const INTEGER = /^[-+]?(?:0b[01_,]+|0[0-7_,]+|0x[\da-fA-F_,]+|0|[1-9][\d,_]*)$/;
const DECIMAL = /^[-+]?[1-9]/;
const FLOAT = /^[-+]?(?:\d[\d_,]*)?\.\d*(?:[eE][-+]\d+)?$/;
const BASE_60 = /^[-+]?\d[\d_]{0,20}(?::[0-5]?\d){1,2}(?:\.[\d_]*)?$/;
const TIME =
  /^(-?\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt]|[ \t]+)(\d{1,2}):(\d\d):(\d\d)(?:\.(\d{0,40}))?(?:[ \t]*(?:(Z)|([-+]\d{1,2}):?(\d\d)?))?$/;

/** Undefined: an Integer too long to be meant. A day without a time of day stays text; Ruby refuses those. */
export function readPlain(text: string, symbol: (name: string) => RubyValue): RubyValue | undefined {
  const first = text.charAt(0);
  if (first === ':' && text.length > 1 && !text.includes('\n')) return symbol(symbolName(text));
  if ((first >= '0' && first <= '9') || first === '-' || first === '+' || first === '.')
    return readNumber(text);
  return text.length > 5 ? text : readWord(text);
}

function readWord(text: string): RubyValue {
  const word = text.toLowerCase();
  if (word === '' || word === '~' || word === 'null') return null;
  return Object.hasOwn(FALSE_OR_TRUE, word) ? FALSE_OR_TRUE[word]! : text;
}

function symbolName(text: string): string {
  // Ruby drops what follows the last quote, though its own writer makes such symbols.
  const quote = text.charAt(1);
  const quoted = (quote === '"' || quote === "'") && text.length > 2 && text.endsWith(quote);
  return quoted ? text.slice(2, -1).replace(/^:/, '') : text.slice(1);
}

function readNumber(text: string): RubyValue | undefined {
  const time = TIME.exec(text);
  if (time) return readTime(time) ?? text;
  if (/^\+?\.inf$/i.test(text)) return Number.POSITIVE_INFINITY;
  if (/^-\.inf$/i.test(text)) return Number.NEGATIVE_INFINITY;
  if (/^\.nan$/i.test(text)) return Number.NaN;
  if (BASE_60.test(text)) return readBase60(text);
  if (FLOAT.test(text)) return readFloat(text) ?? text;
  return isInteger(text) ? readInteger(text) : text;
}

// Between decimal digits one separator may stand.
function isInteger(text: string): boolean {
  return INTEGER.test(text) && !(DECIMAL.test(text) && /[,_](?!\d)/.test(text));
}

// The parts count as hours, minutes and seconds from the left: 12:30 is 45000, not 750.
function readBase60(text: string): RubyValue {
  const parts = text.replaceAll('_', '').split(':');
  const sum = parts.reduce((total, part, index) => total + Number(part) * 60 ** (2 - index), 0);
  return text.includes('.') ? float(sum) : sum;
}

function readFloat(text: string): RubyValue | undefined {
  const digits = text.replace(/[,_]/g, '').replace(/\.(?=[eE]|$)/, '');
  // A lone point, or an exponent of nothing.
  return /^[-+]?[\d.]/.test(digits) ? float(Number(digits)) : undefined;
}

function float(value: number): RubyValue {
  return Number.isInteger(value) ? new RubyFloat(value) : value;
}

function readInteger(text: string): RubyValue | undefined {
  if (text.length > MAX_DIGITS) return undefined;
  const digits = text.replace(/[-+,_]/g, '');
  // `0b_` has the shape of a number but no digits.
  if (/^0[bx]$/.test(digits)) return text;
  // Ruby writes octal as 0755, JavaScript as 0o755.
  const magnitude = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const value = text.startsWith('-') ? -magnitude : magnitude;
  const narrow = Number(value);
  return Number.isSafeInteger(narrow) ? narrow : value;
}

function readTime(match: RegExpExecArray): RubyTime | undefined {
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as Six;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60)
    return undefined;
  const [, , , , , , , fraction = '', utc, hours, minutes = '0'] = match;
  const offset = hours === undefined ? 0 : zoneSeconds(hours, Number(minutes));
  // Date.UTC takes years below 100 for 19xx, setUTCFullYear does not.
  const date = new Date(Date.UTC(2000, 0, 1, hour, minute, second));
  const days = Math.floor(date.getTime() / 86_400_000) - Date.UTC(2000, 0, 1) / 86_400_000;
  const epoch = date.setUTCFullYear(year, month - 1, day + days) / 1000 - offset;
  const nanoseconds = Number(fraction.slice(0, 9).padEnd(9, '0'));
  return new RubyTime(epoch, nanoseconds, offset, utc ? 'UTC' : null, utc !== undefined);
}

type Six = [number, number, number, number, number, number];

function zoneSeconds(hours: string, minutes: number): number {
  const east = Number(hours) * 3600;
  return east < 0 ? east - minutes * 60 : east + minutes * 60;
}
