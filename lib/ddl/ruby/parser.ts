// Parses tokens to a tree: statements, and what decides whether they run. Expressions are in expression_parser.ts.
import type { Block, BlockParameter, Node } from './ast';
import { ExpressionParser } from './expression_parser';
import { lexRuby } from './lexer';
import { quoted, type RubySource } from './ruby_source';

/** Words of Ruby that no DDL we read has. */
const FOREIGN = new Set(
  `alias begin BEGIN break case class def defined? END ensure for module next redo rescue retry return super undef
  until while yield __FILE__ __LINE__ __method__`.split(/\s+/),
);

/** The statements of a file. Throws DdlUnreadable. */
export function parseRuby(source: RubySource): readonly Node[] {
  return new Parser(source, lexRuby(source)).program();
}

class Parser extends ExpressionParser {
  program(): readonly Node[] {
    const nodes = this.statements([]);
    if (this.tokens.next.kind !== 'end') this.tokens.unexpected();
    return nodes;
  }

  /** Up to one of the keywords or closing operators, which stays. */
  override statements(ends: readonly string[]): readonly Node[] {
    const nodes: Node[] = [];
    for (;;) {
      this.tokens.skipSeparators();
      const { kind, text } = this.tokens.next;
      if (kind === 'end' || ((kind === 'keyword' || kind === 'op') && ends.includes(text))) return nodes;
      nodes.push(this.statement());
      this.endOfStatement(ends);
    }
  }

  private endOfStatement(ends: readonly string[]): void {
    const { kind, text, line } = this.tokens.next;
    if (kind === 'newline' || kind === 'end' || this.tokens.looksAtOp(';')) return;
    if ((kind === 'keyword' || kind === 'op') && ends.includes(text)) return;
    if (this.tokens.looksAtOp(',')) this.source.fail(line, 'several values stand where one must be');
    this.tokens.unexpected();
  }

  private statement(): Node {
    return this.nested(() => this.withModifiers(this.lowExpression()));
  }

  private withModifiers(statement: Node): Node {
    let node = statement;
    for (;;) {
      const { line } = this.tokens.next;
      const negated = this.tokens.looksAtKeyword('unless');
      if (!negated && !this.tokens.looksAtKeyword('if')) return node;
      this.tokens.take();
      const condition = this.lowExpression();
      node = conditional(condition, [node], [], negated, line);
    }
  }

  /** `not`, `and`, `or`: they bind less than anything. */
  private lowExpression(): Node {
    let left = this.notExpression();
    for (;;) {
      const { line, text, kind } = this.tokens.next;
      if (kind !== 'keyword' || (text !== 'and' && text !== 'or')) return left;
      this.tokens.take();
      this.tokens.skipNewlines();
      left = { type: text, left, right: this.notExpression(), line };
    }
  }

  private notExpression(): Node {
    const { line } = this.tokens.next;
    if (!this.tokens.accept('keyword', 'not')) return this.expression();
    return { type: 'not', operand: this.nested(() => this.notExpression()), line };
  }

  protected override keyword(): Node {
    const { text, line } = this.tokens.next;
    if (text === 'if' || text === 'unless') return this.conditional();
    if (FOREIGN.has(text))
      this.source.fail(line, `${quoted(text)} is a part of Ruby that a DDL cannot use here`);
    return this.tokens.unexpected();
  }

  // `if`, `unless` and `elsif` up to their `end`, which belongs to the first of them.
  private conditional(): Node {
    const { line, text } = this.tokens.take();
    const condition = this.outermost(() => this.lowExpression());
    this.tokens.accept('keyword', 'then');
    const body = this.outermost(() => this.statements(['elsif', 'else', 'end']));
    let otherwise: readonly Node[] = [];
    if (this.tokens.looksAtKeyword('elsif')) {
      otherwise = [this.nested(() => this.conditional())];
    } else {
      if (this.tokens.accept('keyword', 'else')) otherwise = this.outermost(() => this.statements(['end']));
      this.tokens.expect('keyword', 'end');
    }
    return conditional(condition, body, otherwise, text === 'unless', line);
  }

  /** From behind `do` or `{` to behind its end. */
  protected override block(end: 'end' | '}'): Block {
    return this.outermost(() => {
      const parameters = this.tokens.accept('op', '|') ? this.parameters('|') : [];
      return this.inScope(names(parameters), () => {
        const body = this.statements([end]);
        this.tokens.expect(end === 'end' ? 'keyword' : 'op', end);
        return { parameters, body };
      });
    });
  }

  private parameters(close: '|' | ')'): BlockParameter[] {
    const parameters: BlockParameter[] = [];
    do {
      if (this.tokens.accept('op', '(')) parameters.push(this.nested(() => this.parameters(')')));
      else if (this.tokens.next.kind === 'identifier') parameters.push(this.tokens.take().text);
      else this.tokens.unexpected('where the name of a parameter must be');
    } while (this.tokens.accept('op', ','));
    this.tokens.expect('op', close);
    return parameters;
  }
}

function conditional(
  condition: Node,
  body: readonly Node[],
  otherwise: readonly Node[],
  negated: boolean,
  line: number,
): Node {
  return negated
    ? { type: 'if', condition, body: otherwise, otherwise: body, line }
    : { type: 'if', condition, body, otherwise, line };
}

function names(parameters: readonly BlockParameter[]): string[] {
  return parameters.flatMap(parameter => (typeof parameter === 'string' ? [parameter] : names(parameter)));
}
