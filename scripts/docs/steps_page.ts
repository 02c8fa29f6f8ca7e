// docs/reference/steps.md: every sentence a feature can say.
import { BUILT_IN_WORDS } from '../../lib/runner/step_catalogue';
import { block, bullet, code, page, paragraph, sentence } from './markdown';
import { projectFiles } from './project';
import {
  catalogueSteps,
  collectSteps,
  type ExampleLine,
  parameterMeanings,
  type StepEntry,
  type StepGroup,
} from './step_catalogue';

/** Throws when a step has no meaning or no example, or a word in it has none. */
export async function stepsPage(): Promise<string> {
  const groups = catalogueSteps(await collectSteps(), projectFiles('step_definitions', '.ts'));
  return page('Steps', [
    paragraph(
      'Every sentence a feature can say, with a line from a feature that uses it. `{…}` is a word of your own, see [Words](#words) below; `(s)` may be there or not. Given, When, Then, And and But can be exchanged: only the words after them count.',
    ),
    paragraph(
      'A step that fails because the fleet is not as it should be makes the check CRITICAL; one that cannot tell makes it UNKNOWN, with one of the sentences in [errors.md](errors.md).',
    ),
    ...groups.flatMap(groupParts),
    '## Words',
    wordLines(groups),
  ]);
}

function groupParts({ title, about, file, steps }: StepGroup): string[] {
  return [
    `## ${title.replace(/\.$/, '')}`,
    ...(about ? [paragraph(sentence(about))] : []),
    paragraph(`In [${file}](../../${file}).`),
    ...steps.flatMap(stepParts),
  ];
}

function stepParts({ keyword, phrase, meaning, example }: StepEntry): string[] {
  return [
    `### ${keyword} ${phrase}`,
    paragraph(sentence(meaning)),
    block('gherkin', [`# ${example!.file}`, example!.line, ...rowsBelow(example!)].join('\n')),
  ];
}

const rowsBelow = ({ rows = [] }: ExampleLine): string[] => rows.map(row => `  ${row}`);

function wordLines(groups: readonly StepGroup[]): string {
  const ours = parameterMeanings();
  const steps = groups.flatMap(group => group.steps);
  const names = [...new Set(steps.flatMap(step => step.words))].sort();
  return names.map(name => wordLine(name, BUILT_IN_WORDS[name] ?? ours.get(name), steps)).join('\n');
}

function wordLine(name: string, meaning: string | undefined, steps: readonly StepEntry[]): string {
  if (!meaning) throw new Error(`the word {${name}} has no comment in support/parameter_types.ts`);
  const seen = steps.flatMap(({ words, example }) => example!.values.filter((_, i) => words[i] === name));
  const examples = [...new Set(seen.map(text => text.trim()))]
    .filter(text => text !== '' && !text.includes('<'))
    .slice(0, 3);
  const told = examples.length > 0 ? `; for example ${examples.map(code).join(', ')}` : '';
  return bullet(`${code(`{${name}}`)}: ${meaning.replace(/\.$/, '')}${told}`);
}
