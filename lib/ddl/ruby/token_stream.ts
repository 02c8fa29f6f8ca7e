// The tokens of a file as a parser reads them: one at a time, with a look ahead.
import { quoted, type RubySource } from './ruby_source';
import type { Token, TokenKind } from './token';

export class TokenStream {
  private at = 0;

  constructor(
    readonly source: RubySource,
    /** The last one is of kind `end`. */
    private readonly tokens: readonly Token[],
  ) {}

  get next(): Token {
    return this.tokens[this.at]!;
  }

  /** The token behind the next one. */
  get second(): Token {
    return this.tokens[this.at + 1] ?? this.tokens.at(-1)!;
  }

  take(): Token {
    const token = this.next;
    if (token.kind !== 'end') this.at++;
    return token;
  }

  looksAt(kind: TokenKind, text: string): boolean {
    return this.next.kind === kind && this.next.text === text;
  }

  looksAtOp(text: string): boolean {
    return this.looksAt('op', text);
  }

  looksAtKeyword(text: string): boolean {
    return this.looksAt('keyword', text);
  }

  /** Takes that operator or keyword when it is next. */
  accept(kind: 'op' | 'keyword', text: string): boolean {
    if (!this.looksAt(kind, text)) return false;
    this.at++;
    return true;
  }

  expect(kind: 'op' | 'keyword', text: string): void {
    if (!this.accept(kind, text)) this.unexpected(`where ${quoted(text)} must be`);
  }

  skipNewlines(): void {
    while (this.next.kind === 'newline') this.at++;
  }

  /** Ends of statements. */
  skipSeparators(): void {
    while (this.next.kind === 'newline' || this.looksAtOp(';')) this.at++;
  }

  /** True when the first token after newlines is that operator; they are passed then. */
  acceptAfterNewlines(text: string): boolean {
    let at = this.at;
    while (this.tokens[at]?.kind === 'newline') at++;
    const token = this.tokens[at]!;
    if (token.kind !== 'op' || token.text !== text) return false;
    this.at = at + 1;
    return true;
  }

  unexpected(where = ''): never {
    const { kind, text, line } = this.next;
    const what = kind === 'end' ? 'the end' : kind === 'newline' ? 'the end of the line' : quoted(text);
    return this.source.fail(line, `${what} stands ${where || 'where it means nothing'}`);
  }
}
