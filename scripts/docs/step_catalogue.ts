// Every step: its phrase, the comment above it, the words in it, and a line of a feature that uses it.
import { loadSupportLibrary } from '../../lib/runner/support_library';
import { PROJECT, projectFiles, readProjectFile } from './project';

export interface StepEntry {
  readonly keyword: string;
  readonly phrase: string;
  readonly meaning: string;
  /** Names of the parameter types in it, in order. */
  readonly words: readonly string[];
  readonly example: ExampleLine;
}

export interface StepGroup {
  /** First line of the file. */
  readonly title: string;
  readonly file: string;
  readonly steps: readonly StepEntry[];
}

export interface ExampleLine {
  /** With its keyword. */
  readonly line: string;
  readonly file: string;
  /** What stands for each word. */
  readonly values: readonly string[];
}

/** One step definition as Cucumber has collected it. */
export interface KnownStep {
  readonly keyword: string;
  readonly pattern: string;
  /** The texts that stand for its words, or undefined when the line is not this step. */
  match(text: string): readonly string[] | undefined;
}

export async function collectSteps(): Promise<KnownStep[]> {
  const { stepDefinitions } = await loadSupportLibrary(PROJECT);
  return stepDefinitions.map(({ keyword, pattern, expression }) => ({
    keyword: keyword.trim(),
    pattern: String(pattern),
    match: text => expression.match(text)?.map(argument => argument.group.value ?? ''),
  }));
}

/** The parameter types of ours with the comments above them. */
export function parameterMeanings(): ReadonlyMap<string, string> {
  const text = readProjectFile('support/parameter_types.ts');
  const names = [...text.matchAll(/defineParameterType\(\{\s*name: '(\w+)'/g)];
  return new Map(names.map(match => [match[1]!, commentAbove(text, match.index)]));
}

/** Throws when a step has no meaning, no example, or is not where steps are. */
export function catalogueSteps(
  known: readonly KnownStep[],
  files: readonly string[],
  read = readProjectFile,
): StepGroup[] {
  const examples = projectFiles('features', '.feature').flatMap(file =>
    exampleLines(file, readProjectFile(file)),
  );
  const groups = files.map(file => groupOf(file, read(file), known, examples));
  const found = new Set(groups.flatMap(group => group.steps.map(step => step.phrase)));
  const lost = known.filter(step => !found.has(step.pattern)).map(step => step.pattern);
  if (lost.length > 0) throw new Error(`steps that are in none of ${files.join(', ')}: ${lost.join('; ')}`);
  return groups.filter(group => group.steps.length > 0);
}

type Line = Pick<ExampleLine, 'line' | 'file'>;

function groupOf(
  file: string,
  text: string,
  known: readonly KnownStep[],
  examples: readonly Line[],
): StepGroup {
  const places = known
    .map(step => ({ step, at: text.indexOf(quoted(step.pattern)) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  const steps = places.map(({ step, at }) => entryOf(step, commentAbove(text, at), examples));
  return { title: text.split('\n')[0]!.replace(/^\/\/ */, ''), file, steps };
}

function entryOf(step: KnownStep, meaning: string, examples: readonly Line[]): StepEntry {
  const { keyword, pattern } = step;
  if (meaning === '') throw new Error(`the step "${pattern}" has no comment above it that says what it does`);
  const example = exampleOf(step, examples);
  if (!example) throw new Error(`no feature under features/ has a line for the step "${pattern}"`);
  const words = [...pattern.matchAll(/(?<!\\)\{(\w*)\}/g)].map(match => match[1]!);
  return { keyword, phrase: pattern, meaning, words, example };
}

// As it stands in the source. A quote in it is escaped there, or its quotes are others.
function quoted(pattern: string): string {
  return pattern.includes("'") ? `"${pattern}"` : `'${pattern}'`;
}

/** The `//` or doc comment lines directly above the statement that holds this place. */
function commentAbove(text: string, at: number): string {
  const lines = text.slice(0, text.indexOf('\n', at)).split('\n');
  // The statement begins in a line without indentation.
  let row = lines.length - 1;
  while (row > 0 && /^\s|^$/.test(lines[row]!)) row--;
  const comment: string[] = [];
  for (row--; row >= 0 && /^(\/\/|\/\*\*.*\*\/$)/.test(lines[row]!); row--) comment.unshift(lines[row]!);
  return comment.map(line => line.replace(/^\/\*\* *| *\*\/$|^\/\/ */g, '')).join(' ');
}

function exampleLines(file: string, text: string): Line[] {
  const lines = text.split('\n').map(line => line.trim());
  return lines.filter(line => /^(Given|When|Then|And|But) /.test(line)).map(line => ({ line, file }));
}

// What is shipped before what tests, what can be read as it is before placeholders.
function exampleOf(step: KnownStep, examples: readonly Line[]): ExampleLine | undefined {
  const found = examples.flatMap(({ line, file }) => {
    const values = step.match(line.replace(/^\w+ /, ''));
    return values ? [{ line: `${step.keyword} ${line.replace(/^\w+ /, '')}`, file, values }] : [];
  });
  const rank = ({ line, file }: Line): number =>
    (line.includes('<') ? 2 : 0) + (file.includes('selftest') ? 1 : 0);
  return found.sort((a, b) => rank(a) - rank(b))[0];
}
