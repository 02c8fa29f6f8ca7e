// Listens to Cucumber's messages while features run, and knows at any moment how things stand.

import type { Envelope } from '../../support/cucumber';
import { ActingRefused } from '../checks/safety/errors';
import { describeError } from '../errors';
import {
  type Course,
  endOfCourse,
  type KnownSteps,
  outweighs,
  type Pickle,
  type PickleStep,
  stepOf,
  type TestCase,
  waive,
} from './course';
import { FeatureLines } from './feature_lines';
import { gherkinFault } from './gherkin_fault';
import { type Judgement, judgeFault } from './judge';
import { type Problem, problemOf, type ScenarioOutcome } from './outcome';
import { fillText } from './placeholders';
import type { ProgressListener, StepMark } from './progress';
import type { RunContext } from './run_context';
import { ambiguous, suggestStep } from './step_suggestion';

type TestStepFinished = NonNullable<Envelope['testStepFinished']>;

export interface CollectorOptions extends KnownSteps {
  /** How a file is called, see FeatureLines. */
  readonly show: (uri: string) => string;
  readonly progress?: ProgressListener | undefined;
  /** Ids of the step definitions that change hosts. */
  readonly acting?: ReadonlySet<string>;
}

export class OutcomeCollector {
  readonly #lines: FeatureLines;
  readonly #pickles = new Map<string, Pickle>();
  readonly #courses = new Map<string, Course>();
  readonly #attempts = new Map<string, Course>();
  readonly #problems: Problem[] = [];
  readonly #unreadable = new Set<string>();
  /** Files without a scenario: a forgotten half of a check, most likely. */
  readonly #empty = new Set<string>();

  constructor(
    private readonly run: RunContext,
    private readonly options: CollectorOptions,
  ) {
    this.#lines = new FeatureLines(options.show);
  }

  onMessage(envelope: Envelope): void {
    const {
      gherkinDocument,
      pickle,
      parseError,
      testCase,
      testCaseStarted,
      testStepStarted,
      testStepFinished,
      testCaseFinished,
    } = envelope;
    if (gherkinDocument) this.#onDocument(gherkinDocument);
    if (pickle) this.#onPickle(pickle);
    if (parseError) this.#onParseError(parseError);
    if (testCase) this.#onTestCase(testCase);
    if (testCaseStarted) this.#onStart(testCaseStarted);
    if (testStepStarted) this.#onStepStart(testStepStarted);
    if (testStepFinished) this.#onStep(testStepFinished);
    if (testCaseFinished) this.#attempts.get(testCaseFinished.testCaseStartedId)!.finished = true;
  }

  /** A fault of the run itself. */
  addProblem(fault: unknown): void {
    this.#problems.push(problemOf(fault));
  }

  get problems(): readonly Problem[] {
    const empty = [...this.#empty].map(uri => ({
      reason: 'the feature has no scenario',
      at: this.options.show(uri),
    }));
    return [...this.#problems, ...empty];
  }

  /** Names of the features read so far. */
  get features(): readonly string[] {
    return this.#lines.features.map(name => fillText(name, this.run.params));
  }

  /** In the order of the files. */
  get scenarios(): ScenarioOutcome[] {
    return [...this.#courses.values()].map(course => this.#outcomeOf(course));
  }

  #onDocument(document: NonNullable<Envelope['gherkinDocument']>): void {
    this.#lines.add(document);
    this.#empty.add(document.uri ?? '');
  }

  // Filled here, before anything has been matched to a step and before any formatter has seen it.
  #onPickle(pickle: Pickle): void {
    this.run.fill(pickle);
    this.#pickles.set(pickle.id, pickle);
    this.#empty.delete(pickle.uri);
  }

  // Gherkin reports every line it stumbles over after the first.
  #onParseError({ source, message }: NonNullable<Envelope['parseError']>): void {
    const uri = source.uri ?? 'the feature';
    if (this.#unreadable.has(uri)) return;
    this.#unreadable.add(uri);
    const at = source.location ? `${this.options.show(uri)}:${source.location.line}` : this.options.show(uri);
    this.#problems.push({ reason: `the feature cannot be read: ${gherkinFault(message)}`, at });
  }

  #onTestCase(testCase: TestCase): void {
    const pickle = this.#pickles.get(testCase.pickleId)!;
    this.#courses.set(testCase.id, { pickle, testCase, finished: false, waived: [] });
    this.run.stepsAhead += pickle.steps.length;
    const { hands } = this.run;
    const acting = testCase.testSteps.filter(({ stepDefinitionIds = [] }) =>
      stepDefinitionIds.some(id => this.options.acting?.has(id)),
    );
    hands.actingSteps = [
      ...hands.actingSteps,
      ...acting.map(({ id }) => this.#placeOf(pickle, testCase, id)),
    ];
  }

  #placeOf(pickle: Pickle, testCase: TestCase, testStepId: string): { text: string; at: string } {
    const step = stepOf({ pickle, testCase }, testStepId);
    return { text: step?.text ?? '', at: this.#lines.locate(pickle.uri, step?.astNodeIds[0]) };
  }

  #onStepStart({ testCaseStartedId, testStepId }: NonNullable<Envelope['testStepStarted']>): void {
    const { pickle, testCase } = this.#attempts.get(testCaseStartedId)!;
    this.run.hands.place = this.#placeOf(pickle, testCase, testStepId);
    const step = stepOf({ pickle, testCase }, testStepId);
    this.run.notes.sentence = step?.text ?? '';
    if (step) this.run.stepsAhead -= 1;
  }

  #onStart({ id, testCaseId }: NonNullable<Envelope['testCaseStarted']>): void {
    const course = this.#courses.get(testCaseId)!;
    this.#attempts.set(id, course);
    this.options.progress?.({ kind: 'scenario', ...this.#nameOf(course) });
  }

  #onStep({ testCaseStartedId, testStepId, testStepResult }: TestStepFinished): void {
    const course = this.#attempts.get(testCaseStartedId)!;
    const step = stepOf(course, testStepId);
    const at = this.#lines.locate(course.pickle.uri, step?.astNodeIds[0] ?? course.pickle.astNodeIds[0]);
    const { fault, notApplicable } = this.run.takeEnding();
    const idle = testStepResult.status === 'SKIPPED' ? notApplicable : undefined;
    if (idle !== undefined) course.notApplicable ??= { reason: idle, at };
    if (testStepResult.status === 'SKIPPED') course.skippedAt ??= at;
    const milds = this.run.notes.takeMild().map(mild => judgeFault(mild, []));
    const waived = this.run.notes.takeWaived();
    course.waived.push(...waived);
    for (const warning of milds)
      if (outweighs(warning, course.judgement)) course.judgement = { ...warning, at };
    const judgement = this.#judge(testStepResult, step, fault ?? testStepResult.message, course);
    if (judgement && outweighs(judgement, course.judgement)) {
      // Of a run that is refused as a whole, the step that is the reason.
      const reason = fault instanceof ActingRefused ? fault.at : undefined;
      course.judgement = { ...judgement, at: reason ?? at };
    }
    const mark = markOf(testStepResult.status, idle, judgement ?? milds[0], waived);
    this.#tellStep(step, mark, (judgement ?? milds[0])?.reason ?? idle ?? waived[0]);
  }

  // Hooks are told of only when they go wrong.
  #tellStep(step: PickleStep | undefined, mark: StepMark, reason: string | undefined): void {
    if (!step && (mark === 'passed' || mark === 'skipped')) return;
    const keyword = step ? this.#lines.keywordOf(step.astNodeIds[0]) : 'hook: ';
    const text = step?.text ?? 'around the scenario';
    this.options.progress?.({ kind: 'step', keyword, text, mark, ...(reason !== undefined && { reason }) });
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
          presentable(fault),
          course.pickle.tags.map(tag => tag.name),
        );
      default:
        return { status: 'UNKNOWN', reason: this.#unusable(result.status, step?.text ?? '') } as const;
    }
  }

  #unusable(status: string, text: string): string {
    if (status === 'AMBIGUOUS') return ambiguous(text, this.options.definitions);
    if (status !== 'UNDEFINED') return `the step "${text}" is ${status.toLowerCase()}`;
    const near = suggestStep(text, this.options.definitions);
    return `undefined step "${text}"${near ? `; did you mean "${near}"` : ''}`;
  }

  #outcomeOf(course: Course): ScenarioOutcome {
    const name = this.#nameOf(course);
    const end = endOfCourse(course, this.options, () => this.#whyUnfinished);
    const tags = course.pickle.tags.map(tag => tag.name);
    const place = { feature: name.feature, file: course.pickle.uri, scenario: name.name, tags };
    const unknown = end.verdict === 'unknown';
    // What was not even finished has not failed, either.
    const waiver =
      end.status === 'OK' || !course.finished
        ? undefined
        : this.run.waivers.ofScenario(place, this.run.wallClock(), unknown);
    return { ...name, ...(waiver === undefined ? end : waive(end, waiver)) };
  }

  #nameOf({ pickle }: Course): Pick<ScenarioOutcome, 'feature' | 'name' | 'location'> {
    return {
      feature: fillText(this.#lines.featureOf(pickle.uri), this.run.params),
      name: pickle.name,
      location: this.#lines.locate(pickle.uri, pickle.astNodeIds[pickle.astNodeIds.length - 1]),
    };
  }

  get #whyUnfinished(): string {
    const { signal } = this.run.deadline;
    if (signal.aborted) return `not finished: ${describeError(signal.reason)}`;
    return this.#problems[0] ? `not run: ${this.#problems[0].reason}` : 'not run';
  }
}

function markOf(
  status: string,
  notApplicable: string | undefined,
  judgement: Judgement | undefined,
  waived: readonly string[],
): StepMark {
  if (notApplicable !== undefined) return 'not applicable';
  if (judgement) return MARKS[judgement.status];
  if (status === 'SKIPPED') return 'skipped';
  return waived.length > 0 ? 'waived' : 'passed';
}

const MARKS = { OK: 'passed', WARNING: 'warning', CRITICAL: 'failed', UNKNOWN: 'unknown' } as const;

// Cucumber counts the arguments of the function, where the feature has something below the step.
function presentable(fault: unknown): unknown {
  if (typeof fault !== 'string' || !/^(Error: )?function has \d+ arguments?, should have/.test(fault))
    return fault;
  return 'the step takes no table and no text below it; take it away';
}
