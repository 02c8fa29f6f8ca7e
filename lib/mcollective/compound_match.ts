// Evaluates a compound filter (`-S`) on the node: terms become true or false, then `not` binds before `and` before `or`
// (MCollective 2.12, SecurityProvider#validate_filter?).
import type { RubyValue } from '../marshal/values';
import { matchesData } from './compound_data';
import { CompoundRefused } from './compound_refused';
import { matchesStatement } from './compound_statement';
import type { FilterContext } from './filter_terms';
import { textOf } from './wire_fields';

const MAX_TOKENS = 1000;

type Token = 'and' | 'or' | 'not' | '(' | ')' | boolean;

/** Throws CompoundRefused, RegexRefused and FactTestRefused. */
export function matchesCompound(stack: RubyValue, context: FilterContext): boolean {
  return new Expression(tokens(stack, context)).value();
}

// All terms are evaluated before they are combined, as in Ruby: one function nobody knows makes the whole filter
// false, even behind a `not`.
function tokens(stack: RubyValue, context: FilterContext): Token[] {
  if (!Array.isArray(stack)) throw new CompoundRefused('it is not an Array');
  if (stack.length > MAX_TOKENS) throw new CompoundRefused(`it has more than ${MAX_TOKENS} terms`);
  return stack.map(entry => {
    const [pair] = entry instanceof Map && entry.size === 1 ? entry : [];
    if (!pair) throw new CompoundRefused('a term is not a Hash of one entry');
    return token(textOf(pair[0]), pair[1], context);
  });
}

function token(kind: string | undefined, value: RubyValue, context: FilterContext): Token {
  switch (kind) {
    case 'and':
    case 'or':
    case 'not':
    case '(':
    case ')':
      return kind;
    case 'statement':
      return statement(value, context);
    case 'fstatement':
      return matchesData(value, context);
    default:
      throw new CompoundRefused('a term is of unknown kind');
  }
}

function statement(value: RubyValue, context: FilterContext): boolean {
  const text = textOf(value);
  if (text === undefined) throw new CompoundRefused('a statement is not a String');
  return matchesStatement(text, context);
}

class Expression {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  value(): boolean {
    const value = this.or();
    if (this.at < this.tokens.length)
      throw new CompoundRefused('two terms stand side by side, or a parenthesis is left');
    return value;
  }

  private or(): boolean {
    let value = this.and();
    while (this.take('or')) value = this.and() || value;
    return value;
  }

  private and(): boolean {
    let value = this.term();
    while (this.take('and')) value = this.term() && value;
    return value;
  }

  private term(): boolean {
    let negated = false;
    while (this.take('not')) negated = !negated;
    return this.operand() !== negated;
  }

  // As deep as there are tokens at most.
  private operand(): boolean {
    if (this.take('(')) {
      const value = this.or();
      if (!this.take(')')) throw new CompoundRefused('a parenthesis is not closed');
      return value;
    }
    const value = this.tokens[this.at++];
    if (typeof value !== 'boolean') throw new CompoundRefused('a term is missing');
    return value;
  }

  private take(wanted: Token): boolean {
    if (this.tokens[this.at] !== wanted) return false;
    this.at++;
    return true;
  }
}
