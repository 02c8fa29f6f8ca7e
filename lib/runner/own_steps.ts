// All steps a run can use: ours, and those of the project its features belong to.
import type { SupportLibrary } from '../../support/cucumber';
import type { Environment } from '../environment';
import { findStepProjects, type ProjectQuestion } from './own_steps/step_project';
import { loadSupportLibrary, withMore } from './support_library';

const own = new WeakSet<object>();

/** Of a project, not ours. */
export const isOwnStep = (definition: object): boolean => own.has(definition);

/** Throws StepsMissing, StepsUntrusted, OwnStepBroken, StepDefinedTwice and CompilerMissing. */
export async function loadSteps(
  question: ProjectQuestion,
  environment: Environment,
): Promise<SupportLibrary> {
  const ours = await loadSupportLibrary(environment.cwd);
  const projects = findStepProjects(question, environment).filter(({ files }) => files.length > 0);
  if (projects.length === 0) return ours;
  const { loadOwnSteps } = await import('./own_steps/load_own_steps');
  const theirs = await loadOwnSteps(projects, ours, environment);
  for (const definition of theirs.stepDefinitions) own.add(definition);
  return withMore(ours, theirs);
}
