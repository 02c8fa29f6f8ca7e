// Cuts Ruby text into tokens: the part of Ruby's lexical rules that DDLs use. Whether `/`, `%`, `<<` begin a literal
// depends on what stands before, as in Ruby.
import { RubyFloat } from '../../marshal/values';
import { Cursor } from './cursor';
import { type Heredoc, matchHeredoc, readHeredocBody } from './heredoc';
import { QuotedText, type Quotes, quotesOf } from './quoted_text';
import { quoted, type RubySource } from './ruby_source';
import { type StringPart, type Token, type TokenKind, valueMustFollow } from './token';

const KEYWORDS = new Set(
  `alias and begin BEGIN break case class def defined? do else elsif end END ensure false for if in module next nil
  not or redo rescue retry return self super then true undef unless until when while yield __FILE__ __LINE__
  __method__`.split(/\s+/),
);

const OPERATORS =
  /\*\*=|<=>|===|\.\.\.|<<=|>>=|&&=|\|\|=|\*\*|==|=>|=~|!=|!~|<=|>=|&&|\|\||<<|>>|\+=|-=|\*=|\/=|%=|\|=|&=|\.\.|::|->|&\.|[-+*/%=<>!&|?:.,;()[\]{}~^]/y;
const OPERATOR_SYMBOL = /:(\[\]=?|<=>|===?|=~|!~|!=|\*\*|<<|>>|<=|>=|[-+*/%<>!~^&|])/y;
const MAX_INTERPOLATION = 10;
// Looking back further would make long lines costly.
const MAX_TERNARY_TOKENS = 100;

/** The tokens of a whole file, ended by one of kind `end`. Throws DdlUnreadable. */
export function lexRuby(source: RubySource): readonly Token[] {
  return new Lexer(source, new Cursor(source.text), 0).all();
}

class Lexer {
  private tokens: Token[] = [];
  private readonly heredocs: Heredoc[] = [];

  constructor(
    private readonly source: RubySource,
    private readonly cursor: Cursor,
    private readonly depth: number,
  ) {}

  all(): readonly Token[] {
    while (this.blanks()) this.token();
    this.push('end', '');
    if (this.heredocs.length > 0) this.source.fail(this.heredocs[0]!.token.line, 'a text has no end');
    return this.tokens;
  }

  // From behind `#{` to behind its `}`.
  private interpolated(): readonly Token[] {
    const { line } = this.cursor;
    for (let braces = 0; this.blanks(); ) {
      if (this.cursor.next === '{') braces++;
      if (this.cursor.next === '}' && braces-- === 0) {
        this.cursor.skip();
        if (this.heredocs.length > 0)
          this.source.fail(line, 'a text on lines of its own begins inside `#{}`');
        this.push('end', '');
        return this.tokens;
      }
      this.token();
    }
    return this.source.fail(line, 'an interpolation `#{` has no end');
  }

  private spaced = false;

  /** Passes blanks and comments; false at the end. */
  private blanks(): boolean {
    const { cursor } = this;
    const start = cursor.at;
    for (;;) {
      if (cursor.atLineStart && cursor.match(/__END__\r?(?=\n|$)/y)) return false;
      if (cursor.atLineStart && cursor.match(/=begin(?=[\s]|$)/y)) this.blockComment();
      else if (!cursor.match(/(?:[ \t\r\f\v]+|\\\r?\n|#[^\n]*)/y)) break;
    }
    this.spaced = cursor.at > start;
    return !cursor.done;
  }

  private blockComment(): void {
    const { line } = this.cursor;
    while (!this.cursor.match(/\n=end(?=\s|$)[^\n]*/y)) {
      if (this.cursor.done) this.source.fail(line, 'the comment that begins here has no `=end`');
      this.cursor.match(/\n?[^\n]*/y);
    }
  }

  private token(): void {
    const { next } = this.cursor;
    if (next === '\n') this.newline();
    else if (/[A-Za-z_\u0080-\uffff]/.test(next)) this.word();
    else if (/[0-9]/.test(next)) this.number();
    else if (next === '"' || next === "'") this.string();
    else if (next === ':' && this.symbol()) return;
    else if (this.literalMayBegin() && this.literal()) return;
    else if (/[@$`]/.test(next)) this.foreign();
    else this.operator();
  }

  private operator(): void {
    const { cursor } = this;
    const found = cursor.match(OPERATORS);
    if (!found) this.source.fail(cursor.line, `${quoted(cursor.next)} is not understood`);
    this.push('op', found[0]);
  }

  private push(kind: TokenKind, text: string, rest: Partial<Token> = {}): void {
    this.tokens.push({ kind, text, line: this.cursor.line, spaced: this.spaced, ...rest });
  }

  private get previous(): Token | undefined {
    return this.tokens.at(-1);
  }

  private newline(): void {
    this.push('newline', '\n');
    this.cursor.skip();
    for (const heredoc of this.heredocs.splice(0)) this.heredocBody(heredoc);
  }

  private heredocBody(heredoc: Heredoc): void {
    const { text, line } = readHeredocBody(this.source, this.cursor, heredoc);
    heredoc.token.parts = this.parts({ close: undefined, kind: heredoc.kind }, new Cursor(text, line));
  }

  private word(): void {
    const { cursor } = this;
    const text = cursor.match(/[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*(?:[?!](?![=~>]|\?))?/y)![0];
    const isLabel = cursor.next === ':' && !cursor.startsWith('::') && this.labelMayStand();
    const afterDot = this.previous?.kind === 'op' && ['.', '&.'].includes(this.previous.text);
    if (isLabel) {
      this.push('label', text);
      cursor.skip();
    } else if (KEYWORDS.has(text) && !afterDot) this.push('keyword', text);
    else this.push(/^[A-Z]/.test(text) ? 'constant' : 'identifier', text);
  }

  // In `a ? b: c` it is no label.
  private labelMayStand(): boolean {
    return !(this.previous?.kind === 'op' && this.previous.text === '?');
  }

  private number(): void {
    const found = this.cursor.match(
      /0[xX]([0-9a-fA-F_]+)|0[bB]([01_]+)|0[oO]?([0-7_]+)(?![.\d])|(\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][-+]?\d+)?)/y,
    )!;
    const [text, hex, binary, octal, decimal] = found;
    const digits = (hex ?? binary ?? octal ?? decimal)!.replace(/_/g, '');
    const value = Number.parseFloat(
      decimal === undefined ? String(Number.parseInt(digits, hex ? 16 : binary ? 2 : 8)) : digits,
    );
    if (/\w/.test(this.cursor.next) || text.endsWith('_'))
      this.source.fail(this.cursor.line, `the number ${quoted(text + this.cursor.next)} is not understood`);
    const isFloat = decimal !== undefined && /[.eE]/.test(decimal);
    if (!Number.isFinite(value) || (!isFloat && !Number.isSafeInteger(value)))
      this.source.fail(this.cursor.line, `the number ${quoted(text)} is too large`);
    this.push('number', text, { value: isFloat ? new RubyFloat(value) : value });
  }

  private string(): void {
    const quote = this.cursor.next;
    const mayBeLabel = this.labelMayStand();
    const { spaced } = this;
    const line = this.cursor.line;
    this.cursor.skip();
    const parts = this.parts({ close: quote, kind: quote === '"' ? 'escaped' : 'plain' });
    const token = { parts, line, spaced };
    const [name] = parts;
    const isLabel = mayBeLabel && this.cursor.next === ':' && !this.cursor.startsWith('::');
    if (isLabel && parts.length === 1 && typeof name === 'string' && !this.inTernary()) {
      this.push('label', name, token);
      this.cursor.skip();
    } else this.push('string', quote, token);
  }

  // `x ? "a" + "b": "c"`: a question mark on this line that no colon has answered.
  private inTernary(): boolean {
    let open = 0;
    const last = this.tokens.length - 1;
    for (let i = last; i >= 0 && i > last - MAX_TERNARY_TOKENS; i--) {
      const { kind, text } = this.tokens[i]!;
      if (kind === 'newline') break;
      if (kind === 'op' && text === ':') open--;
      if (kind === 'op' && text === '?') open++;
    }
    return open > 0;
  }

  // False: a colon of another meaning.
  private symbol(): boolean {
    const { cursor } = this;
    const { line } = cursor;
    const quotedName = cursor.match(/:(["'])/y);
    if (quotedName) {
      const quote = quotedName[1]!;
      const parts = this.parts({ close: quote, kind: quote === '"' ? 'escaped' : 'plain' });
      this.push('symbol', ':', { parts, line });
      return true;
    }
    const name = cursor.match(/:([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*(?:[?!]|=(?![=~>]))?)/y);
    const operator = name ?? (valueMustFollow(this.previous) ? cursor.match(OPERATOR_SYMBOL) : null);
    if (!operator) return false;
    this.push('symbol', operator[0], { parts: [operator[1]!] });
    return true;
  }

  // A value must follow, or may: `name /regexp/` and `name %w[a b]` are calls.
  private literalMayBegin(): boolean {
    const { previous, cursor } = this;
    if (valueMustFollow(previous)) return true;
    const mayBeArgument = previous!.kind === 'identifier' && this.spaced;
    return mayBeArgument && !/[\s=]/.test(cursor.text[cursor.at + 1] ?? ' ');
  }

  private literal(): boolean {
    const { cursor } = this;
    const heredoc = cursor.startsWith('<<') ? matchHeredoc(cursor, this.spaced) : undefined;
    if (heredoc) {
      this.heredocs.push(heredoc);
      this.tokens.push(heredoc.token);
      return true;
    }
    if (cursor.next === '/') {
      cursor.skip();
      return this.regexp({ close: '/', kind: 'regexp' });
    }
    const percent = cursor.match(/%([a-zA-Z]?)([^\sA-Za-z0-9])/y);
    return percent !== null && this.percentLiteral(percent[1]!, percent[2]!);
  }

  private percentLiteral(letter: string, delimiter: string): boolean {
    const { line } = this.cursor;
    if (letter === 'r') return this.regexp(quotesOf(delimiter, 'regexp'));
    if (/^[wWiI]$/.test(letter)) return this.words(letter, delimiter);
    if (!/^[qQs]?$/.test(letter)) this.source.fail(line, `${quoted(`%${letter}`)} is not understood`);
    const parts = this.parts(quotesOf(delimiter, /^[qs]$/.test(letter) ? 'plain' : 'escaped'));
    this.push(letter === 's' ? 'symbol' : 'string', `%${letter}`, { parts, line });
    return true;
  }

  private words(letter: string, delimiter: string): boolean {
    const { line } = this.cursor;
    // A blank may be part of a word behind a backslash; it is hidden while the text is cut.
    const parts = this.parts(quotesOf(delimiter, 'plain'));
    const text = parts.join('').replace(/\\([\s])/g, '\u0000');
    if (/[WI]/.test(letter) && /#\{|\\/.test(text))
      this.source.fail(line, `\`%${letter}\` holds more than words`);
    const words = text.split(/\s+/).filter(word => word !== '');
    const symbols = letter.toLowerCase() === 'i';
    this.push('words', `%${letter}`, {
      words: words.map(word => word.replaceAll('\u0000', ' ')),
      symbols,
      line,
    });
    return true;
  }

  private regexp(quotes: Quotes): boolean {
    const { line } = this.cursor;
    const parts = this.parts(quotes);
    const letters = this.cursor.match(/[a-z]*/y)![0];
    const unknown = /[^imxou]/.exec(letters);
    if (unknown) this.source.fail(line, `the option ${quoted(unknown[0])} of a regexp is not understood`);
    const bit = (letter: string, value: number): number => (letters.includes(letter) ? value : 0);
    const options = bit('i', 1) + bit('x', 2) + bit('m', 4);
    this.push('regexp', '/', { parts, options, line });
    return true;
  }

  private parts(quotes: Quotes, cursor = this.cursor): readonly StringPart[] {
    return new QuotedText(this.source, cursor, quotes, at => {
      if (this.depth >= MAX_INTERPOLATION) this.source.fail(at.line, 'interpolations are nested too deeply');
      return new Lexer(this.source, at, this.depth + 1).interpolated();
    }).read();
  }

  private foreign(): never {
    const { line } = this.cursor;
    if (this.cursor.next === '`')
      this.source.fail(line, 'a text in backquotes starts a program, which a DDL cannot do here');
    const name = this.cursor.match(/[@$]+[A-Za-z_]?\w*/y)![0];
    return this.source.fail(line, `${quoted(name)} is a variable that a DDL cannot use here`);
  }
}
