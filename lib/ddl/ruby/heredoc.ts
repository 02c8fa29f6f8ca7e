// Heredocs: `<<-USAGE`, whose text stands on the lines after the one that names it.
import type { Cursor } from './cursor';
import type { RubySource } from './ruby_source';
import type { Token } from './token';

export interface Heredoc {
  /** Gets its parts once the body is read. */
  readonly token: Token;
  readonly terminator: string;
  /** The terminator may be indented. */
  readonly indented: boolean;
  /** The indentation of the text does not count (`<<~`). */
  readonly squiggly: boolean;
  readonly kind: 'plain' | 'escaped';
}

/** The heredoc that begins here; undefined when none does. */
export function matchHeredoc(cursor: Cursor, spaced: boolean): Heredoc | undefined {
  const { line } = cursor;
  const found = cursor.match(/<<([-~]?)(?:'([^'\n]+)'|"([^"\n]+)"|([A-Za-z_]\w*))/y);
  if (!found) return undefined;
  const [text, sign, plain, quoted, bare] = found;
  return {
    token: { kind: 'string', text, line, spaced },
    terminator: (plain ?? quoted ?? bare)!,
    indented: sign !== '',
    squiggly: sign === '~',
    kind: plain === undefined ? 'escaped' : 'plain',
  };
}

export interface HeredocBody {
  readonly text: string;
  /** Of its first line. */
  readonly line: number;
}

/** Reads from the start of the body to behind its terminator. */
export function readHeredocBody(source: RubySource, cursor: Cursor, heredoc: Heredoc): HeredocBody {
  const { line } = cursor;
  const lines: string[] = [];
  for (;;) {
    if (cursor.done) source.fail(heredoc.token.line, `the text up to ${heredoc.terminator} has no end`);
    const text = cursor.match(/([^\n]*)\n?/y)![1]!.replace(/\r$/, '');
    if ((heredoc.indented ? text.trimStart() : text) === heredoc.terminator) break;
    lines.push(text);
  }
  const whole = heredoc.squiggly ? dedent(lines) : lines;
  return { text: whole.map(text => `${text}\n`).join(''), line };
}

// As Ruby: a tab reaches to the next multiple of 8, blank lines have no say.
function dedent(lines: readonly string[]): string[] {
  const widths = lines.filter(line => line.trim() !== '').map(line => widthOf(/^[ \t]*/.exec(line)![0]));
  const least = widths.length === 0 ? 0 : widths.reduce((a, b) => Math.min(a, b));
  return lines.map(line => withoutIndent(line, least));
}

function widthOf(blanks: string): number {
  let width = 0;
  for (const character of blanks) width = character === '\t' ? (Math.floor(width / 8) + 1) * 8 : width + 1;
  return width;
}

function withoutIndent(line: string, width: number): string {
  let at = 0;
  while (at < line.length && /[ \t]/.test(line[at]!) && widthOf(line.slice(0, at + 1)) <= width) at++;
  return line.slice(at);
}
