// One scenario on its way: what its steps came to, and what that makes of it.
import type { Envelope, SupportLibrary } from '../../support/cucumber';
import { worstStatus } from '../nagios/status';
import type { Judgement } from './judge';
import type { ScenarioOutcome } from './outcome';

export type Pickle = NonNullable<Envelope['pickle']>;
export type TestCase = NonNullable<Envelope['testCase']>;
export type PickleStep = Pickle['steps'][number];

/** A scenario to be run, and how far it has come. */
export interface Course {
  readonly pickle: Pickle;
  readonly testCase: TestCase;
  finished: boolean;
  judgement?: Judgement & { readonly at: string };
  notApplicable?: { readonly reason: string; readonly at: string };
  /** The first step that was not run although nothing had gone wrong. */
  skippedAt?: string;
  /** What does not count for now, one sentence each. */
  readonly waived: string[];
}

/** The steps of all files, for suggestions, to name those that collide, and to know what they do. */
export interface KnownSteps {
  readonly definitions: SupportLibrary['stepDefinitions'];
  /** Ids of the definitions that only prepare. */
  readonly arranging: ReadonlySet<string>;
}

/** Where a scenario ended, whatever it is called. */
type CourseEnd = Omit<ScenarioOutcome, 'feature' | 'name' | 'location'>;

/** The end of a scenario; `whyUnfinished` tells of the run why there is none. */
export function endOfCourse(course: Course, steps: KnownSteps, whyUnfinished: () => string): CourseEnd {
  const { judgement, notApplicable, skippedAt, finished, waived } = course;
  if (judgement) return { verdict: judgement.status === 'UNKNOWN' ? 'unknown' : 'failed', ...judgement };
  if (!finished) return unknown(whyUnfinished());
  if (notApplicable) return { verdict: 'not applicable', status: 'OK', ...notApplicable };
  if (skippedAt !== undefined) return { ...unknown('a step was skipped without a reason'), at: skippedAt };
  const untested = whyUntested(course, steps);
  if (untested !== undefined) return unknown(untested);
  if (waived.length > 0) return { verdict: 'waived', status: 'OK', reason: waived.join('; ') };
  return { verdict: 'passed', status: 'OK' };
}

// A scenario that could not have failed has not passed, either.
function whyUntested(course: Course, steps: KnownSteps): string | undefined {
  if (course.pickle.steps.length === 0) return 'the scenario has no steps';
  if (onlyArranges(course, steps)) return 'the scenario only prepares and tests nothing';
  if (onlyAsks(course, steps)) return 'the scenario has conditions and no step that could fail';
  return undefined;
}

// Hooks belong to no step definition.
function onlyArranges({ testCase }: Course, { arranging }: KnownSteps): boolean {
  return testCase.testSteps.every(({ stepDefinitionIds = [] }) =>
    stepDefinitionIds.every(id => arranging.has(id)),
  );
}

// A condition that does not hold is no failure, so a scenario of nothing else can never fail.
function onlyAsks(course: Course, { definitions, arranging }: KnownSteps): boolean {
  return course.testCase.testSteps.every(({ id, stepDefinitionIds = [] }) =>
    stepDefinitionIds.every(
      definition => arranging.has(definition) || isCondition(course, id, definition, definitions),
    ),
  );
}

const CONDITION = /\bhappens?(?: not)? to\b/;

function isCondition(
  course: Course,
  testStepId: string,
  definition: string,
  definitions: KnownSteps['definitions'],
): boolean {
  const { pattern } = definitions.find(({ id }) => id === definition) ?? {};
  const words = (stepOf(course, testStepId)?.text ?? '').replace(/"[^"]*"/g, '""');
  return /\{(?:claim|modal)\}/.test(String(pattern)) && CONDITION.test(words);
}

/** `end` as it counts while a waiver holds: well, and visibly not. */
export function waive(end: CourseEnd, waiver: string): CourseEnd {
  const reason = `${waiver} (otherwise ${end.status.toLowerCase()}: ${end.reason ?? ''})`;
  return { ...end, verdict: 'waived', status: 'OK', reason };
}

const unknown = (reason: string) => ({ verdict: 'unknown', status: 'UNKNOWN', reason }) as const;

/** The step in the feature, or undefined for a hook. */
export function stepOf(
  { pickle, testCase }: Pick<Course, 'pickle' | 'testCase'>,
  testStepId: string,
): PickleStep | undefined {
  const { pickleStepId } = testCase.testSteps.find(step => step.id === testStepId) ?? {};
  return pickle.steps.find(step => step.id === pickleStepId);
}

/** Whether a judgement counts instead of a former one. Of equals the first does: the others follow from it. */
export function outweighs(judgement: Judgement, former: Judgement | undefined): boolean {
  return !former || worstStatus([former.status, judgement.status]) !== former.status;
}
