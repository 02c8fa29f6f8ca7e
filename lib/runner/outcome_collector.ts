// Listens to Cucumber's messages while features run, and knows at any moment how things stand.

import type { Envelope } from '../../support/cucumber';
import { describeError } from '../errors';
import { worstStatus } from '../nagios/status';
import { FeatureLines } from './feature_lines';
import { type Judgement, judgeFault } from './judge';
import { type Problem, problemOf, type ScenarioOutcome } from './outcome';
import { fillText } from './placeholders';
import type { ProgressListener, StepMark } from './progress';
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
  /** The first step that was not run although nothing had gone wrong. */
  skippedAt?: string;
}

export interface CollectorOptions {
  /** The known steps, for suggestions. */
  readonly expressions: readonly string[];
  /** How a file is called, see FeatureLines. */
  readonly show: (uri: string) => string;
  readonly progress?: ProgressListener | undefined;
  /** Ids of the step definitions that only prepare. */
  readonly arranging: ReadonlySet<string>;
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
      testStepFinished,
      testCaseFinished,
    } = envelope;
    if (gherkinDocument) this.#onDocument(gherkinDocument);
    if (pickle) this.#onPickle(pickle);
    if (parseError) this.#onParseError(parseError);
    if (testCase) this.#onTestCase(testCase);
    if (testCaseStarted) this.#onStart(testCaseStarted);
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
    const reason = message.replace(/^\(\d+:\d+\): /, '').split('\n')[0]!;
    this.#problems.push({ reason: `the feature cannot be read: ${reason}`, at });
  }

  #onTestCase(testCase: TestCase): void {
    const pickle = this.#pickles.get(testCase.pickleId)!;
    this.#courses.set(testCase.id, { pickle, testCase, finished: false });
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
    for (const mild of this.run.takeMild()) {
      const warning = judgeFault(mild, []);
      if (outweighs(warning, course.judgement)) course.judgement = { ...warning, at };
    }
    const judgement = this.#judge(testStepResult, step, fault ?? testStepResult.message, course);
    if (judgement && outweighs(judgement, course.judgement)) course.judgement = { ...judgement, at };
    this.#tellStep(step, markOf(testStepResult.status, idle, judgement), judgement?.reason ?? idle);
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
    if (status === 'AMBIGUOUS') return `several step definitions match "${text}"`;
    if (status !== 'UNDEFINED') return `the step "${text}" is ${status.toLowerCase()}`;
    const near = suggestStep(text, this.options.expressions);
    return `undefined step "${text}"${near ? `; did you mean "${near}"` : ''}`;
  }

  #outcomeOf(course: Course): ScenarioOutcome {
    return { ...this.#nameOf(course), ...this.#endOf(course) };
  }

  #nameOf({ pickle }: Course): Pick<ScenarioOutcome, 'feature' | 'name' | 'location'> {
    return {
      feature: fillText(this.#lines.featureOf(pickle.uri), this.run.params),
      name: pickle.name,
      location: this.#lines.locate(pickle.uri, pickle.astNodeIds[pickle.astNodeIds.length - 1]),
    };
  }

  #endOf({
    judgement,
    notApplicable,
    skippedAt,
    finished,
    pickle,
    testCase,
  }: Course): Omit<ScenarioOutcome, 'feature' | 'name' | 'location'> {
    if (judgement) return { verdict: judgement.status === 'UNKNOWN' ? 'unknown' : 'failed', ...judgement };
    if (!finished) return unknown(this.#whyUnfinished);
    if (notApplicable) return { verdict: 'not applicable', status: 'OK', ...notApplicable };
    if (skippedAt !== undefined) {
      return { ...unknown('a step was skipped without a reason'), at: skippedAt };
    }
    if (pickle.steps.length === 0) return unknown('the scenario has no steps');
    if (this.#onlyArranges(testCase)) return unknown('the scenario only prepares and tests nothing');
    return { verdict: 'passed', status: 'OK' };
  }

  // Hooks belong to no step definition.
  #onlyArranges({ testSteps }: TestCase): boolean {
    return testSteps.every(({ stepDefinitionIds = [] }) =>
      stepDefinitionIds.every(id => this.options.arranging.has(id)),
    );
  }

  get #whyUnfinished(): string {
    const { signal } = this.run.deadline;
    if (signal.aborted) return `not finished: ${describeError(signal.reason)}`;
    return this.#problems[0] ? `not run: ${this.#problems[0].reason}` : 'not run';
  }
}

const unknown = (reason: string) => ({ verdict: 'unknown', status: 'UNKNOWN', reason }) as const;

function stepOf({ pickle, testCase }: Course, testStepId: string): PickleStep | undefined {
  const { pickleStepId } = testCase.testSteps.find(step => step.id === testStepId) ?? {};
  return pickle.steps.find(step => step.id === pickleStepId);
}

// Of equals the first counts: the others follow from it.
function outweighs(judgement: Judgement, former: Judgement | undefined): boolean {
  return !former || worstStatus([former.status, judgement.status]) !== former.status;
}

function markOf(
  status: string,
  notApplicable: string | undefined,
  judgement: Judgement | undefined,
): StepMark {
  if (notApplicable !== undefined) return 'not applicable';
  if (judgement) return judgement.status === 'UNKNOWN' ? 'unknown' : 'failed';
  return status === 'SKIPPED' ? 'skipped' : 'passed';
}

// Cucumber counts the arguments of the function, where the feature has something below the step.
function presentable(fault: unknown): unknown {
  if (typeof fault !== 'string' || !/^(Error: )?function has \d+ arguments?, should have/.test(fault))
    return fault;
  return 'the step takes no table and no text below it; take it away';
}
