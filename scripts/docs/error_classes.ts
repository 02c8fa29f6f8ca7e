// Every error class of the product, found in its sources, so that none can be forgotten.
import { join } from 'node:path';
import { FleetspecError } from '../../lib/errors';
import { PROJECT, projectFiles, readProjectFile } from './project';

export interface ErrorClass {
  readonly name: string;
  readonly file: string;
  /** What its doc comment says to users. */
  readonly meaning: string;
  /** Its own code; undefined when it has that of the class it extends. */
  readonly code: string | undefined;
  readonly make: new (...args: never[]) => FleetspecError;
}

const CLASS = /^(export )?(abstract )?class (\w+)(?:<[^{]*?>)? extends (\w+)/gm;
const FOLDERS = ['lib', 'support', 'step_definitions', 'bin'];

/** Throws for one that is not exported or has no meaning. */
export function findErrorClasses(): ErrorClass[] {
  const files = FOLDERS.flatMap(folder => projectFiles(folder, '.ts'));
  return errorClassesOf(files.map(file => ({ file, text: readProjectFile(file) })));
}

export function errorClassesOf(
  sources: readonly { file: string; text: string }[],
  load = (file: string): Record<string, unknown> => require(join(PROJECT, file)),
): ErrorClass[] {
  const written = sources.flatMap(({ file, text }) =>
    [...text.matchAll(CLASS)].map(match => {
      const [, exported, abstract, name = '', parent = ''] = match;
      return { file, text, at: match.index, exported, abstract, name, parent };
    }),
  );
  const names = descendants(written);
  return written
    .filter(({ name, abstract }) => names.has(name) && !abstract)
    .map(({ file, text, at, exported, name }) => {
      if (!exported)
        throw new Error(`${file}: ${name} is not exported, so that its sentence cannot be shown`);
      const meaning = meaningOf(text.slice(0, at));
      if (!meaning) throw new Error(`${file}: ${name} has no doc comment that says what it means`);
      return {
        name,
        file,
        meaning,
        code: codeOf(text.slice(at)),
        make: load(file)[name] as ErrorClass['make'],
      };
    });
}

// What extends FleetspecError, or a class that does.
function descendants(classes: readonly { name: string; parent: string }[]): Set<string> {
  const names = new Set([FleetspecError.name]);
  for (let before = 0; before < names.size; ) {
    before = names.size;
    for (const { name, parent } of classes) if (names.has(parent)) names.add(name);
  }
  return names;
}

function codeOf(text: string): string | undefined {
  const end = text.indexOf('\n}');
  return /\bcode(?:: string)? = '(E_\w+)'/.exec(text.slice(0, end))?.[1];
}

// The comment that ends right here. Sentences about a parameter are for programmers.
function meaningOf(before: string): string {
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(before)?.[1] ?? '';
  const text = comment
    .replace(/^\s*\*/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  const sentences = text.split(/(?<=[.;]) /).filter(part => !/^`[a-z]\w*`/.test(part));
  return sentences.join(' ').replace(/;$/, '.');
}
