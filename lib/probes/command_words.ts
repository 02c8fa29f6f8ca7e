// Divides a command line written for a shell into words without one: quotes and backslashes as sh(1) has them, `$ARG1$`
// as NRPE has it. What only a shell could do is refused: nothing on a node is ever given to one.

export type CommandWords =
  | { readonly words: readonly [program: string, ...args: string[]] }
  /** A sentence why this cannot be run without a shell. */
  | { readonly refused: string };

/** `args` stand for `$ARG1$`, `$ARG2$` …, each within its word, whatever is in it; those not given are empty. */
export function splitCommandLine(line: string, args: readonly string[] = []): CommandWords {
  try {
    const [program, ...rest] = new Splitter(args).split(line);
    if (program === undefined) return { refused: 'it is empty' };
    return { words: [program, ...rest] };
  } catch (error) {
    if (error instanceof NeedsShell) return { refused: error.message };
    throw error;
  }
}

class NeedsShell extends Error {}

const TOKEN =
  /(?<blank>\s+)|'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\.)*)"|\\(?<escaped>.)|\$ARG(?<macro>\d{1,2})\$|(?<plain>[^\s'"\\$]+)/suy;
const MACRO = /\$ARG(\d{1,2})\$/g;

class Splitter {
  readonly #words: string[] = [];
  // Undefined between words: '' is a word when it was quoted.
  #word: string | undefined;

  constructor(private readonly args: readonly string[]) {}

  split(line: string): string[] {
    for (TOKEN.lastIndex = 0; TOKEN.lastIndex < line.length; ) {
      const at = TOKEN.lastIndex;
      const groups = TOKEN.exec(line)?.groups;
      if (!groups) throw new NeedsShell(unreadable(line[at]!));
      this.#take(groups);
    }
    this.#end();
    return this.#words;
  }

  #take({ blank, single, double, escaped, macro, plain }: Record<string, string | undefined>): void {
    if (blank !== undefined) this.#end();
    else if (single !== undefined) this.#add(single);
    else if (double !== undefined) this.#add(this.#unquoted(double));
    else if (macro !== undefined) this.#addMacro(macro);
    else if (plain !== undefined) this.#addPlain(plain);
    else this.#add(escaped!);
  }

  #end(): void {
    if (this.#word !== undefined) this.#words.push(this.#word);
    this.#word = undefined;
  }

  #add(text: string): void {
    this.#word = (this.#word ?? '') + text;
  }

  // One that is empty makes no word, as in a shell.
  #addMacro(number: string): void {
    const value = this.#argument(number);
    if (value !== '') this.#add(value);
  }

  #addPlain(text: string): void {
    const problem = plainProblem(text, this.#word === undefined, this.#words.length === 0);
    if (problem) throw new NeedsShell(problem);
    this.#add(text);
  }

  #unquoted(text: string): string {
    if (/`|\$/.test(text.replace(/\\./gs, '').replace(MACRO, '')))
      throw new NeedsShell('it has a $ or ` within double quotes');
    return text.replace(
      /\\(["\\$`\n])|\$ARG(\d{1,2})\$/g,
      (_, character: string | undefined, macro: string) =>
        character === undefined ? this.#argument(macro) : character,
    );
  }

  #argument(number: string): string {
    return this.args[Number(number) - 1] ?? '';
  }
}

function plainProblem(text: string, startsWord: boolean, isProgram: boolean): string | undefined {
  const special = /[|&;<>()`]/.exec(text)?.[0];
  if (special) return `it has a ${special} that is not quoted`;
  const pattern = /[*?[]/.exec(text)?.[0];
  if (pattern) return `it has a ${pattern} that is not quoted and may stand for file names`;
  if (hasBraces(text)) return 'it has braces that are not quoted';
  if (!startsWord) return undefined;
  if (text.startsWith('#')) return 'it has a comment';
  if (/^~(?:$|[\w/])/.test(text)) return 'it has a ~ that stands for a folder';
  return isProgram && /^\w+=/.test(text) ? 'it sets a variable' : undefined;
}

// Some shells make several words of `{a,b}` and `{1..9}`.
function hasBraces(text: string): boolean {
  const [open, close] = [text.indexOf('{'), text.lastIndexOf('}')];
  return open >= 0 && open < close && /,|\.\./.test(text.slice(open, close));
}

function unreadable(character: string): string {
  if (character === '$') return 'it has a $ that is not quoted';
  return character === '\\' ? 'it ends with a backslash' : `a ${character} is not closed`;
}
