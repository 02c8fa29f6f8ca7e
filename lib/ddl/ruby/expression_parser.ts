// Parses expressions: operators by precedence, calls with and without parentheses, literals.
import type { Block, CallNode, HashNode, Node } from './ast';
import { quoted, type RubySource } from './ruby_source';
import type { StringPart, Token } from './token';
import { TokenStream } from './token_stream';

/** Deeper nesting is no DDL; each level costs stack. */
const MAX_DEPTH = 60;

const PRECEDENCE: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '<=>': 3,
  '==': 3,
  '===': 3,
  '!=': 3,
  '=~': 3,
  '!~': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '|': 5,
  '&': 6,
  '<<': 7,
  '+': 8,
  '-': 8,
  '*': 9,
  '/': 9,
  '%': 9,
  '**': 11,
};
const UNARY_MINUS = 10;
const OPERATOR_ASSIGNMENTS: Readonly<Record<string, string>> = { '+=': '+', '-=': '-', '*=': '*' };

const ARGUMENT_KINDS = new Set([
  'identifier',
  'constant',
  'label',
  'number',
  'string',
  'symbol',
  'regexp',
  'words',
]);

export abstract class ExpressionParser {
  protected tokens: TokenStream;
  private depth = 0;
  // Inside the arguments of a call without parentheses a `do` belongs to that call.
  private doBelongsOutside = false;
  // Variables known in each block, the outermost first.
  private readonly locals: Set<string>[] = [new Set()];

  constructor(
    protected readonly source: RubySource,
    tokens: readonly Token[],
  ) {
    this.tokens = new TokenStream(source, tokens);
  }

  abstract statements(ends: readonly string[]): readonly Node[];
  protected abstract keyword(): Node;
  protected abstract block(end: 'end' | '}'): Block;

  /** Assignments and all that binds tighter; what `and` and `or` stand between. */
  protected expression(): Node {
    return this.nested(() => this.assignment());
  }

  private assignment(): Node {
    const { next, second } = this.tokens;
    const isName = next.kind === 'identifier' || next.kind === 'constant';
    if (!isName || second.kind !== 'op') return this.ternary();
    const operator = OPERATOR_ASSIGNMENTS[second.text];
    if (second.text !== '=' && operator === undefined) return this.ternary();
    this.tokens.take();
    this.tokens.take();
    this.tokens.skipNewlines();
    const { text: name, line } = next;
    const right = this.expression();
    this.locals.at(-1)!.add(name);
    if (operator === undefined) return { type: 'assign', name, value: right, line };
    const receiver: Node = { type: next.kind === 'constant' ? 'constant' : 'variable', name, line };
    return { type: 'assign', name, value: call(receiver, operator, [right], line), line };
  }

  private ternary(): Node {
    const condition = this.binary(1);
    const { line } = this.tokens.next;
    if (!this.tokens.accept('op', '?')) return condition;
    this.tokens.skipNewlines();
    const body = [this.expression()];
    this.tokens.skipNewlines();
    // `a ? b :c` is cut as a Symbol in Ruby, too.
    this.tokens.expect('op', ':');
    this.tokens.skipNewlines();
    return { type: 'if', condition, body, otherwise: [this.expression()], line };
  }

  private binary(least: number): Node {
    let left = this.unary();
    for (;;) {
      const { kind, text, line } = this.tokens.next;
      const precedence = kind === 'op' ? PRECEDENCE[text] : undefined;
      if (kind === 'op' && (text === '..' || text === '...'))
        this.source.fail(line, `the range ${quoted(text)} is a part of Ruby that a DDL cannot use here`);
      if (precedence === undefined || precedence < least) return left;
      this.tokens.take();
      this.tokens.skipNewlines();
      const right = this.nested(() => this.binary(text === '**' ? precedence : precedence + 1));
      left = operation(text, left, right, line);
    }
  }

  private unary(): Node {
    const { line } = this.tokens.next;
    if (this.tokens.accept('op', '!')) {
      return { type: 'not', operand: this.nested(() => this.unary()), line };
    }
    if (this.tokens.accept('op', '-')) {
      const operand = this.nested(() => this.binary(UNARY_MINUS + 1));
      return call(operand, '-@', [], line);
    }
    return this.postfix(this.primary());
  }

  // `.name`, `[index]` and blocks behind a value.
  private postfix(primary: Node): Node {
    let node = primary;
    for (let links = 0; ; links++) {
      const { line } = this.tokens.next;
      if (links > MAX_DEPTH) this.source.fail(line, 'a chain of calls is too long');
      if (this.tokens.acceptAfterNewlines('.')) node = this.method(node);
      else if (this.tokens.looksAtOp('::'))
        this.source.fail(line, `${quoted('::')} leads to Ruby code a DDL cannot use here`);
      else if (this.tokens.looksAtOp('[') && !this.tokens.next.spaced) node = this.index(node);
      else return node;
    }
  }

  private method(receiver: Node): Node {
    this.tokens.skipNewlines();
    const { kind, text, line } = this.tokens.next;
    if (!['identifier', 'constant', 'keyword', 'label'].includes(kind))
      this.tokens.unexpected('where the name of a method must be');
    this.tokens.take();
    return this.call(receiver, text, line);
  }

  private index(receiver: Node): Node {
    const { line } = this.tokens.take();
    const args = this.outermost(() => this.list(']'));
    return call(receiver, '[]', args, line);
  }

  // Behind the name of a call: its arguments and its block.
  private call(receiver: Node | undefined, name: string, line: number): Node {
    const args = this.callArguments();
    return { ...call(receiver, name, args, line), ...this.callBlock() };
  }

  private callArguments(): readonly Node[] {
    const { next } = this.tokens;
    if (this.tokens.looksAtOp('(') && !next.spaced) {
      this.tokens.take();
      return this.outermost(() => this.list(')'));
    }
    if (!this.argumentMayFollow()) return [];
    const outside = this.doBelongsOutside;
    this.doBelongsOutside = true;
    const args = this.listItems(undefined);
    this.doBelongsOutside = outside;
    return args;
  }

  // Without parentheses: `action "x"`, `capabilities [...]`, `f -1`, but `a - 1` and `a [...]` of a variable not.
  private argumentMayFollow(): boolean {
    const { next, second } = this.tokens;
    if (!next.spaced) return next.kind === 'string' || next.kind === 'symbol';
    if (ARGUMENT_KINDS.has(next.kind)) return true;
    if (next.kind === 'keyword')
      return ['true', 'false', 'nil', 'self', 'not', 'defined?'].includes(next.text);
    if (next.kind !== 'op') return false;
    if (next.text === '[' || next.text === '(' || next.text === '!' || next.text === '->') return true;
    return ['-', '*', '**', '&', '::'].includes(next.text) && !second.spaced;
  }

  private callBlock(): { block?: Block } {
    if (this.tokens.accept('op', '{')) return { block: this.block('}') };
    if (!this.doBelongsOutside && this.tokens.accept('keyword', 'do')) return { block: this.block('end') };
    return {};
  }

  /** The items up to a closing operator, which is passed. Newlines do not count. */
  private list(close: string): readonly Node[] {
    const items = this.listItems(close);
    this.tokens.skipNewlines();
    this.tokens.expect('op', close);
    return items;
  }

  // Pairs among them become one Hash at the end.
  private listItems(close: string | undefined): readonly Node[] {
    const items: Node[] = [];
    const pairs: [Node, Node][] = [];
    const { line } = this.tokens.next;
    for (;;) {
      if (close !== undefined) this.tokens.skipNewlines();
      if (close !== undefined && this.tokens.looksAtOp(close)) break;
      this.listItem(items, pairs);
      if (close !== undefined) this.tokens.skipNewlines();
      if (!this.tokens.accept('op', ',')) break;
      this.tokens.skipNewlines();
    }
    if (pairs.length > 0) items.push({ type: 'hash', pairs, line });
    return items;
  }

  private listItem(items: Node[], pairs: [Node, Node][]): void {
    const { kind, text, line } = this.tokens.next;
    if (kind === 'op' && ['*', '**', '&', '->'].includes(text))
      this.source.fail(
        line,
        `${quoted(text)} before an argument is a part of Ruby that a DDL cannot use here`,
      );
    if (kind === 'label') {
      this.tokens.take();
      this.tokens.skipNewlines();
      pairs.push([{ type: 'symbol', parts: [text], line }, this.expression()]);
      return;
    }
    const item = this.expression();
    if (this.tokens.accept('op', '=>')) {
      this.tokens.skipNewlines();
      pairs.push([item, this.expression()]);
    } else if (pairs.length > 0)
      this.source.fail(line, 'a value without a key stands among keys with values');
    else items.push(item);
  }

  private primary(): Node {
    const { next } = this.tokens;
    const { kind, text, line } = next;
    switch (kind) {
      case 'number':
        this.tokens.take();
        return { type: 'value', value: next.value!, line };
      case 'string':
        return this.strings();
      case 'symbol':
        this.tokens.take();
        return { type: 'symbol', parts: this.parts(next), line };
      case 'regexp':
        this.tokens.take();
        return { type: 'regexp', parts: this.parts(next), options: next.options!, line };
      case 'words':
        return this.words();
      case 'identifier':
      case 'constant':
        return this.name();
      case 'keyword':
        return this.keywordValue();
      default:
        if (kind === 'op' && text === '[') return this.array();
        if (kind === 'op' && text === '{') return this.hash();
        if (kind === 'op' && text === '(') return this.group();
        if (kind === 'op' && text === '->')
          this.source.fail(line, 'a lambda is a part of Ruby that a DDL cannot use here');
        return this.tokens.unexpected();
    }
  }

  private keywordValue(): Node {
    const { text, line } = this.tokens.next;
    const value = { nil: null, true: true, false: false }[text];
    if (value === undefined) return this.keyword();
    this.tokens.take();
    return { type: 'value', value, line };
  }

  // A variable that is known, else a call.
  private name(): Node {
    const { kind, text: name, line } = this.tokens.take();
    const takesParentheses = this.tokens.looksAtOp('(') && !this.tokens.next.spaced;
    if (takesParentheses) return this.call(undefined, name, line);
    if (kind === 'constant') return { type: 'constant', name, line };
    if (this.locals.some(scope => scope.has(name))) return { type: 'variable', name, line };
    return this.call(undefined, name, line);
  }

  // Strings that stand side by side are one.
  private strings(): Node {
    const { line } = this.tokens.next;
    const parts: (string | Node)[] = [];
    while (this.tokens.next.kind === 'string') parts.push(...this.parts(this.tokens.take()));
    return { type: 'text', parts, line };
  }

  private words(): Node {
    const { words, symbols, line } = this.tokens.take();
    const items = words!.map((word): Node => ({ type: symbols ? 'symbol' : 'text', parts: [word], line }));
    return { type: 'array', items, line };
  }

  private array(): Node {
    const { line } = this.tokens.take();
    return { type: 'array', items: this.outermost(() => this.list(']')), line };
  }

  private hash(): Node {
    const { line } = this.tokens.take();
    const [first, ...more] = this.outermost(() => this.list('}'));
    if (first === undefined) return { type: 'hash', pairs: [], line };
    if (more.length > 0 || first.type !== 'hash')
      this.source.fail(line, 'a Hash holds a value without a key');
    return { ...(first as HashNode), line };
  }

  private group(): Node {
    const { line } = this.tokens.take();
    const body = this.outermost(() => this.statements([')']));
    this.tokens.expect('op', ')');
    return { type: 'group', body, line };
  }

  private parts({ parts }: Token): readonly (string | Node)[] {
    return (parts ?? []).map(part => (typeof part === 'string' ? part : this.interpolated(part)));
  }

  private interpolated(part: Exclude<StringPart, string>): Node {
    const outer = this.tokens;
    this.tokens = new TokenStream(this.source, part);
    const { line } = this.tokens.next;
    const body = this.nested(() => this.outermost(() => this.statements([])));
    this.tokens = outer;
    return { type: 'group', body, line };
  }

  /** Runs `parse` where a `do` belongs to the calls within. */
  protected outermost<Result>(parse: () => Result): Result {
    const outside = this.doBelongsOutside;
    this.doBelongsOutside = false;
    const result = parse();
    this.doBelongsOutside = outside;
    return result;
  }

  protected nested<Result>(parse: () => Result): Result {
    if (++this.depth > MAX_DEPTH) this.source.fail(this.tokens.next.line, 'it is nested too deeply');
    const result = parse();
    this.depth--;
    return result;
  }

  protected inScope<Result>(names: readonly string[], parse: () => Result): Result {
    this.locals.push(new Set(names));
    const result = parse();
    this.locals.pop();
    return result;
  }
}

function call(receiver: Node | undefined, name: string, args: readonly Node[], line: number): CallNode {
  return { type: 'call', receiver, name, args, line };
}

function operation(operator: string, left: Node, right: Node, line: number): Node {
  if (operator === '&&') return { type: 'and', left, right, line };
  if (operator === '||') return { type: 'or', left, right, line };
  const negated = { '!=': '==', '!~': '=~' }[operator];
  if (negated === undefined) return call(left, operator, [right], line);
  return { type: 'not', operand: call(left, negated, [right], line), line };
}
