// Evaluates a condition of a policy rule from left to right, `not` before the rest, as MCollective's policies are
// (`and` and `or` weigh the same there).
//
// A term nobody can answer is neither true nor false, and so may be the whole: `not nosuch().x=1` must not allow
// anything. MCollective takes such a term for false.
import type { RubyValue } from '../../marshal/values';
import { matchesData } from '../../mcollective/compound_data';
import { CompoundRefused } from '../../mcollective/compound_refused';
import type { FilterContext } from '../../mcollective/filter_terms';
import { textOf } from '../../mcollective/wire_fields';
import { RegexRefused } from '../../regex/regex_refused';

/** `undefined`: it cannot be told. */
export type Truth = boolean | undefined;

export interface Terms {
  readonly context: FilterContext;
  /** A class or a fact test; undefined when it cannot be told. Throws CompoundRefused and RegexRefused. */
  statement(text: string): Truth;
  /** Told why a term cannot be answered. */
  report(sentence: string): void;
  /** What such a term is taken for. */
  readonly unanswered: Truth;
}

export function evaluateCondition(stack: readonly RubyValue[], terms: Terms): Truth {
  return new Expression(stack, terms).value();
}

class Expression {
  private at = 0;

  constructor(
    private readonly stack: readonly RubyValue[],
    private readonly terms: Terms,
  ) {}

  value(): Truth {
    let value = this.operand();
    for (let kind = this.kind(); kind === 'and' || kind === 'or'; kind = this.kind()) {
      this.at++;
      const next = this.operand();
      value = kind === 'and' ? both(value, next) : either(value, next);
    }
    return value;
  }

  private operand(): Truth {
    const [kind, value] = this.entry();
    this.at++;
    if (kind === 'not') return inverse(this.operand());
    if (kind !== '(') return this.term(kind, value);
    const inner = this.value();
    this.at++;
    return inner;
  }

  // The parser has seen to it that terms, operators and parentheses stand where they must.
  private term(kind: string | undefined, value: RubyValue): Truth {
    const { context, statement, report, unanswered } = this.terms;
    try {
      return kind === 'fstatement' ? matchesData(value, context) : statement(textOf(value) ?? '');
    } catch (error) {
      if (!(error instanceof CompoundRefused || error instanceof RegexRefused)) throw error;
      report(error.sentence);
      return unanswered;
    }
  }

  private kind(): string | undefined {
    return this.entry()[0];
  }

  private entry(): readonly [string | undefined, RubyValue] {
    const entry = this.stack[this.at];
    const [pair] = entry instanceof Map ? entry : [];
    return pair ? [textOf(pair[0]), pair[1]] : [undefined, null];
  }
}

const inverse = (value: Truth): Truth => (value === undefined ? undefined : !value);

function both(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === undefined || b === undefined ? undefined : true;
}

function either(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === undefined || b === undefined ? undefined : false;
}
