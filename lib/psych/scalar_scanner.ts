// Scalars of YAML 1.1 as libyaml reads them: quoted, plain over several lines, and blocks (`|`, `>`).
import { END, foldBreaks, isBlank, isBreak, isFlowIndicator, isGap, isIndicator } from './characters';
import { TextCursor } from './text_cursor';

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

/** Hex digits after `\x`, `\u` and `\U`. */
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

export class ScalarScanner extends TextCursor {
  /** The scalar whose opening quote is here. */
  protected doubleQuoted(): string {
    this.pos++;
    const parts: string[] = [];
    for (;;) {
      const from = this.pos;
      while (this.isQuotedText(0x22)) this.pos++;
      if (this.pos > from) parts.push(this.text.slice(from, this.pos));
      const code = this.code();
      if (code === 0x22) break;
      parts.push(code === 0x5c ? this.escape() : this.quotedGap());
    }
    this.pos++;
    return parts.join('');
  }

  /** The scalar whose opening apostrophe is here. */
  protected singleQuoted(): string {
    this.pos++;
    const parts: string[] = [];
    for (;;) {
      const from = this.pos;
      while (this.isQuotedText(0x27)) this.pos++;
      if (this.pos > from) parts.push(this.text.slice(from, this.pos));
      if (this.code() !== 0x27) parts.push(this.quotedGap());
      else if (this.code(1) !== 0x27) break;
      else {
        parts.push("'");
        this.pos += 2;
      }
    }
    this.pos++;
    return parts.join('');
  }

  private isQuotedText(quote: number): boolean {
    const code = this.code();
    return !isGap(code) && code !== quote && (code !== 0x5c || quote === 0x27);
  }

  // Blanks within a line stay; around line breaks they go.
  private quotedGap(): string {
    const from = this.pos;
    this.skipBlanks();
    if (this.atEnd) this.fail('syntax', 'a quoted text does not end');
    if (!isBreak(this.code())) return this.text.slice(from, this.pos);
    return foldBreaks(this.quotedBreaks());
  }

  private quotedBreaks(): string[] {
    const breaks: string[] = [];
    do {
      breaks.push(this.takeBreak());
      if (this.atMarker) this.fail('syntax', 'a document ends within a quoted text');
      this.skipBlanks();
    } while (isBreak(this.code()));
    return breaks;
  }

  private escape(): string {
    const letter = this.text.charAt(this.pos + 1);
    this.pos++;
    // A line break of which nothing is to be seen.
    if (isBreak(this.code())) return this.quotedBreaks().slice(1).join('');
    this.pos++;
    const digits = HEX_DIGITS[letter];
    if (digits !== undefined) return this.hexEscape(digits);
    return ESCAPES[letter] ?? this.fail('syntax', 'an unknown escape in a quoted text');
  }

  private hexEscape(digits: number): string {
    const hex = this.text.slice(this.pos, this.pos + digits);
    if (hex.length !== digits || !/^[\da-fA-F]+$/.test(hex))
      this.fail('syntax', 'an escape without its digits');
    this.pos += digits;
    const code = Number.parseInt(hex, 16);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      this.fail('text', 'an escape that stands for no character');
    }
    return String.fromCodePoint(code);
  }

  protected get atPlain(): boolean {
    const code = this.code();
    if (isGap(code) || isIndicator(code)) return false;
    // `-`, `?` and `:` begin text when something follows.
    return !(code === 0x2d || code === 0x3f || code === 0x3a) || !isGap(this.code(1));
  }

  /** An unquoted scalar as far as it goes in this line, without blanks behind it. */
  protected plainLine(inBrackets: boolean): string {
    const from = this.pos;
    let end = from;
    for (let code = this.code(); code !== END && !isBreak(code); code = this.code()) {
      if (code === 0x3a && this.endsPlain(inBrackets)) break;
      if (code === 0x23 && isBlank(this.code(-1))) break;
      if (inBrackets && isFlowIndicator(code)) break;
      this.pos++;
      if (!isBlank(code)) end = this.pos;
    }
    this.pos = end;
    return this.text.slice(from, end);
  }

  private endsPlain(inBrackets: boolean): boolean {
    const next = this.code(1);
    return isGap(next) || (inBrackets && isFlowIndicator(next));
  }

  /** The rest of an unquoted scalar in lines that are indented deeper than `parent`. */
  protected plainRest(first: string, parent: number): string {
    const parts = [first];
    for (;;) {
      const place = this.place();
      this.skipBlanks();
      const breaks = isBreak(this.code()) ? this.takeBreaks() : [];
      const goesOn = breaks.length > 0 && !this.atEnd && this.column > parent && !this.atMarker;
      if (!goesOn || this.code() === 0x23) {
        this.returnTo(place);
        return parts.join('');
      }
      parts.push(foldBreaks(breaks), this.plainLine(false));
    }
  }
}
