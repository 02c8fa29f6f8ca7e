// How much reading one DDL may cost. A loop in a file must not be able to keep us busy or fill our memory.
import type { RubySource } from './ruby_source';

const MAX_STEPS = 100_000;
const MAX_CHARACTERS = 4 * 1024 * 1024;
/** Evaluations within evaluations; each costs stack. */
const MAX_DEPTH = 300;

export class Budget {
  private steps = MAX_STEPS;
  private characters = MAX_CHARACTERS;
  private depth = 0;

  constructor(private readonly source: RubySource) {}

  /** Counts one step, or as many as something takes. */
  step(line: number, steps = 1): void {
    this.steps -= steps;
    if (this.steps < 0)
      this.source.fail(line, 'reading it takes too many steps', 'write it without long loops');
  }

  /** Counts a text that was made, and returns it. */
  made(text: string, line: number): string {
    this.characters -= text.length;
    if (this.characters < 0) this.source.fail(line, 'its texts grow too large');
    return text;
  }

  deeper<Result>(line: number, evaluate: () => Result): Result {
    if (++this.depth > MAX_DEPTH) this.source.fail(line, 'it is nested too deeply');
    const result = evaluate();
    this.depth--;
    return result;
  }
}
