// Parses the regular subset of Ruby's regexps (Onigmo) to a tree. What only backtracking can do is refused.
import { ANY, type CharSet, negate, single } from './char_set';
import { type Flags, folded, SetParser } from './set_parser';

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

const MAX_COUNT = 1000;
const NEWLINE = 0x0a;

const ASSERTION_ESCAPES: Readonly<Record<string, Assertion>> = {
  A: 'start',
  z: 'end',
  Z: 'end or newline',
  b: 'word edge',
  B: 'no word edge',
};

/** `options` is Ruby's bit set: 1 ignore case, 2 extended, 4 multi-line. Throws RegexRefused. */
export function parseRegex(source: string, options = 0): RegexNode {
  return new RegexParser(source).parse({
    ignoreCase: (options & 1) !== 0,
    extended: (options & 2) !== 0,
    dotAll: (options & 4) !== 0,
  });
}

class RegexParser extends SetParser {
  parse(flags: Flags): RegexNode {
    const node = this.choice(flags);
    if (this.at < this.source.length) this.refuse('a parenthesis closes nothing');
    return node;
  }

  private choice(flags: Flags): RegexNode {
    const options: RegexNode[] = [];
    this.nested('groups', () => {
      do options.push(this.sequence(flags));
      while (this.take('|'));
    });
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

  private skipBlanks(): void {
    while (this.match(/[ \t\r\n\f\v]+|#[^\n]*/y));
  }
}

function set(charSet: CharSet, flags: Flags): RegexNode {
  return { kind: 'set', set: folded(charSet, flags) };
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
