// Every sentence a feature can say here: ours, and those of the project.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { SupportLibrary } from '../../support/cucumber';
import type { Environment } from '../environment';
import { loadSteps } from './own_steps';
import { findStepProjects, type ProjectQuestion, type StepProject } from './own_steps/step_project';
import { shippedSteps } from './shipped_steps';
import {
  BUILT_IN_WORDS,
  groupSteps,
  knownSteps,
  type Source,
  type StepEntry,
  type StepGroup,
  wordMeanings,
  wordsIn,
} from './step_catalogue';

export interface ListedGroup extends StepGroup {
  /** Of the project, not ours. */
  readonly own: boolean;
}

export interface StepListing {
  readonly groups: readonly ListedGroup[];
  /** Word → what it stands for; Cucumber's own too. */
  readonly words: Readonly<Record<string, string>>;
}

/** Throws what loadSteps throws. */
export async function listSteps(question: ProjectQuestion, environment: Environment): Promise<StepListing> {
  const library = await loadSteps(question, environment);
  const shipped = await shippedSteps();
  const projects = findStepProjects(question, environment);
  return listingOf(library, shipped, projects, environment);
}

function listingOf(
  { stepDefinitions }: SupportLibrary,
  shipped: Awaited<ReturnType<typeof shippedSteps>>,
  projects: readonly StepProject[],
  { cwd }: Environment,
): StepListing {
  const told = new Set(shipped.groups.flatMap(({ steps }) => steps.map(({ phrase }) => phrase)));
  const theirs = knownSteps(stepDefinitions.filter(({ pattern }) => !told.has(String(pattern))));
  const files = projects.flatMap(project => project.files.map(file => sourceAt(file, cwd)));
  const features = projects.flatMap(({ root }) => featuresBelow(root, cwd));
  const groups = groupSteps(theirs, files, features);
  const known = new Set(groups.flatMap(({ steps }) => steps.map(({ phrase }) => phrase)));
  const silent = theirs
    .filter(({ pattern }) => !known.has(pattern))
    .map(
      ({ keyword, pattern }): StepEntry => ({
        keyword,
        phrase: pattern,
        meaning: '',
        words: wordsIn(pattern),
      }),
    );
  return {
    groups: [
      ...groups.map(group => ({ ...group, own: true })),
      ...(silent.length > 0 ? [{ title: 'Other steps', file: '', steps: silent, own: true }] : []),
      ...shipped.groups.map(group => ({ ...group, own: false })),
    ],
    words: Object.assign({}, BUILT_IN_WORDS, shipped.words, ...files.map(({ text }) => wordMeanings(text))),
  };
}

/** Those with every one of the words, in a step, what is told of it, or the title of its group. */
export function findSteps(groups: readonly ListedGroup[], words: readonly string[]): ListedGroup[] {
  const wanted = words.map(word => word.toLowerCase());
  const has = (text: string): boolean => wanted.every(word => text.toLowerCase().includes(word));
  return groups
    .map(group => ({
      ...group,
      steps: group.steps.filter(({ phrase, meaning, example }) =>
        has(`${group.title} ${phrase} ${meaning} ${example?.line ?? ''}`),
      ),
    }))
    .filter(({ steps }) => steps.length > 0);
}

const sourceAt = (file: string, cwd: string): Source => ({
  file: relative(cwd, file) || basename(file),
  text: readFileSync(file, 'utf8'),
});

function featuresBelow(root: string, cwd: string): Source[] {
  try {
    return readdirSync(join(root, 'features'), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.feature'))
      .sort()
      .map(name => sourceAt(join(root, 'features', name), cwd));
  } catch {
    return [];
  }
}
