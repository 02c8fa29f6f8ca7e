// `sub` and `gsub`: where a regexp matches first, as Ruby's backtracking finds it, with a bound on the steps.
import type { RubyRegexp } from '../../marshal/values';
import { holds } from '../../regex/program';
import { RegexRefused } from '../../regex/regex_refused';
import { parseRegex, type RegexNode } from '../../regex/syntax';
import type { CallSite } from './call_site';

/** What is changed are names and short sentences; each character costs stack. */
const MAX_SUBJECT = 1000;
/** Characters, were every one of the text replaced. */
const MAX_RESULT = 4 * 1024 * 1024;

/** The text with the first match, or all of them, replaced. */
export function substitute(text: string, site: CallSite, all: boolean): string {
  const pattern = site.pattern(0);
  const replacement = site.text(1);
  if ((text.length + 1) * replacement.length > MAX_RESULT) site.fail('makes a text that is too long');
  if (replacement.includes('\\')) site.fail('refers to a match by a backslash, which is not understood');
  if (typeof pattern === 'string') return replaceText(text, pattern, replacement, all);
  return replaceMatches(text, pattern, replacement, site, all);
}

function replaceText(text: string, pattern: string, replacement: string, all: boolean): string {
  const parts = all && pattern !== '' ? text.split(pattern) : splitOnce(text, pattern);
  if (all && pattern === '') return replacement + [...text].map(part => part + replacement).join('');
  return parts.join(replacement);
}

function splitOnce(text: string, pattern: string): string[] {
  const at = text.indexOf(pattern);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + pattern.length)];
}

function replaceMatches(
  text: string,
  pattern: RubyRegexp,
  replacement: string,
  site: CallSite,
  all: boolean,
): string {
  const characters = [...text];
  if (characters.length > MAX_SUBJECT) site.fail('is used on a long text');
  const search = new Search(characters, regexNode(pattern, site), site);
  const result: string[] = [];
  let at = 0;
  while (at <= characters.length) {
    const match = search.first(at);
    if (!match) break;
    result.push(...characters.slice(at, match.start), replacement);
    // Behind an empty match one character is passed.
    if (match.end === match.start) result.push(...characters.slice(match.end, match.end + 1));
    at = match.end === match.start ? match.end + 1 : match.end;
    if (!all) break;
  }
  return result.concat(characters.slice(at)).join('');
}

function regexNode({ source, options }: RubyRegexp, site: CallSite): RegexNode {
  // The tree does not tell lazy repetitions from greedy ones, and here they differ.
  if (/[*+?}]\?/.test(source)) site.fail('has a regexp with a lazy repetition, which is not understood');
  if (/\\G/.test(source)) site.fail('has a regexp that is not understood');
  try {
    return parseRegex(source, options);
  } catch (error) {
    if (error instanceof RegexRefused)
      return site.fail(`has a regexp that is not understood: ${error.problem}`);
    throw error;
  }
}

type Continue = (at: number) => boolean;

class Search {
  private readonly codes: readonly number[];
  private end = 0;

  constructor(
    characters: readonly string[],
    private readonly node: RegexNode,
    private readonly site: CallSite,
  ) {
    this.codes = characters.map(character => character.codePointAt(0)!);
  }

  first(from: number): { start: number; end: number } | undefined {
    for (let start = from; start <= this.codes.length; start++) {
      const found = this.match(this.node, start, at => {
        this.end = at;
        return true;
      });
      if (found) return { start, end: this.end };
    }
    return undefined;
  }

  private match(node: RegexNode, at: number, then: Continue): boolean {
    this.site.step();
    switch (node.kind) {
      case 'set':
        return at < this.codes.length && node.set(this.codes[at]!) && then(at + 1);
      case 'assertion':
        return holds(node.assertion, this.codes, at) && then(at);
      case 'sequence':
        return this.sequence(node.items, 0, at, then);
      case 'choice':
        return node.options.some(option => this.match(option, at, then));
      case 'repeat':
        return this.repeat(node, 0, at, then);
    }
  }

  private sequence(items: readonly RegexNode[], i: number, at: number, then: Continue): boolean {
    const item = items[i];
    return item === undefined
      ? then(at)
      : this.match(item, at, next => this.sequence(items, i + 1, next, then));
  }

  private repeat(
    node: Extract<RegexNode, { kind: 'repeat' }>,
    times: number,
    at: number,
    then: Continue,
  ): boolean {
    const again = (next: number): boolean =>
      // An empty round would repeat for ever.
      (next > at || times < node.min) && this.repeat(node, times + 1, next, then);
    if (times < node.max && this.match(node.item, at, again)) return true;
    return times >= node.min && then(at);
  }
}
