// Block scalars, `|` and `>`, with their chomping and indentation (libyaml, yaml_parser_scan_block_scalar).
import { foldBreaks, isBlank, isBreak } from './characters';
import { ScalarScanner } from './scalar_scanner';

interface Header {
  readonly literal: boolean;
  readonly chomping: 'strip' | 'clip' | 'keep';
  /** Columns more than the parent; undefined: as many as the first line has. */
  readonly indent: number | undefined;
}

export class BlockScalarScanner extends ScalarScanner {
  /** The scalar whose `|` or `>` is here; `parent` is the column of the collection it stands in, -1 for none. */
  protected blockScalar(parent: number): string {
    const { literal, chomping, indent: more } = this.blockHeader();
    const lines: string[] = [];
    const leading: string[] = [];
    const least = Math.max(parent + 1, 1);
    const indent = more === undefined ? this.detectIndent(least, leading) : Math.max(parent, 0) + more;
    if (more !== undefined) this.takeBlankLines(indent, leading);
    const end = this.blockLines(indent, literal, leading, lines);
    if (chomping !== 'strip') lines.push(end[0] ?? '');
    if (chomping === 'keep') lines.push(...end.slice(1));
    return lines.join('');
  }

  private blockHeader(): Header {
    const literal = this.code() === 0x7c;
    this.pos++;
    const header = /[-+]?[1-9]?[-+]?/y;
    header.lastIndex = this.pos;
    const [marks = ''] = header.exec(this.text) ?? [];
    this.pos += marks.length;
    const digit = /\d/.exec(marks)?.[0];
    this.endLine();
    return {
      literal,
      chomping: marks.includes('-') ? 'strip' : marks.includes('+') ? 'keep' : 'clip',
      indent: digit === undefined ? undefined : Number(digit),
    };
  }

  // Blank lines before the first one count, too, when they are longer.
  private detectIndent(least: number, breaks: string[]): number {
    let widest = least;
    for (;;) {
      while (this.code() === 0x20) this.pos++;
      widest = Math.max(widest, this.column);
      if (!isBreak(this.code())) return widest;
      breaks.push(this.takeBreak());
    }
  }

  /** Consumes up to `indent` spaces of each line as long as lines are blank. */
  private takeBlankLines(indent: number, breaks: string[]): void {
    for (;;) {
      while (this.column < indent && this.code() === 0x20) this.pos++;
      if (!isBreak(this.code())) return;
      breaks.push(this.takeBreak());
    }
  }

  private get blockLine(): string {
    const from = this.pos;
    while (!this.atEnd && !isBreak(this.code())) this.pos++;
    return this.text.slice(from, this.pos);
  }

  /**
   * Adds the lines, folded ones joined by blanks but around lines that begin with one. The breaks after the last line;
   * without any line, the `leading` ones after an empty one.
   */
  private blockLines(indent: number, literal: boolean, leading: readonly string[], into: string[]): string[] {
    let breaks = ['', ...leading];
    let afterBlank = false;
    while (this.column === indent && !this.atEnd) {
      const beginsBlank = isBlank(this.code());
      into.push(literal || afterBlank || beginsBlank ? breaks.join('') : foldBreaks(breaks));
      afterBlank = beginsBlank;
      into.push(this.blockLine);
      breaks = this.blockBreaks(indent);
    }
    return breaks;
  }

  private blockBreaks(indent: number): string[] {
    if (this.atEnd) return [];
    const breaks = [this.takeBreak()];
    this.takeBlankLines(indent, breaks);
    return breaks;
  }
}
