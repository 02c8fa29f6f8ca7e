// Floats as Marshal 4.8 writes them: decimal text, shortest that reads back the same (Ruby marshal.c, w_float).

/** Longest text looked at; Ruby writes up to 24 characters, Ruby 1.8 adds a NUL and mantissa bytes. */
const MAX_TEXT = 64;
const DECIMAL = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;

/** The number, or undefined when the bytes are no Float of Ruby's. */
export function floatFromBytes(bytes: Buffer, start: number, end: number): number | undefined {
  const short = parseShortDecimal(bytes, start, end);
  if (!Number.isNaN(short)) return short;
  return end - start <= MAX_TEXT ? parseFloatText(bytes.toString('latin1', start, end)) : undefined;
}

/**
 * Plain decimals of up to 16 characters, quicker than Number(); NaN for all else. Correctly rounded: 15 digits and
 * the power of ten are exact doubles, so the one division rounds once; so does adding a sixteenth digit.
 */
function parseShortDecimal(bytes: Buffer, start: number, end: number): number {
  const negative = bytes[start] === 0x2d;
  const first = negative ? start + 1 : start;
  if (end - first > 16 || first >= end) return Number.NaN;
  let digits = 0;
  let scale = 0;
  for (let i = first; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte >= 0x30 && byte <= 0x39) {
      digits = digits * 10 + (byte - 0x30);
      scale *= 10;
    } else if (byte === 0x2e && scale === 0 && i > first && i + 1 < end) scale = 1;
    else return Number.NaN;
  }
  const value = scale > 1 ? digits / scale : digits;
  return negative ? -value : value;
}

function parseFloatText(text: string): number | undefined {
  if (text === 'inf') return Number.POSITIVE_INFINITY;
  if (text === '-inf') return Number.NEGATIVE_INFINITY;
  if (text === 'nan') return Number.NaN;
  // Ruby 1.8 appends mantissa bits after a NUL; its 17 digits are exact without them.
  const nul = text.indexOf('\0');
  const decimal = nul < 0 ? text : text.slice(0, nul);
  return DECIMAL.test(decimal) ? Number(decimal) : undefined;
}

/** Ruby's text: plain digits while the point is within them or up to three zeros before them, else `d.ddde±n`. */
export function formatFloatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const sign = value < 0 ? '-' : '';
  const [mantissa, exponent] = Math.abs(value).toExponential().split('e') as [string, string];
  const digits = mantissa.replace('.', '');
  const point = Number(exponent) + 1;
  if (point < -3 || point > digits.length) return `${sign}${mantissa}e${Number(exponent)}`;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  const fraction = digits.slice(point);
  return sign + digits.slice(0, point) + (fraction ? `.${fraction}` : '');
}
