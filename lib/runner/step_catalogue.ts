// What is told of steps: the comment above each, the words in it, and a line of a feature that uses it. Taken from
// sources, so it is made where those are: when the package is built, and of people's own steps when they are loaded.

export interface StepEntry {
  /** `Given`, `When` or `Then`. */
  readonly keyword: string;
  readonly phrase: string;
  /** Empty when nobody has said it. */
  readonly meaning: string;
  /** Names of the parameter types in it, in order. */
  readonly words: readonly string[];
  readonly example?: ExampleLine;
}

export interface StepGroup {
  /** What the file is about, in a sentence. */
  readonly title: string;
  /** What else is said of it. */
  readonly about?: string;
  readonly file: string;
  readonly steps: readonly StepEntry[];
}

export interface ExampleLine {
  /** With its keyword. */
  readonly line: string;
  readonly file: string;
  /** The table below it. */
  readonly rows?: readonly string[];
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

/** A file by its name. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** What Cucumber's library holds, of each step. */
interface Definition {
  readonly keyword: string;
  readonly pattern: unknown;
  readonly expression: {
    match(text: string): readonly { readonly group: { readonly value?: string } }[] | null;
  };
}

export function knownSteps(definitions: readonly Definition[]): KnownStep[] {
  return definitions.map(({ keyword, pattern, expression }) => ({
    keyword: keyword.trim(),
    pattern: String(pattern),
    match: text => expression.match(text)?.map(argument => argument.group.value ?? ''),
  }));
}

/** One group for each file that holds steps, in the order of its lines. */
export function groupSteps(
  known: readonly KnownStep[],
  files: readonly Source[],
  features: readonly Source[],
): StepGroup[] {
  const examples = features.flatMap(exampleLines);
  const groups = files.map(({ file, text }) => ({
    ...titleOf(text, file),
    file,
    steps: placed(text, known).map(({ step, at }) => entryOf(step, commentAbove(text, at), examples)),
  }));
  return groups.filter(({ steps }) => steps.length > 0);
}

/** Parameter types of a file with the comments above them. */
export function wordMeanings(text: string): Record<string, string> {
  const names = [...text.matchAll(/defineParameterType\(\{\s*name: ['"](\w+)['"]/g)];
  return Object.fromEntries(names.map(match => [match[1]!, commentAbove(text, match.index)]));
}

/** Cucumber's own words. */
export const BUILT_IN_WORDS: Readonly<Record<string, string>> = {
  int: 'A whole number',
  float: 'A number, with or without a decimal point',
  word: 'Text without a space',
  string: 'Text in quotes',
};

/** Names of the words in a phrase, in order. */
export const wordsIn = (phrase: string): string[] =>
  [...phrase.matchAll(/(?<!\\)\{(\w*)\}/g)].map(match => match[1]!);

function titleOf(text: string, file: string): Pick<StepGroup, 'title' | 'about'> {
  const [comment] = /^(?:\/\/.*(?:\n|$))+/.exec(text) ?? [];
  if (comment === undefined) return { title: file };
  const [title, ...about] = comment
    .replace(/^\/\/+ */gm, '')
    .trim()
    .replace(/\n/g, ' ')
    .split(/(?<=[.]) +(?=[A-Z])/);
  return { title: title!, ...(about.length > 0 && { about: about.join(' ') }) };
}

function placed(text: string, known: readonly KnownStep[]): { step: KnownStep; at: number }[] {
  return known
    .map(step => ({ step, at: placeOf(step.pattern, text) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
}

// As it stands in the source: a quote in it is escaped there, or its quotes are others.
function placeOf(pattern: string, text: string): number {
  const spelled = [
    `'${pattern}'`,
    `"${pattern}"`,
    `\`${pattern}\``,
    `'${pattern.replaceAll("'", "\\'")}'`,
    pattern,
  ];
  const found = spelled.slice(0, pattern.startsWith('/') ? 5 : 4).map(one => text.indexOf(one));
  return found.find(at => at >= 0) ?? -1;
}

function entryOf(step: KnownStep, meaning: string, examples: readonly SaidLine[]): StepEntry {
  const { keyword, pattern } = step;
  const example = exampleOf(step, examples);
  return { keyword, phrase: pattern, meaning, words: wordsIn(pattern), ...(example && { example }) };
}

/** The comment directly above the statement that holds this place. */
export function commentAbove(text: string, at: number): string {
  const lines = text.slice(0, text.indexOf('\n', at)).split('\n');
  // The statement begins in a line without indentation.
  let row = lines.length - 1;
  while (row > 0 && /^\s|^$|^[)}\]]/.test(lines[row]!)) row--;
  const comment: string[] = [];
  for (row--; row >= 0 && /^(\/\/|\/\*\*| \*)/.test(lines[row]!); row--) comment.unshift(lines[row]!);
  return comment
    .map(line => line.replace(/^\/\*\* *| *\*\/$|^\/\/+ */g, '').replace(/^ \* ?/, ''))
    .join(' ')
    .trim();
}

interface SaidLine extends Source {
  readonly rows: readonly string[];
}

function exampleLines({ file, text }: Source): SaidLine[] {
  const lines = text.split('\n').map(line => line.trim());
  return lines.flatMap((line, i) => {
    if (!/^(Given|When|Then|And|But) /.test(line)) return [];
    const end = lines.findIndex((below, at) => at > i && !below.startsWith('|'));
    return [{ text: line, file, rows: lines.slice(i + 1, end < 0 ? undefined : end) }];
  });
}

// What is shipped before what tests, what can be read as it is before placeholders.
function exampleOf(step: KnownStep, examples: readonly SaidLine[]): ExampleLine | undefined {
  const found = examples.flatMap(({ text, file, rows }) => {
    const said = text.replace(/^\w+ /, '');
    const values = step.match(said);
    const table = rows.length > 0 && { rows };
    return values ? [{ line: `${step.keyword} ${said}`, file, ...table, values }] : [];
  });
  const rank = ({ line, file }: ExampleLine): number =>
    (line.includes('<') ? 2 : 0) + (file.includes('selftest') ? 1 : 0);
  return found.sort((a, b) => rank(a) - rank(b))[0];
}
