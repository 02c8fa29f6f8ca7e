// One call of a method of Ruby's while a DDL is read: what its arguments are, and how it complains.
import { RubyRegexp, type RubySymbol, sym } from '../../marshal/values';
import type { Budget } from './budget';
import type { RubySource } from './ruby_source';
import { quoted } from './ruby_source';
import { isNumber, kindOf, numberOf, textOf, type Value } from './value';

/** Runs the block of a call with its arguments. */
export type RunBlock = (...args: Value[]) => Value;

export class CallSite {
  constructor(
    readonly source: RubySource,
    readonly budget: Budget,
    /** Names beyond those every process shares, so that Symbols stay equal. */
    private readonly symbols: Map<string, RubySymbol>,
    readonly line: number,
    /** As messages name it: `act.sub`. */
    readonly name: string,
    readonly args: readonly Value[],
    readonly block: RunBlock | undefined,
  ) {}

  /** `problem` follows the name of the call. */
  fail(problem: string): never {
    return this.source.fail(this.line, `${quoted(this.name)} ${problem}`);
  }

  made(text: string): string {
    return this.budget.made(text, this.line);
  }

  symbol(name: string): RubySymbol {
    return sym(this.made(name), this.symbols);
  }

  /** Counts steps, one a value. */
  step(steps = 1): void {
    this.budget.step(this.line, steps);
  }

  takes(least: number, most = least): void {
    const { length } = this.args;
    if (length < least || length > most) this.fail(`gets ${length} arguments, which it does not take`);
  }

  text(i: number): string {
    const value = this.args[i];
    return typeof value === 'string' ? value : this.fail(`needs a String, not ${kindOf(value ?? null)}`);
  }

  number(i: number): number {
    const value = this.args[i];
    return value !== undefined && isNumber(value)
      ? numberOf(value)
      : this.fail(`needs a number, not ${kindOf(value ?? null)}`);
  }

  integer(i: number): number {
    const value = this.args[i];
    return typeof value === 'number' ? value : this.fail(`needs an Integer, not ${kindOf(value ?? null)}`);
  }

  pattern(i: number): string | RubyRegexp {
    const value = this.args[i];
    if (typeof value === 'string' || value instanceof RubyRegexp) return value;
    return this.fail(`needs a String or a Regexp, not ${kindOf(value ?? null)}`);
  }

  runBlock(...args: Value[]): Value {
    this.step();
    return this.block ? this.block(...args) : this.fail('needs a block');
  }

  /** As a text shows it. */
  shown(value: Value): string {
    return textOf(value) ?? this.fail(`cannot show ${kindOf(value)} in a text`);
  }
}

/** What a method of a kind of values does. */
export type Method<Self extends Value> = (self: Self, site: CallSite) => Value;
