// A place in the source of a regex, and what is taken from there on.
import { RegexRefused } from './regex_refused';

/** Of groups and brackets within each other: each level costs stack. */
const MAX_DEPTH = 50;

export class RegexCursor {
  protected at = 0;
  private depth = 0;

  constructor(protected readonly source: string) {}

  protected codePoint(): number {
    const codePoint = this.source.codePointAt(this.at) ?? this.refuse('it ends too early');
    this.at += codePoint > 0xffff ? 2 : 1;
    return codePoint;
  }

  protected looksAt(character: string): boolean {
    return this.source[this.at] === character;
  }

  protected take(character: string): boolean {
    if (!this.looksAt(character)) return false;
    this.at++;
    return true;
  }

  protected expect(character: string): void {
    if (!this.take(character)) this.refuse('a group is not closed');
  }

  // `pattern` must be sticky.
  protected match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  /** Runs `parse` one level deeper; `what` is named when that is too deep. */
  protected nested<Result>(what: string, parse: () => Result): Result {
    if (++this.depth > MAX_DEPTH) this.refuse(`${what} are nested too deeply`);
    const result = parse();
    this.depth--;
    return result;
  }

  protected refuse(problem: string): never {
    throw new RegexRefused(this.source, problem);
  }
}
