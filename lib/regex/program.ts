// Runs a regex tree as a set of states side by side (Thompson), so that time is linear in the text: no pattern
// from the network can make a node backtrack for ever.
import { type CharSet, WORD } from './char_set';
import { RegexRefused } from './regex_refused';
import { type Assertion, parseRegex, type RegexNode } from './syntax';

type Instruction =
  | { readonly op: 'set'; readonly set: CharSet; readonly steps: number }
  | { readonly op: 'assertion'; readonly assertion: Assertion }
  /** Goes on at `next` and at `other`. */
  | { readonly op: 'split'; readonly next: number; other: number }
  | { readonly op: 'jump'; readonly next: number }
  | { readonly op: 'match' };

const MAX_PATTERN_LENGTH = 1000;
const MAX_INSTRUCTIONS = 5000;
/** Comparisons of a character that take as long as the rest of a step. */
const COMPARISONS_PER_STEP = 4;
const NEWLINE = 0x0a;

/** Steps the regexes of one request may take together; about 50 ns each. */
export class StepBudget {
  constructor(private left = 500_000) {}

  /** False once it is used up. */
  spend(steps: number): boolean {
    this.left -= steps;
    return this.left >= 0;
  }
}

/** A Ruby regexp of the regular subset. */
export class RubyRegex {
  private constructor(
    readonly source: string,
    private readonly program: readonly Instruction[],
  ) {}

  /**
   * `options` is Ruby's bit set: 1 ignore case, 2 extended, 4 multi-line. With ends 'text', `^` and `$` are the ends of
   * the text, and not of each of its lines as in Ruby. Throws RegexRefused.
   */
  static compile(source: string, options = 0, ends: 'line' | 'text' = 'line'): RubyRegex {
    if (source.length > MAX_PATTERN_LENGTH) throw new RegexRefused(source, 'it is too long');
    return new RubyRegex(source, new Compiler(source, ends).compile(parseRegex(source, options)));
  }

  /** Steps of memory and work this regex is large. */
  get size(): number {
    return this.program.length;
  }

  /** Throws RegexRefused when the budget has less left. */
  charge(budget: StepBudget, steps: number): void {
    if (!budget.spend(steps)) throw new RegexRefused(this.source, 'it took too long');
  }

  /** True when some part of `text` matches. Throws RegexRefused when the budget ends first. */
  test(text: string, budget: StepBudget = new StepBudget()): boolean {
    const characters = Array.from(text, character => character.codePointAt(0)!);
    let states = new StateSet(this.program.length);
    let nextStates = new StateSet(this.program.length);
    for (let at = 0; at <= characters.length; at++) {
      if (this.follow(states, 0, characters, at)) return true;
      let steps = states.size + 1;
      for (let i = 0; i < states.size; i++) {
        const index = states.at(i);
        const instruction = this.program[index]!;
        if (instruction.op === 'set') steps += instruction.steps;
        if (instruction.op !== 'set' || at === characters.length || !instruction.set(characters[at]!))
          continue;
        if (this.follow(nextStates, index + 1, characters, at + 1)) return true;
      }
      this.charge(budget, steps);
      [states, nextStates] = [nextStates, states];
      nextStates.clear();
    }
    return false;
  }

  // Adds the state and all that follow from it without taking a character; true when that reaches the end.
  private follow(states: StateSet, start: number, characters: readonly number[], at: number): boolean {
    const open = [start];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (!states.add(index)) continue;
      const instruction = this.program[index]!;
      if (instruction.op === 'match') return true;
      if (instruction.op === 'jump') open.push(instruction.next);
      else if (instruction.op === 'split') open.push(instruction.other, instruction.next);
      else if (instruction.op === 'assertion' && holds(instruction.assertion, characters, at))
        open.push(index + 1);
    }
    return false;
  }
}

// Instruction indices in order of arrival, with constant time for everything.
class StateSet {
  size = 0;
  private readonly members: Uint16Array;
  private readonly places: Uint16Array;

  constructor(capacity: number) {
    this.members = new Uint16Array(capacity);
    this.places = new Uint16Array(capacity);
  }

  at(i: number): number {
    return this.members[i]!;
  }

  /** False when it was there already. */
  add(state: number): boolean {
    const place = this.places[state]!;
    if (place < this.size && this.members[place] === state) return false;
    this.places[state] = this.size;
    this.members[this.size++] = state;
    return true;
  }

  clear(): void {
    this.size = 0;
  }
}

/** Whether an anchor matches before the character `at`. */
export function holds(assertion: Assertion, characters: readonly number[], at: number): boolean {
  const end = characters.length;
  switch (assertion) {
    case 'start':
      return at === 0;
    case 'end':
      return at === end;
    case 'end or newline':
      return at === end || (at === end - 1 && characters[at] === NEWLINE);
    case 'line start':
      // Not after the newline that ends the text.
      return at === 0 || (characters[at - 1] === NEWLINE && at < end);
    case 'line end':
      return at === end || characters[at] === NEWLINE;
    case 'word edge':
      return isWordEdge(characters, at);
    case 'no word edge':
      return !isWordEdge(characters, at);
  }
}

function isWordEdge(characters: readonly number[], at: number): boolean {
  const isWord = (index: number): boolean =>
    index >= 0 && index < characters.length && WORD(characters[index]!);
  return isWord(at - 1) !== isWord(at);
}

// What a look into it takes beyond the step that every state costs.
const stepsOf = ({ cost }: CharSet): number => Math.floor(cost / COMPARISONS_PER_STEP);

class Compiler {
  private readonly program: Instruction[] = [];
  private visits = 0;

  constructor(
    private readonly source: string,
    private readonly ends: 'line' | 'text',
  ) {}

  compile(node: RegexNode): readonly Instruction[] {
    this.emit(node);
    this.push({ op: 'match' });
    return this.program;
  }

  // Visits are counted too: repeated groups that match nothing emit nothing but could be visited for ever.
  private emit(node: RegexNode): void {
    if (++this.visits > MAX_INSTRUCTIONS)
      throw new RegexRefused(this.source, 'its repetitions are too large');
    if (node.kind === 'set') this.push({ op: 'set', set: node.set, steps: stepsOf(node.set) });
    else if (node.kind === 'assertion')
      this.push({ op: 'assertion', assertion: this.assertion(node.assertion) });
    else if (node.kind === 'sequence') for (const item of node.items) this.emit(item);
    else if (node.kind === 'choice') this.emitChoice(node.options);
    else this.emitRepeat(node.item, node.min, node.max);
  }

  private assertion(assertion: Assertion): Assertion {
    if (this.ends === 'line') return assertion;
    return assertion === 'line start' ? 'start' : assertion === 'line end' ? 'end' : assertion;
  }

  // split(first, rest) first jump(end) split …
  private emitChoice(options: readonly RegexNode[]): void {
    const jumps: number[] = [];
    options.forEach((option, i) => {
      const last = i === options.length - 1;
      const split = last ? undefined : this.pushSplit();
      this.emit(option);
      if (!split) return;
      jumps.push(this.push({ op: 'jump', next: 0 }));
      split.other = this.program.length;
    });
    for (const jump of jumps) this.program[jump] = { op: 'jump', next: this.program.length };
  }

  private emitRepeat(item: RegexNode, min: number, max: number): void {
    for (let i = 0; i < min; i++) this.emit(item);
    if (max === Number.POSITIVE_INFINITY) {
      const start = this.program.length;
      const split = this.pushSplit();
      this.emit(item);
      this.push({ op: 'jump', next: start });
      split.other = this.program.length;
      return;
    }
    const splits: { other: number }[] = [];
    for (let i = min; i < max; i++) {
      splits.push(this.pushSplit());
      this.emit(item);
    }
    for (const split of splits) split.other = this.program.length;
  }

  private pushSplit(): { other: number } {
    const split = { op: 'split' as const, next: this.program.length + 1, other: 0 };
    this.push(split);
    return split;
  }

  private push(instruction: Instruction): number {
    if (this.program.length >= MAX_INSTRUCTIONS)
      throw new RegexRefused(this.source, 'its repetitions are too large');
    return this.program.push(instruction) - 1;
  }
}
