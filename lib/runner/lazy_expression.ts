// Sentences whose pattern is made when it is needed. V8 compiles a regex at its first use, and there are some 200 with
// the long pattern of `{claim}`: a cold check of one sentence spent more than half of its time on patterns it did not need.
import { CucumberExpression } from '../../support/cucumber';

type Registry = ConstructorParameters<typeof CucumberExpression>[1];
type Arguments = ReturnType<CucumberExpression['match']>;

/**
 * A Cucumber expression in place of the package's own. A text without its fixed words is refused without a pattern:
 * `{claim} have Puppet {puppet_state}` can only match where " have Puppet " is. What is wrong with an expression is
 * thrown when its pattern is made, so this is for expressions that tests have made once.
 */
export class LazyExpression {
  readonly #words: readonly string[];
  #whole: CucumberExpression | undefined;

  constructor(
    /** As in the step definition. */
    readonly source: string,
    private readonly registry: Registry,
  ) {
    this.#words = fixedWords(source);
  }

  match(text: string): Arguments {
    return haveInOrder(text, this.#words) ? this.whole.match(text) : null;
  }

  get regexp(): RegExp {
    return this.whole.regexp;
  }

  /** The parameter types of its `{…}`, in their order. */
  get parameterTypes(): readonly { readonly regexpStrings: readonly string[] }[] {
    return (this.whole as unknown as { parameterTypes: LazyExpression['parameterTypes'] }).parameterTypes;
  }

  /** The expression with its pattern. */
  get whole(): CucumberExpression {
    this.#whole ??= new CucumberExpression(this.source, this.registry);
    return this.#whole;
  }
}

// A parameter; alternatives, with what is optional in them; what else is optional.
const LOOSE = /\{[^}]*\}|(?:\([^)]*\)|[^\s({/])*\/(?:\([^)]*\)|[^\s({])*|\([^)]*\)/;

/** The texts that every sentence of an expression has, in their order; of one with escapes none is known. */
export function fixedWords(source: string): readonly string[] {
  return source.includes('\\') ? [] : source.split(LOOSE).filter(piece => piece !== '');
}

function haveInOrder(text: string, words: readonly string[]): boolean {
  let from = 0;
  for (const word of words) {
    const at = text.indexOf(word, from);
    if (at < 0) return false;
    from = at + word.length;
  }
  return true;
}
