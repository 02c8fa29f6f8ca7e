// A position in YAML text: lines, columns, blanks and comments, and the error that names the line.
import { END, isBlank, isBreak, isGap } from './characters';
import { PsychError, type PsychReason } from './errors';

const MARKER = /(?:---|\.\.\.)(?=[ \t\n\r\x85\u2028\u2029]|$)/y;

/** Moves forward only, but for `returnTo`. */
export class TextCursor {
  protected pos = 0;
  /** From 1. */
  protected line = 1;
  protected lineStart = 0;

  constructor(protected readonly text: string) {}

  protected code(ahead = 0): number {
    const at = this.pos + ahead;
    return at < this.text.length ? this.text.charCodeAt(at) : END;
  }

  protected get column(): number {
    return this.pos - this.lineStart;
  }

  protected get atEnd(): boolean {
    return this.pos >= this.text.length;
  }

  /** `---` or `...` at the beginning of a line. */
  protected get atMarker(): boolean {
    if (this.pos !== this.lineStart) return false;
    MARKER.lastIndex = this.pos;
    return MARKER.test(this.text);
  }

  /** `-`, `?` or `:` with nothing behind it that would make it text. */
  protected isMark(code: number): boolean {
    return this.code() === code && isGap(this.code(1));
  }

  protected skipBlanks(): void {
    while (isBlank(this.code())) this.pos++;
  }

  /** Consumes the line break here; what it counts as in text. */
  protected takeBreak(): string {
    const code = this.code();
    this.pos += code === 0x0d && this.code(1) === 0x0a ? 2 : 1;
    this.line++;
    this.lineStart = this.pos;
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
  }

  /** A line break, then all blank lines and the indentation of the next: at least one break in the result. */
  protected takeBreaks(): string[] {
    const breaks: string[] = [];
    do {
      breaks.push(this.takeBreak());
      this.skipBlanks();
    } while (isBreak(this.code()));
    return breaks;
  }

  /** Goes to the next thing that is neither blank nor comment. Tabs may not indent it, but within brackets. */
  protected toContent(inBrackets = false): void {
    for (;;) {
      // A byte order mark may begin any line.
      if (this.code() === 0xfeff && this.pos === this.lineStart) this.pos++;
      const from = this.pos;
      this.skipBlanks();
      if (this.code() === 0x23 && (this.pos === this.lineStart || isBlank(this.code(-1)))) this.skipComment();
      if (!isBreak(this.code())) {
        const indented = from === this.lineStart && this.text.slice(from, this.pos).includes('\t');
        if (indented && !inBrackets && !this.atEnd) this.fail('indent', 'a tab indents it');
        return;
      }
      this.takeBreak();
    }
  }

  /** After a value: nothing but a comment may follow in its line. */
  protected endLine(): void {
    this.skipBlanks();
    if (this.code() === 0x23 && isBlank(this.code(-1))) this.skipComment();
    if (isBreak(this.code())) this.takeBreak();
    else if (!this.atEnd) this.fail('syntax', 'something follows a value in its line');
  }

  private skipComment(): void {
    while (!this.atEnd && !isBreak(this.code())) this.pos++;
  }

  protected place(): readonly [pos: number, line: number, lineStart: number] {
    return [this.pos, this.line, this.lineStart];
  }

  protected returnTo([pos, line, lineStart]: readonly [number, number, number]): void {
    this.pos = pos;
    this.line = line;
    this.lineStart = lineStart;
  }

  protected fail(reason: PsychReason, what: string): never {
    throw new PsychError(reason, what, this.line);
  }
}
