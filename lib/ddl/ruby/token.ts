// The pieces Ruby text falls into. Strings keep what is interpolated into them as tokens of their own.
import type { RubyFloat } from '../../marshal/values';

export type TokenKind =
  | 'identifier'
  | 'constant'
  | 'keyword'
  /** `name:` before a value of a hash. */
  | 'label'
  | 'number'
  | 'string'
  | 'symbol'
  | 'regexp'
  /** `%w[a b]` and `%i[a b]`. */
  | 'words'
  | 'op'
  | 'newline'
  | 'end';

/** Text, or the tokens between `#{` and `}`. */
export type StringPart = string | readonly Token[];

export interface Token {
  readonly kind: TokenKind;
  /** As written; of labels without the colon, of literals a part to quote. */
  readonly text: string;
  /** Counts from 1. */
  readonly line: number;
  /** White space stands before it. */
  readonly spaced: boolean;
  /** Of strings, symbols and regexps. Those of a heredoc come later, with its body. */
  parts?: readonly StringPart[];
  readonly value?: number | RubyFloat;
  /** Of words; `symbols`: they are Symbols. */
  readonly words?: readonly string[];
  readonly symbols?: boolean;
  /** Of regexps, Ruby's bit set. */
  readonly options?: number;
}

/** An opening operator, keyword or the like: a value must follow, so `/` begins a regexp. */
export function valueMustFollow(token: Token | undefined): boolean {
  if (!token || token.kind === 'newline' || token.kind === 'label') return true;
  if (token.kind === 'op') return ![')', ']', '}'].includes(token.text);
  return token.kind === 'keyword' && !['end', 'true', 'false', 'nil', 'self'].includes(token.text);
}
