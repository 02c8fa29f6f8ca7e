// Walks the tree of a DDL and tells its words (`metadata`, `action` …) to a builder. Nothing of Ruby is run: what the
// tree may do is what stands here and in the tables of methods.
import { RubyRegexp, type RubySymbol, sym } from '../../marshal/values';
import { didYouMean } from '../../util/did_you_mean';
import { type Block, type BlockParameter, type CallNode, type HashNode, type Node, nameOf } from './ast';
import { Budget } from './budget';
import { CallSite } from './call_site';
import { callMethod } from './methods';
import { quoted, type RubySource } from './ruby_source';
import { type Hash, isKey, isTrue, kindOf, RubyClass, textOf, type Value } from './value';

/** A word of the DDL with what follows it. */
export interface WordCall {
  readonly name: string;
  readonly args: readonly Value[];
  /** Runs what stands between its `do` and `end`. */
  readonly block: (() => void) | undefined;
  readonly line: number;
}

/** What DDLs are written to. */
export interface DdlWords {
  /** Those that may stand somewhere in this DDL, for `respond_to?` and for advice. */
  readonly words: readonly string[];
  /** Undefined: it is no word. */
  call(word: WordCall): Value | undefined;
}

// The classes that can be named as a type; Fixnum is what Ruby before 2.4 called small Integers.
const CLASSES = new Set(['String', 'Integer', 'Fixnum', 'Float', 'Numeric', 'Array', 'Hash', 'Symbol']);

class Scope {
  private readonly variables = new Map<string, Value>();

  constructor(private readonly outer?: Scope) {}

  get(name: string): Value | undefined {
    const value = this.variables.get(name);
    return value === undefined ? this.outer?.get(name) : value;
  }

  /** As Ruby: a variable of a block around it is changed, not covered. */
  assign(name: string, value: Value): void {
    const owner = this.owner(name) ?? this;
    owner.variables.set(name, value);
  }

  declare(name: string, value: Value): void {
    this.variables.set(name, value);
  }

  private owner(name: string): Scope | undefined {
    return this.variables.has(name) ? this : this.outer?.owner(name);
  }
}

export class Interpreter {
  private readonly budget: Budget;
  private readonly symbols = new Map<string, RubySymbol>();

  constructor(
    private readonly source: RubySource,
    private readonly words: DdlWords,
  ) {
    this.budget = new Budget(source);
  }

  run(program: readonly Node[]): void {
    this.body(program, new Scope());
  }

  private body(nodes: readonly Node[], scope: Scope): Value {
    let value: Value = null;
    for (const node of nodes) value = this.evaluate(node, scope);
    return value;
  }

  private evaluate(node: Node, scope: Scope): Value {
    this.budget.step(node.line);
    return this.budget.deeper(node.line, () => this.valueOf(node, scope));
  }

  private valueOf(node: Node, scope: Scope): Value {
    switch (node.type) {
      case 'value':
        return node.value;
      case 'text':
        return this.text(node, scope);
      case 'symbol':
        return sym(this.text(node, scope), this.symbols);
      case 'regexp':
        return new RubyRegexp(this.text(node, scope), node.options);
      case 'array':
        return node.items.map(item => this.evaluate(item, scope));
      case 'hash':
        return this.hash(node, scope);
      case 'variable':
        return scope.get(node.name) ?? null;
      case 'constant':
        return this.constant(node, scope);
      case 'assign': {
        const value = this.evaluate(node.value, scope);
        scope.assign(node.name, value);
        return value;
      }
      case 'call':
        return this.call(node, scope);
      case 'if':
        return this.body(isTrue(this.evaluate(node.condition, scope)) ? node.body : node.otherwise, scope);
      case 'and':
      case 'or': {
        const left = this.evaluate(node.left, scope);
        return isTrue(left) === (node.type === 'and') ? this.evaluate(node.right, scope) : left;
      }
      case 'not':
        return !isTrue(this.evaluate(node.operand, scope));
      case 'group':
        return this.body(node.body, scope);
    }
  }

  private text({ parts, line }: { parts: readonly (string | Node)[]; line: number }, scope: Scope): string {
    const texts = parts.map(part =>
      this.budget.made(typeof part === 'string' ? part : this.shown(part, scope), line),
    );
    return texts.join('');
  }

  private shown(node: Node, scope: Scope): string {
    const value = this.evaluate(node, scope);
    const text = textOf(value);
    return text ?? this.source.fail(node.line, `\`#{}\` cannot show ${kindOf(value)} in a text`);
  }

  private hash({ pairs }: HashNode, scope: Scope): Hash {
    const hash: Hash = new Map();
    for (const [keyNode, valueNode] of pairs) {
      const key = this.evaluate(keyNode, scope);
      if (!isKey(key)) this.source.fail(keyNode.line, `${kindOf(key)} is the key of a Hash`);
      hash.set(key, this.evaluate(valueNode, scope));
    }
    return hash;
  }

  private constant({ name, line }: { name: string; line: number }, scope: Scope): Value {
    const assigned = scope.get(name);
    if (assigned !== undefined) return assigned;
    if (CLASSES.has(name)) return new RubyClass(name);
    return this.source.fail(line, `${quoted(name)} is a constant that a DDL cannot use here`);
  }

  private call(node: CallNode, scope: Scope): Value {
    return node.receiver ? this.method(node, node.receiver, scope) : this.word(node, scope);
  }

  private method(node: CallNode, receiver: Node, scope: Scope): Value {
    const { name, line } = node;
    const isForeign = receiver.type === 'constant' && scope.get(receiver.name) === undefined;
    // `File.read`, told as a whole.
    if (isForeign)
      this.source.fail(line, `${quoted(nameOf(node))} calls a method that a DDL cannot use here`);
    const self = this.evaluate(receiver, scope);
    const args = node.args.map(arg => this.evaluate(arg, scope));
    const block = node.block && this.runner(node.block, scope);
    return callMethod(
      self,
      name,
      new CallSite(this.source, this.budget, this.symbols, line, nameOf(node), args, block),
    );
  }

  private word({ name, args: nodes, block, line }: CallNode, scope: Scope): Value {
    const args = nodes.map(arg => this.evaluate(arg, scope));
    if (name === 'respond_to?') return this.words.words.includes(textOf(args[0] ?? null) ?? '');
    const run = block && this.runner(block, scope);
    const value = this.words.call({ name, args, block: run && (() => void run()), line });
    return value === undefined ? this.unknown(name, line) : value;
  }

  private unknown(name: string, line: number): never {
    const nearest = didYouMean(name, this.words.words);
    return this.source.fail(
      line,
      `${quoted(name)} is no word of a DDL`,
      nearest === undefined ? undefined : `did you mean "${nearest}"?`,
    );
  }

  private runner(block: Block, scope: Scope): (...args: Value[]) => Value {
    return (...args) => {
      const inner = new Scope(scope);
      // One Array for several parameters is taken apart.
      const spread =
        args.length === 1 && block.parameters.length > 1 && Array.isArray(args[0]) ? args[0] : args;
      bind(block.parameters, spread, inner);
      return this.body(block.body, inner);
    };
  }
}

function bind(parameters: readonly BlockParameter[], values: readonly Value[], scope: Scope): void {
  parameters.forEach((parameter, i) => {
    const value = values[i] ?? null;
    if (typeof parameter === 'string') scope.declare(parameter, value);
    else bind(parameter, Array.isArray(value) ? value : [value], scope);
  });
}
