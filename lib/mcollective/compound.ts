// Parses the language of `-S` into the call stack that goes over the wire (MCollective 2.12, Matcher):
// `country=uk and not (role::web or fstat('/etc/hosts').md5=/baa/)`.
import { RubyRegexp, type RubyValue } from '../marshal/values';
import { factTerms } from './compound_fact';
import { FilterSyntax } from './errors';
import { isRegex } from './filter';

const MAX_LENGTH = 4096;

interface Term {
  readonly kind: 'and' | 'or' | 'not' | '(' | ')' | 'statement' | 'fstatement';
  readonly value: RubyValue;
}

/** One entry for `compound` of a Filter. Throws FilterSyntax. */
export function parseCompound(text: string): RubyValue[] {
  const terms = new Scanner(text).terms();
  check(terms, text);
  return terms.map(({ kind, value }) => new Map<RubyValue, RubyValue>([[kind, value]]));
}

const QUOTED = `'[^']*'|"[^"]*"`;
const REGEX = String.raw`\/(?:[^\/\\]|\\.)+\/`;
const VALUE = String.raw`(${QUOTED}|${REGEX}|[^\s()=<>~][^\s()]*)`;
const SIGN = '(!=|=[=~<>]|[<>]=|[=<>])';
const WORD = /(and|or|not)(?=[ (]|$)|([()!])/y;
const FUNCTION = new RegExp(String.raw`(\w+)\((${QUOTED})?\)\.(\w+)\s*${SIGN}\s*${VALUE}`, 'y');
const FACT = new RegExp(String.raw`([^\s()=<>!\/'"]+)\s*${SIGN}\s*${VALUE}`, 'y');
const CLASS = new RegExp(String.raw`(${REGEX}|[^\s()=<>\/'"]+)(?=[\s)]|$)`, 'y');

class Scanner {
  private at = 0;

  constructor(private readonly text: string) {}

  terms(): Term[] {
    if (this.text.length > MAX_LENGTH) this.refuse('it is too long');
    const terms: Term[] = [];
    for (this.match(/\s*/y); this.at < this.text.length; this.match(/\s*/y)) terms.push(...this.next());
    return terms;
  }

  private next(): readonly Term[] {
    const word = this.match(WORD);
    if (word) return [wordTerm(word[1] ?? word[2]!)];
    const call = this.match(FUNCTION);
    if (call) return [functionTerm(call)];
    const fact = this.match(FACT);
    if (fact) return this.factTerms(fact);
    const name = this.match(CLASS);
    return name
      ? [{ kind: 'statement', value: name[1]! }]
      : this.refuse(`${this.rest()} is no class, fact test or function`);
  }

  private factTerms([whole, fact = '', sign = '', value = '']: RegExpExecArray): readonly Term[] {
    const plain = unquoted(value);
    const terms = factTerms({ fact, sign, value: plain, quoted: plain !== value });
    if (typeof terms === 'string') return this.refuse(`${whole}: ${terms}`, 'use -F for this test');
    return terms.map(([kind, text]) => ({ kind, value: text }));
  }

  // `pattern` must be sticky.
  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  private rest(): string {
    return JSON.stringify(this.text.slice(this.at, this.at + 20));
  }

  private refuse(problem: string, remedy = EXAMPLE): never {
    throw new FilterSyntax(this.text, problem, remedy);
  }
}

const EXAMPLE = 'write for example: country=uk and not (role::web or /^db/)';

function wordTerm(word: string): Term {
  const kind = (word === '!' ? 'not' : word) as Term['kind'];
  return { kind, value: kind };
}

// Keys in the order of Ruby.
function functionTerm([, name = '', argument, output = '', sign = '', value = '']: RegExpExecArray): Term {
  const regex = isRegex(value) || sign === '=~';
  return {
    kind: 'fstatement',
    value: new Map<RubyValue, RubyValue>([
      [
        'r_compare',
        regex ? new RubyRegexp(isRegex(value) ? value.slice(1, -1) : unquoted(value), 0) : unquoted(value),
      ],
      ['operator', regex ? regexSign(sign) : (FUNCTION_SIGNS[sign] ?? sign)],
      ['value', output],
      ['name', name],
      ['params', argument === undefined ? null : unquoted(argument)],
    ]),
  };
}

const FUNCTION_SIGNS: Readonly<Record<string, string>> = { '=': '==', '=>': '>=', '=<': '<=' };

function regexSign(sign: string): string {
  if (sign === '!=') return '!=~';
  return /^=[=~]?$/.test(sign) ? '=~' : sign;
}

function unquoted(value: string): string {
  return /^(['"]).*\1$/.test(value) ? value.slice(1, -1) : value;
}

// Operators between terms, terms between operators, parentheses in pairs.
function check(terms: readonly Term[], text: string): void {
  const refuse = (problem: string): never => {
    throw new FilterSyntax(text, problem, EXAMPLE);
  };
  let open = 0;
  let wantsTerm = true;
  for (const { kind, value } of terms) {
    const startsTerm = kind === 'not' || kind === '(' || kind === 'statement' || kind === 'fstatement';
    if (wantsTerm && !startsTerm) refuse(`a term is missing before "${kind}"`);
    if (!wantsTerm && startsTerm)
      refuse(`"and" or "or" is missing before ${typeof value === 'string' ? `"${value}"` : 'a function'}`);
    open += kind === '(' ? 1 : kind === ')' ? -1 : 0;
    if (open < 0) refuse('a parenthesis closes nothing');
    wantsTerm = kind === 'and' || kind === 'or' || kind === 'not' || kind === '(';
  }
  if (wantsTerm) refuse(terms.length === 0 ? 'it is empty' : 'a term is missing at its end');
  if (open > 0) refuse('a parenthesis is not closed');
}
