// What is told of our own steps. In development it comes from their sources; the build puts what this gives into
// dist/steps.json and a reader of that in place of this file, for an installation has no sources.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package_root';
import { groupSteps, knownSteps, type Source, type StepGroup, wordMeanings } from './step_catalogue';
import { loadSupportLibrary } from './support_library';

export interface ShippedSteps {
  readonly groups: readonly StepGroup[];
  /** Parameter type → what it stands for. */
  readonly words: Readonly<Record<string, string>>;
}

export async function shippedSteps(): Promise<ShippedSteps> {
  const root = packageRoot();
  const { stepDefinitions } = await loadSupportLibrary(root);
  const sources = (folder: string, ending: string): Source[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith(ending))
      .sort()
      .map(name => ({ file: `${folder}/${name}`, text: readFileSync(join(root, folder, name), 'utf8') }));
  const known = knownSteps(stepDefinitions);
  return {
    groups: groupSteps(known, sources('step_definitions', '.ts'), sources('features', '.feature')),
    words: wordMeanings(readFileSync(join(root, 'support/parameter_types.ts'), 'utf8')),
  };
}
