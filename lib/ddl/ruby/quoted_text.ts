// What stands between quotes: escapes, nested brackets, interpolation. For strings, symbols, regexps and heredocs.
import type { Cursor } from './cursor';
import type { RubySource } from './ruby_source';
import type { StringPart, Token } from './token';

export interface Quotes {
  /** Begins a nested pair (`%q(a (b) c)`); undefined where quotes do not nest. */
  readonly open?: string | undefined;
  /** Undefined: the text goes on to its end (a heredoc's body). */
  readonly close: string | undefined;
  /** plain: as '…'; escaped: as "…"; regexp: escapes stay for the regexp. */
  readonly kind: 'plain' | 'escaped' | 'regexp';
}

const BRACKETS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };

/** The quotes that a delimiter of a %-literal begins. */
export function quotesOf(delimiter: string, kind: Quotes['kind']): Quotes {
  const close = BRACKETS[delimiter];
  return close === undefined ? { close: delimiter, kind } : { open: delimiter, close, kind };
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  s: ' ',
  e: '\x1b',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
};

/** Reads what is interpolated, from behind `#{` to behind its `}`. */
export type ReadInterpolated = (cursor: Cursor) => readonly Token[];

/** Reads from behind the opening quote to behind the closing one. */
export class QuotedText {
  private readonly parts: StringPart[] = [];
  private text = '';
  private nesting = 0;

  constructor(
    private readonly source: RubySource,
    private readonly cursor: Cursor,
    private readonly quotes: Quotes,
    private readonly readInterpolated: ReadInterpolated,
  ) {}

  read(): readonly StringPart[] {
    const { line } = this.cursor;
    while (!this.closed()) {
      if (this.cursor.done) this.source.fail(line, 'a text that begins here has no end');
      this.piece();
    }
    if (this.text !== '' || this.parts.length === 0) this.parts.push(this.text);
    return this.parts;
  }

  private closed(): boolean {
    const { close } = this.quotes;
    if (close === undefined) return this.cursor.done;
    if (this.nesting > 0 || !this.cursor.startsWith(close)) return false;
    this.cursor.skip();
    return true;
  }

  private piece(): void {
    const { open, close, kind } = this.quotes;
    const character = this.cursor.take();
    if (character === '\\') this.text += this.escape();
    else if (character === '#' && kind !== 'plain' && this.cursor.next === '{') this.interpolation();
    else if (character === '#' && kind !== 'plain' && /[@$]/.test(this.cursor.next))
      this.source.fail(this.cursor.line, 'a variable is written into a text with "#" alone');
    else {
      if (open !== undefined && character === open) this.nesting++;
      if (open !== undefined && character === close) this.nesting--;
      this.text += character;
    }
  }

  private interpolation(): void {
    this.cursor.skip();
    if (this.text !== '') this.parts.push(this.text);
    this.text = '';
    this.parts.push(this.readInterpolated(this.cursor));
  }

  // Behind a backslash.
  private escape(): string {
    const { kind } = this.quotes;
    if (this.cursor.done) return '\\';
    if (kind === 'plain') return this.plainEscape();
    if (kind === 'regexp') return this.regexpEscape();
    return this.namedEscape();
  }

  private plainEscape(): string {
    const character = this.cursor.take();
    const { open, close } = this.quotes;
    return character === '\\' || character === close || character === open ? character : `\\${character}`;
  }

  // `\/` is a slash; brackets of %r{} keep their backslash, which makes no difference to the regexp.
  private regexpEscape(): string {
    const character = this.cursor.take();
    return character === '/' ? '/' : `\\${character}`;
  }

  private namedEscape(): string {
    const unicode = this.cursor.match(/u(?:([0-9a-fA-F]{4})|\{([0-9a-fA-F]{1,6})\})/y);
    if (unicode) return this.character(Number.parseInt(unicode[1] ?? unicode[2]!, 16));
    const hex = this.cursor.match(/x([0-9a-fA-F]{1,2})/y);
    if (hex) return this.ascii(Number.parseInt(hex[1]!, 16));
    const octal = this.cursor.match(/[0-7]{1,3}/y);
    if (octal) return this.ascii(Number.parseInt(octal[0], 8));
    const letter = this.cursor.take();
    if (/[cCMu]/.test(letter))
      this.source.fail(this.cursor.line, `the escape \`\\${letter}\` is not understood`);
    return ESCAPES[letter] ?? letter;
  }

  private character(codePoint: number): string {
    const valid = codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff);
    if (!valid) this.source.fail(this.cursor.line, 'an escape names a character that does not exist');
    return String.fromCodePoint(codePoint);
  }

  // Above 0x7f it is a byte, which alone is no text.
  private ascii(code: number): string {
    if (code > 0x7f) this.source.fail(this.cursor.line, 'an escape stands for a byte, not for a character');
    return String.fromCharCode(code);
  }
}
