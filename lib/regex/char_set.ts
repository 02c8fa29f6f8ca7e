// Sets of characters of a Ruby regexp (Onigmo, UTF-8): \w \d \s \h are ASCII, POSIX brackets are Unicode.

/** Whether a code point belongs. */
export type CharSet = (codePoint: number) => boolean;

export const single =
  (wanted: number): CharSet =>
  codePoint =>
    codePoint === wanted;

export const range =
  (first: number, last: number): CharSet =>
  codePoint =>
    codePoint >= first && codePoint <= last;

export const negate =
  (set: CharSet): CharSet =>
  codePoint =>
    !set(codePoint);

export const union =
  (sets: readonly CharSet[]): CharSet =>
  codePoint =>
    sets.some(set => set(codePoint));

/** The set without regard to case. */
export function ignoreCase(set: CharSet): CharSet {
  return codePoint => {
    if (set(codePoint)) return true;
    const text = String.fromCodePoint(codePoint);
    return foldsInto(set, text.toLowerCase()) || foldsInto(set, text.toUpperCase());
  };
}

// Foldings to several characters (ß to SS) are left out.
function foldsInto(set: CharSet, folded: string): boolean {
  const codePoint = folded.codePointAt(0);
  return (
    codePoint !== undefined && folded.length === String.fromCodePoint(codePoint).length && set(codePoint)
  );
}

const digit = range(0x30, 0x39);
const lower = range(0x61, 0x7a);
const upper = range(0x41, 0x5a);

export const WORD = union([lower, upper, digit, single(0x5f)]);
const space = union([single(0x20), range(0x09, 0x0d)]);
const hex = union([digit, range(0x61, 0x66), range(0x41, 0x46)]);

/** Sets named by one letter after a backslash. */
export const ESCAPED_SETS: Readonly<Record<string, CharSet>> = {
  d: digit,
  D: negate(digit),
  w: WORD,
  W: negate(WORD),
  s: space,
  S: negate(space),
  h: hex,
  H: negate(hex),
};

const unicode =
  (pattern: RegExp): CharSet =>
  codePoint =>
    pattern.test(String.fromCodePoint(codePoint));

/** Sets named in brackets, `[[:alpha:]]`. */
export const POSIX_SETS: Readonly<Record<string, CharSet>> = {
  alnum: unicode(/^[\p{Alphabetic}\p{Nd}]$/u),
  alpha: unicode(/^\p{Alphabetic}$/u),
  ascii: range(0, 0x7f),
  blank: unicode(/^[\p{Zs}\t]$/u),
  cntrl: unicode(/^\p{Cc}$/u),
  digit: unicode(/^\p{Nd}$/u),
  lower: unicode(/^\p{Lowercase}$/u),
  punct: unicode(/^[\p{P}$+<=>^`|~]$/u),
  space: unicode(/^\p{White_Space}$/u),
  upper: unicode(/^\p{Uppercase}$/u),
  word: unicode(/^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]$/u),
  xdigit: hex,
};
