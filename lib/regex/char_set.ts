// Sets of characters of a Ruby regexp (Onigmo, UTF-8): \w \d \s \h are ASCII, POSIX brackets are Unicode.

/** Whether a code point belongs. */
export interface CharSet {
  (codePoint: number): boolean;
  /** Comparisons that takes at most. */
  readonly cost: number;
}

/** What a look into Unicode's tables costs, in comparisons. */
const UNICODE_COST = 8;

const ASCII = 128;

// Texts are ASCII mostly: each of its characters is looked at once.
function charSet(cost: number, has: (codePoint: number) => boolean): CharSet {
  if (cost <= 1) return Object.assign((codePoint: number) => has(codePoint), { cost });
  const known = new Uint8Array(ASCII);
  const look = (codePoint: number): boolean => {
    if (codePoint >= ASCII) return has(codePoint);
    if (known[codePoint] === 0) known[codePoint] = has(codePoint) ? 1 : 2;
    return known[codePoint] === 1;
  };
  return Object.assign(look, { cost });
}

export const ANY = charSet(0, () => true);

export const single = (wanted: number): CharSet => charSet(1, codePoint => codePoint === wanted);

export const range = (first: number, last: number): CharSet =>
  charSet(1, codePoint => codePoint >= first && codePoint <= last);

export const negate = (set: CharSet): CharSet => charSet(set.cost, codePoint => !set(codePoint));

export function union(sets: readonly CharSet[]): CharSet {
  const cost = sets.reduce((sum, set) => sum + set.cost, 0);
  return sets.length === 1 ? sets[0]! : charSet(cost, codePoint => sets.some(set => set(codePoint)));
}

/** The set without regard to case. Of a set that is so already it is three times as slow, and the same. */
export function ignoreCase(set: CharSet): CharSet {
  return charSet(3 * set.cost + UNICODE_COST, codePoint => {
    if (set(codePoint)) return true;
    const text = String.fromCodePoint(codePoint);
    return foldsInto(set, text.toLowerCase()) || foldsInto(set, text.toUpperCase());
  });
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

const unicode = (pattern: RegExp): CharSet =>
  charSet(UNICODE_COST, codePoint => pattern.test(String.fromCodePoint(codePoint)));

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
