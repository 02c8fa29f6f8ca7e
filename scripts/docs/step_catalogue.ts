// Every step: its phrase, the comment above it, the words in it, and a line of a feature that uses it.
import {
  groupSteps,
  type KnownStep,
  knownSteps,
  type Source,
  type StepGroup,
  wordMeanings,
} from '../../lib/runner/step_catalogue';
import { loadSupportLibrary } from '../../lib/runner/support_library';
import { PROJECT, projectFiles, readProjectFile } from './project';

export type { ExampleLine, KnownStep, StepEntry, StepGroup } from '../../lib/runner/step_catalogue';

export async function collectSteps(): Promise<KnownStep[]> {
  return knownSteps((await loadSupportLibrary(PROJECT)).stepDefinitions);
}

/** The parameter types of ours with the comments above them. */
export function parameterMeanings(): ReadonlyMap<string, string> {
  return new Map(Object.entries(wordMeanings(readProjectFile('support/parameter_types.ts'))));
}

/** Throws when a step has no meaning, no example, or is not where steps are. */
export function catalogueSteps(
  known: readonly KnownStep[],
  files: readonly string[],
  read = readProjectFile,
): StepGroup[] {
  const features = projectFiles('features', '.feature').map(sourceOf(readProjectFile));
  const groups = groupSteps(known, files.map(sourceOf(read)), features);
  const steps = groups.flatMap(group => group.steps);
  for (const { phrase, meaning, example } of steps) {
    if (meaning === '')
      throw new Error(`the step "${phrase}" has no comment above it that says what it does`);
    if (!example) throw new Error(`no feature under features/ has a line for the step "${phrase}"`);
  }
  const found = new Set(steps.map(step => step.phrase));
  const lost = known.filter(step => !found.has(step.pattern)).map(step => step.pattern);
  if (lost.length > 0) throw new Error(`steps that are in none of ${files.join(', ')}: ${lost.join('; ')}`);
  return groups;
}

const sourceOf =
  (read: (file: string) => string) =>
  (file: string): Source => ({ file, text: read(file) });
