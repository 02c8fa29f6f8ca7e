// A place in a text that moves forward and counts lines.

export class Cursor {
  at = 0;

  constructor(
    readonly text: string,
    public line = 1,
  ) {}

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** The character there, '' at the end. */
  get next(): string {
    return this.text[this.at] ?? '';
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  /** At the first character of a line. */
  get atLineStart(): boolean {
    return this.at === 0 || this.text[this.at - 1] === '\n';
  }

  skip(length = 1): void {
    for (let i = 0; i < length; i++) if (this.text[this.at + i] === '\n') this.line++;
    this.at += length;
  }

  /** The character there, which is passed; code points above U+FFFF count as two. */
  take(): string {
    const character = this.next;
    this.skip();
    return character;
  }

  /** Passes what a sticky pattern matches here. */
  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.skip(found[0].length);
    return found;
  }
}
