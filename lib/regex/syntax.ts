// Parses the regular subset of Ruby's regexps (Onigmo) to a tree. What only backtracking can do is refused.
import {
  ANY,
  type CharSet,
  ESCAPED_SETS,
  ignoreCase,
  negate,
  POSIX_SETS,
  range,
  single,
  union,
} from './char_set';
import { RegexRefused } from './regex_refused';

export type Assertion =
  | 'line start'
  | 'line end'
  | 'start'
  | 'end'
  | 'end or newline'
  | 'word edge'
  | 'no word edge';

export type RegexNode =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly item: RegexNode; readonly min: number; readonly max: number };

interface Flags {
  readonly ignoreCase: boolean;
  /** Ruby's `m`: the dot takes newlines too. */
  readonly dotAll: boolean;
  /** Ruby's `x`: white space and comments do not count. */
  readonly extended: boolean;
}

const MAX_DEPTH = 50;
const MAX_COUNT = 1000;
const NEWLINE = 0x0a;

const ASSERTION_ESCAPES: Readonly<Record<string, Assertion>> = {
  A: 'start',
  z: 'end',
  Z: 'end or newline',
  b: 'word edge',
  B: 'no word edge',
};

const CONTROL_ESCAPES: Readonly<Record<string, number>> = {
  n: 0x0a,
  t: 0x09,
  r: 0x0d,
  f: 0x0c,
  v: 0x0b,
  a: 0x07,
  e: 0x1b,
};

/** `options` is Ruby's bit set: 1 ignore case, 2 extended, 4 multi-line. Throws RegexRefused. */
export function parseRegex(source: string, options = 0): RegexNode {
  return new RegexParser(source).parse({
    ignoreCase: (options & 1) !== 0,
    extended: (options & 2) !== 0,
    dotAll: (options & 4) !== 0,
  });
}

class RegexParser {
  private at = 0;
  private depth = 0;

  constructor(private readonly source: string) {}

  parse(flags: Flags): RegexNode {
    const node = this.choice(flags);
    if (this.at < this.source.length) this.refuse('a parenthesis closes nothing');
    return node;
  }

  private choice(flags: Flags): RegexNode {
    if (++this.depth > MAX_DEPTH) this.refuse('groups are nested too deeply');
    const options = [this.sequence(flags)];
    while (this.take('|')) options.push(this.sequence(flags));
    this.depth--;
    return options.length === 1 ? options[0]! : { kind: 'choice', options };
  }

  private sequence(flags: Flags): RegexNode {
    const items: RegexNode[] = [];
    for (;;) {
      if (flags.extended) this.skipBlanks();
      if (this.at >= this.source.length || this.looksAt('|') || this.looksAt(')')) break;
      const atom = this.atom(flags);
      if (atom) items.push(this.quantified(atom, flags));
    }
    return { kind: 'sequence', items };
  }

  // Undefined for what matches nothing by itself: comments.
  private atom(flags: Flags): RegexNode | undefined {
    if (this.take('(')) return this.group(flags);
    if (this.take('[')) return set(this.bracket(flags), flags);
    if (this.take('.')) return { kind: 'set', set: flags.dotAll ? ANY : negate(single(NEWLINE)) };
    if (this.take('^')) return { kind: 'assertion', assertion: 'line start' };
    if (this.take('$')) return { kind: 'assertion', assertion: 'line end' };
    if (this.take('\\')) return this.escape(flags);
    if (this.quantifier()) this.refuse('a repetition has nothing to repeat');
    return set(single(this.codePoint()), flags);
  }

  private group(flags: Flags): RegexNode | undefined {
    if (!this.take('?')) return this.closed(this.choice(flags));
    if (this.take(':')) return this.closed(this.choice(flags));
    if (this.take('#')) {
      while (this.at < this.source.length && !this.looksAt(')')) this.at++;
      this.expect(')');
      return undefined;
    }
    if (this.match(/<[A-Za-z_]\w*>/y)) return this.closed(this.choice(flags));
    const switches = this.match(/([imx]*)(?:-([imx]*))?([:)])/y);
    if (!switches) this.refuse('look-around, atomic groups and conditions are not supported');
    const inner = switched(flags, switches[1] ?? '', switches[2] ?? '');
    // `a(?i)b|c` is a(?i:b|c): switches last to the end of the group they stand in.
    return switches[3] === ':' ? this.closed(this.choice(inner)) : this.choice(inner);
  }

  private closed(node: RegexNode): RegexNode {
    this.expect(')');
    return node;
  }

  private quantified(atom: RegexNode, flags: Flags): RegexNode {
    let node = atom;
    for (;;) {
      if (flags.extended) this.skipBlanks();
      const bounds = this.quantifier();
      if (!bounds) return node;
      if (atom.kind === 'assertion') this.refuse('an anchor cannot be repeated');
      node = { kind: 'repeat', item: node, ...bounds };
    }
  }

  // Greedy or lazy makes no difference to whether a text matches.
  private quantifier(): { min: number; max: number } | undefined {
    const sign = this.match(/[*+?]/y)?.[0];
    if (sign) {
      if (this.looksAt('+')) this.refuse('possessive repetitions are not supported');
      this.take('?');
      return { min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
    }
    const braces = this.match(/\{(?:(\d+)(,?)(\d*)|,(\d+))\}/y);
    if (!braces) return undefined;
    const [, least, comma, most, only] = braces;
    const min = least === undefined ? 0 : Number(least);
    const max =
      only !== undefined ? Number(only) : most ? Number(most) : comma ? Number.POSITIVE_INFINITY : min;
    if (min > MAX_COUNT || (Number.isFinite(max) && max > MAX_COUNT))
      this.refuse('a repetition is too large');
    if (max < min) this.refuse('a repetition has its bounds swapped');
    // `a{2}?` is (?:a{2})? to Ruby and lazy elsewhere.
    if (this.take('?') && !comma && only === undefined) this.refuse('{n}? means different things');
    return { min, max };
  }

  private escape(flags: Flags): RegexNode {
    const letter = this.source[this.at] ?? '';
    const assertion = ASSERTION_ESCAPES[letter];
    if (assertion) {
      this.at++;
      return { kind: 'assertion', assertion };
    }
    return set(this.escapedSet() ?? single(this.escapedCharacter()), flags);
  }

  private escapedSet(): CharSet | undefined {
    const found = ESCAPED_SETS[this.source[this.at] ?? ''];
    if (found) this.at++;
    return found;
  }

  private escapedCharacter(): number {
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

  // After `[`, up to and with its `]`.
  private bracket(flags: Flags): CharSet {
    if (++this.depth > MAX_DEPTH) this.refuse('brackets are nested too deeply');
    const negated = this.take('^');
    const sets: CharSet[] = [];
    do sets.push(this.bracketItem(flags));
    while (!this.take(']'));
    this.depth--;
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

  private codePoint(): number {
    const codePoint = this.source.codePointAt(this.at) ?? this.refuse('it ends too early');
    this.at += codePoint > 0xffff ? 2 : 1;
    return codePoint;
  }

  private inUnicode(codePoint: number): number {
    return codePoint <= 0x10ffff ? codePoint : this.refuse('it names a character that does not exist');
  }

  private skipBlanks(): void {
    while (this.match(/[ \t\r\n\f\v]+|#[^\n]*/y));
  }

  private looksAt(character: string): boolean {
    return this.source[this.at] === character;
  }

  private take(character: string): boolean {
    if (!this.looksAt(character)) return false;
    this.at++;
    return true;
  }

  private expect(character: string): void {
    if (!this.take(character)) this.refuse('a group is not closed');
  }

  // `pattern` must be sticky.
  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  private refuse(problem: string): never {
    throw new RegexRefused(this.source, problem);
  }
}

function set(charSet: CharSet, flags: Flags): RegexNode {
  return { kind: 'set', set: folded(charSet, flags) };
}

function folded(charSet: CharSet, flags: Flags): CharSet {
  return flags.ignoreCase ? ignoreCase(charSet) : charSet;
}

function switched(flags: Flags, on: string, off: string): Flags {
  const value = (letter: string, before: boolean): boolean =>
    off.includes(letter) ? false : on.includes(letter) || before;
  return {
    ignoreCase: value('i', flags.ignoreCase),
    dotAll: value('m', flags.dotAll),
    extended: value('x', flags.extended),
  };
}
