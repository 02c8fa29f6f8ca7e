// Parses what stands for one character: escapes and sets in brackets.
import { type CharSet, ESCAPED_SETS, ignoreCase, negate, POSIX_SETS, range, single, union } from './char_set';
import { RegexCursor } from './regex_cursor';

export interface Flags {
  readonly ignoreCase: boolean;
  /** Ruby's `m`: the dot takes newlines too. */
  readonly dotAll: boolean;
  /** Ruby's `x`: white space and comments do not count. */
  readonly extended: boolean;
}

const CONTROL_ESCAPES: Readonly<Record<string, number>> = {
  n: 0x0a,
  t: 0x09,
  r: 0x0d,
  f: 0x0c,
  v: 0x0b,
  a: 0x07,
  e: 0x1b,
};

export class SetParser extends RegexCursor {
  /** After `[`, up to and with its `]`. */
  protected bracket(flags: Flags): CharSet {
    const negated = this.take('^');
    const sets: CharSet[] = [];
    this.nested('brackets', () => {
      do sets.push(this.bracketItem(flags));
      while (!this.take(']'));
    });
    return negated ? negate(union(sets)) : union(sets);
  }

  private bracketItem(flags: Flags): CharSet {
    if (this.at >= this.source.length) this.refuse('a bracket is not closed');
    if (this.source.startsWith('&&', this.at)) this.refuse('&& in brackets is not supported');
    const posix = this.match(/\[:(\^?)(\w+):\]/y);
    if (posix) {
      const named = POSIX_SETS[posix[2]!] ?? this.refuse(`[:${posix[2]}:] is not known`);
      return folded(posix[1] ? negate(named) : named, flags);
    }
    // Folded within: once more for every bracket around would take three times as long each time.
    if (this.take('[')) return this.bracket(flags);
    const escaped = this.take('\\');
    const named = escaped ? this.escapedSet() : undefined;
    if (named && this.match(/-(?=[^\]])/y)) this.refuse('a range in brackets has no start');
    if (named) return folded(named, flags);
    const first = escaped ? this.bracketEscape() : this.codePoint();
    return folded(this.match(/-(?=[^\]])/y) ? this.rangeFrom(first) : single(first), flags);
  }

  private rangeFrom(first: number): CharSet {
    if (this.looksAt('[')) this.refuse('a range in brackets has no end');
    const escaped = this.take('\\');
    if (escaped && this.escapedSet()) this.refuse('a range in brackets has no end');
    const last = escaped ? this.bracketEscape() : this.codePoint();
    if (last < first) this.refuse('a range in brackets is empty');
    return range(first, last);
  }

  // In brackets \b is a backspace.
  private bracketEscape(): number {
    return this.take('b') ? 0x08 : this.escapedCharacter();
  }

  /** Behind a backslash: a letter that stands for several characters. */
  protected escapedSet(): CharSet | undefined {
    const found = ESCAPED_SETS[this.source[this.at] ?? ''];
    if (found) this.at++;
    return found;
  }

  /** Behind a backslash: one character, by its code or as it is. */
  protected escapedCharacter(): number {
    // Above \x7f Ruby means a byte, which is no character.
    const hex = this.match(
      /x([0-7][0-9a-fA-F]|[0-9a-fA-F](?![0-9a-fA-F]))|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}/y,
    );
    if (hex) return this.inUnicode(Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16));
    const octal = this.match(/0[0-7]{0,2}/y);
    if (octal) return Number.parseInt(octal[0], 8);
    const letter = this.source[this.at] ?? this.refuse('it ends in a backslash');
    const control = CONTROL_ESCAPES[letter];
    if (control === undefined && /[A-Za-z0-9]/.test(letter)) this.refuse(`\\${letter} is not supported`);
    const literal = this.codePoint();
    return control ?? literal;
  }

  private inUnicode(codePoint: number): number {
    return codePoint <= 0x10ffff ? codePoint : this.refuse('it names a character that does not exist');
  }
}

/** Without regard to case where the flags say so. */
export function folded(charSet: CharSet, flags: Flags): CharSet {
  return flags.ignoreCase ? ignoreCase(charSet) : charSet;
}
