// Listens to Cucumber's messages while features run, and knows at any moment how things stand.

import type { Envelope } from '../../support/cucumber';
import { describeError } from '../errors';
import { worstStatus } from '../nagios/status';
import { FeatureLines } from './feature_lines';
import { type Judgement, judgeFault } from './judge';
import { type Problem, problemOf, type ScenarioOutcome } from './outcome';
import { fillText } from './placeholders';
import type { RunContext } from './run_context';
import { suggestStep } from './step_suggestion';

type Pickle = NonNullable<Envelope['pickle']>;
type TestCase = NonNullable<Envelope['testCase']>;
type TestStepFinished = NonNullable<Envelope['testStepFinished']>;
type PickleStep = Pickle['steps'][number];

/** A scenario to be run, and how far it has come. */
interface Course {
  readonly pickle: Pickle;
  readonly testCase: TestCase;
  finished: boolean;
  judgement?: Judgement & { readonly at: string };
  notApplicable?: { readonly reason: string; readonly at: string };
}

export class OutcomeCollector {
  readonly #lines: FeatureLines;
  readonly #pickles = new Map<string, Pickle>();
  readonly #courses = new Map<string, Course>();
  readonly #attempts = new Map<string, Course>();
  readonly #problems: Problem[] = [];
  readonly #unreadable = new Set<string>();

  /** `expressions` are the known steps, for suggestions; `show` is how a file is called, see FeatureLines. */
  constructor(
    private readonly run: RunContext,
    private readonly expressions: readonly string[],
    private readonly show: (uri: string) => string = uri => uri,
  ) {
    this.#lines = new FeatureLines(show);
  }

  onMessage(envelope: Envelope): void {
    const {
      gherkinDocument,
      pickle,
      parseError,
      testCase,
      testCaseStarted,
      testStepFinished,
      testCaseFinished,
    } = envelope;
    if (gherkinDocument) this.#lines.add(gherkinDocument);
    if (pickle) this.#onPickle(pickle);
    if (parseError) this.#onParseError(parseError);
    if (testCase) this.#onTestCase(testCase);
    if (testCaseStarted)
      this.#attempts.set(testCaseStarted.id, this.#courses.get(testCaseStarted.testCaseId)!);
    if (testStepFinished) this.#onStep(testStepFinished);
    if (testCaseFinished) this.#attempts.get(testCaseFinished.testCaseStartedId)!.finished = true;
  }

  /** A fault of the run itself. */
  addProblem(fault: unknown): void {
    this.#problems.push(problemOf(fault));
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** Names of the features read so far. */
  get features(): readonly string[] {
    return this.#lines.features.map(name => fillText(name, this.run.params));
  }

  /** In the order of the files. */
  get scenarios(): ScenarioOutcome[] {
    return [...this.#courses.values()].map(course => this.#outcomeOf(course));
  }

  // Filled here, before anything has been matched to a step and before any formatter has seen it.
  #onPickle(pickle: Pickle): void {
    this.run.fill(pickle);
    this.#pickles.set(pickle.id, pickle);
  }

  // Gherkin reports every line it stumbles over after the first.
  #onParseError({ source, message }: NonNullable<Envelope['parseError']>): void {
    const uri = source.uri ?? 'the feature';
    if (this.#unreadable.has(uri)) return;
    this.#unreadable.add(uri);
    const at = source.location ? `${this.show(uri)}:${source.location.line}` : this.show(uri);
    const reason = message.replace(/^\(\d+:\d+\): /, '').split('\n')[0]!;
    this.#problems.push({ reason: `the feature cannot be read: ${reason}`, at });
  }

  #onTestCase(testCase: TestCase): void {
    const pickle = this.#pickles.get(testCase.pickleId)!;
    this.#courses.set(testCase.id, { pickle, testCase, finished: false });
  }

  #onStep({ testCaseStartedId, testStepId, testStepResult }: TestStepFinished): void {
    const course = this.#attempts.get(testCaseStartedId)!;
    const step = stepOf(course, testStepId);
    const at = this.#lines.locate(course.pickle.uri, step?.astNodeIds[0] ?? course.pickle.astNodeIds[0]);
    const { fault, notApplicable } = this.run.takeEnding();
    if (testStepResult.status === 'SKIPPED' && notApplicable) {
      course.notApplicable ??= { reason: notApplicable, at };
      return;
    }
    const judgement = this.#judge(testStepResult, step, fault ?? testStepResult.message, course);
    if (judgement && outweighs(judgement, course.judgement)) course.judgement = { ...judgement, at };
  }

  #judge(
    result: TestStepFinished['testStepResult'],
    step: PickleStep | undefined,
    fault: unknown,
    course: Course,
  ) {
    switch (result.status) {
      case 'PASSED':
      case 'SKIPPED':
        return undefined;
      case 'FAILED':
        return judgeFault(
          fault,
          course.pickle.tags.map(tag => tag.name),
        );
      default:
        return { status: 'UNKNOWN', reason: this.#unusable(result.status, step?.text ?? '') } as const;
    }
  }

  #unusable(status: string, text: string): string {
    if (status === 'AMBIGUOUS') return `several step definitions match "${text}"`;
    if (status !== 'UNDEFINED') return `the step "${text}" is ${status.toLowerCase()}`;
    const near = suggestStep(text, this.expressions);
    return `undefined step "${text}"${near ? `; did you mean "${near}"` : ''}`;
  }

  #outcomeOf(course: Course): ScenarioOutcome {
    const { pickle } = course;
    return {
      feature: fillText(this.#lines.featureOf(pickle.uri), this.run.params),
      name: pickle.name,
      location: this.#lines.locate(pickle.uri, pickle.astNodeIds[pickle.astNodeIds.length - 1]),
      ...this.#endOf(course),
    };
  }

  #endOf({
    judgement,
    notApplicable,
    finished,
    pickle,
  }: Course): Omit<ScenarioOutcome, 'feature' | 'name' | 'location'> {
    if (judgement) return { verdict: judgement.status === 'UNKNOWN' ? 'unknown' : 'failed', ...judgement };
    if (!finished) return { verdict: 'unknown', status: 'UNKNOWN', reason: this.#whyUnfinished };
    if (notApplicable) return { verdict: 'not applicable', status: 'OK', ...notApplicable };
    if (pickle.steps.length > 0) return { verdict: 'passed', status: 'OK' };
    return { verdict: 'unknown', status: 'UNKNOWN', reason: 'the scenario has no steps' };
  }

  get #whyUnfinished(): string {
    const { signal } = this.run.deadline;
    if (signal.aborted) return `not finished: ${describeError(signal.reason)}`;
    return this.#problems[0] ? `not run: ${this.#problems[0].reason}` : 'not run';
  }
}

function stepOf({ pickle, testCase }: Course, testStepId: string): PickleStep | undefined {
  const { pickleStepId } = testCase.testSteps.find(step => step.id === testStepId) ?? {};
  return pickle.steps.find(step => step.id === pickleStepId);
}

// Of equals the first counts: the others follow from it.
function outweighs(judgement: Judgement, former: Judgement | undefined): boolean {
  return !former || worstStatus([former.status, judgement.status]) !== former.status;
}
