// Text as numbers the way Ruby's Integer() and Float() read it: `0x1f`, `010` (octal), `1_000`, ` 5 `, `.5`, `1e3`.
// Left out: hexadecimal floats (`0x1p3`).

// Longer ones are refused by Ruby's users, too: reading digits takes time.
const MAX_LENGTH = 100;

const INTEGER = /^([+-]?)(?:0(x)(?=[\da-f])|0(b)(?=[01])|0(o)(?=[0-7])|0(d)(?=\d)|(0)(?=_?\d))?(.+)$/i;
const DIGITS: Readonly<Record<number, RegExp>> = {
  2: /^[01]+(?:_[01]+)*$/,
  8: /^_?[0-7]+(?:_[0-7]+)*$/,
  10: /^\d+(?:_\d+)*$/,
  16: /^[\da-f]+(?:_[\da-f]+)*$/i,
};
const PREFIXES: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 10: '', 16: '0x' };
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*)?(?:\.\d+(?:_\d+)*)?(?:e[+-]?\d+(?:_\d+)*)?$/i;

/** As Ruby's Integer(); undefined where that raises. */
export function parseRubyInteger(text: string): bigint | undefined {
  const match = INTEGER.exec(stripped(text));
  if (!match) return undefined;
  const [, sign, hex, binary, octal, , zero, digits = ''] = match;
  const base = hex ? 16 : binary ? 2 : octal || zero ? 8 : 10;
  if (!DIGITS[base]!.test(digits)) return undefined;
  const value = BigInt(PREFIXES[base] + digits.replaceAll('_', ''));
  return sign === '-' ? -value : value;
}

/** As Ruby's Float(), which reads hexadecimal integers, too; undefined where that raises. */
export function parseRubyFloat(text: string): number | undefined {
  const float = stripped(text);
  if (/^[+-]?0x/i.test(float)) return asNumber(parseRubyInteger(float));
  return FLOAT.test(float) && /^[+-]?\.?\d/.test(float) ? Number(float.replaceAll('_', '')) : undefined;
}

/** Integer() and, where that raises, Float(); undefined where both raise. */
export function parseRubyNumber(text: string): number | bigint | undefined {
  return parseRubyInteger(text) ?? parseRubyFloat(text);
}

function asNumber(integer: bigint | undefined): number | undefined {
  return integer === undefined ? undefined : Number(integer);
}

// ASCII white space only, as Ruby has it.
function stripped(text: string): string {
  return text.length > MAX_LENGTH ? '' : text.replace(/^[\t-\r ]+|[\t-\r \0]+$/g, '');
}
