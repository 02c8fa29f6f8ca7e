// The facts and classes of a policy rule: `*`, a list that must hold as a whole, or a compound expression.
import type { RubyValue } from '../../marshal/values';
import { parseCompound } from '../../mcollective/compound';
import { FilterSyntax } from '../../mcollective/errors';
import { type FactFilter, isRegex, parseFact } from '../../mcollective/filter';
import { RubyRegex } from '../../regex/program';
import { RegexRefused } from '../../regex/regex_refused';
import type { Condition } from './policy';
import { isClassStatement } from './policy_statement';

/** What the words of a list may be; a compound expression may hold both wherever it stands. */
export type ConditionKind = 'facts' | 'classes' | 'either';

export type ParsedCondition =
  | { readonly condition: Condition; readonly warning?: string | undefined }
  | { readonly problem: string };

const CLASS = /^(?:[\w:.-]+|\/.+\/)$/;

export function parseCondition(text: string, kind: ConditionKind): ParsedCondition {
  if (text === '*') return { condition: '*' };
  const words = text.split(/\s+/);
  return isCompound(text, words) ? compound(text) : list(words, kind);
}

// A data function is one, too: `puppet().enabled=true` can be nothing else.
function isCompound(text: string, words: readonly string[]): boolean {
  return /[()]/.test(text) || words.some(word => /^(?:!|(?:and|or|not)$)/.test(word));
}

function compound(text: string): ParsedCondition {
  try {
    const condition = parseCompound(text);
    const problem = condition.map(problemOfTerm).find(found => found !== undefined);
    return problem ? { problem } : { condition, warning: precedenceWarning(condition) };
  } catch (error) {
    if (error instanceof FilterSyntax) return { problem: error.sentence };
    throw error;
  }
}

function list(words: readonly string[], kind: ConditionKind): ParsedCondition {
  for (const word of words) {
    const problem = wordProblem(word, kind);
    if (problem) return { problem };
  }
  const terms = words.map(word => term('statement', word));
  return { condition: terms.flatMap((each, i) => (i === 0 ? [each] : [term('and', 'and'), each])) };
}

const term = (kind: string, value: string): RubyValue => new Map([[kind, value]]);

function wordProblem(word: string, kind: ConditionKind): string | undefined {
  const isClass = isClassStatement(word);
  if (isClass && kind !== 'facts' && CLASS.test(word)) return statementProblem(word);
  if (!isClass && kind !== 'classes' && !word.startsWith('=')) return statementProblem(word);
  const wanted = { facts: 'no fact test', classes: 'no class', either: 'neither fact test nor class' }[kind];
  return `${JSON.stringify(word)} is ${wanted}`;
}

function problemOfTerm(entry: RubyValue): string | undefined {
  const statement = entry instanceof Map ? entry.get('statement') : undefined;
  return typeof statement === 'string' ? statementProblem(statement) : undefined;
}

// Found when the file is read, not when a request needs it.
function statementProblem(text: string): string | undefined {
  try {
    const source = isClassStatement(text) ? classRegex(text) : factRegex(parseFact(text));
    if (source !== undefined) RubyRegex.compile(source);
    return undefined;
  } catch (error) {
    if (error instanceof RegexRefused || error instanceof FilterSyntax) return error.sentence;
    throw error;
  }
}

const classRegex = (text: string): string | undefined =>
  text.startsWith('/') ? text.replaceAll('/', '') : undefined;

function factRegex({ operator, value }: FactFilter): string | undefined {
  if (operator !== '=~') return undefined;
  return isRegex(value) ? value.slice(1, -1) : value;
}

// Without parentheses -S reads `a or b and c` as `a or (b and c)`, MCollective's policies as `(a or b) and c`.
function precedenceWarning(condition: readonly RubyValue[]): string | undefined {
  const levels: boolean[] = [false];
  for (const entry of condition) {
    const [kind] = entry instanceof Map ? entry.keys() : [];
    if (kind === '(') levels.push(false);
    else if (kind === ')') levels.pop();
    else if (kind === 'or') levels[levels.length - 1] = true;
    else if (kind === 'and' && levels.at(-1)) {
      return '"and" after "or" is read from left to right; parentheses make it plain';
    }
  }
  return undefined;
}
