// Character classes of YAML 1.1, by UTF-16 code; the end of the text is `END`.

/** What stands where the text is over. */
export const END = -1;

export const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;

/** Line feed, carriage return, next line, line and paragraph separator. */
export const isBreak = (code: number): boolean =>
  code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029;

export const isGap = (code: number): boolean => code === END || isBlank(code) || isBreak(code);

/** `,[]{}` end an unquoted scalar within brackets. */
export const isFlowIndicator = (code: number): boolean =>
  code === 0x2c || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d;

const NEVER_PLAIN = new Set([...',[]{}#&*!|>\'"%@`'].map(character => character.charCodeAt(0)));

/** An unquoted scalar cannot begin with it. */
export const isIndicator = (code: number): boolean => NEVER_PLAIN.has(code);

/** Characters that YAML text cannot hold, but escaped. */
export const NOT_PRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ufffd]/;

/**
 * Lines that belong together, as one: `breaks` are the line breaks between them. One line feed is a space, of several
 * the first is dropped; a line or paragraph separator stays.
 */
export function foldBreaks(breaks: readonly string[]): string {
  const [first, ...rest] = breaks;
  if (first !== '\n') return breaks.join('');
  return rest.length === 0 ? ' ' : rest.join('');
}
