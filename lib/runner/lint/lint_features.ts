// Judges features before anything runs and without a fleet, by the rules of finding.ts.
import type { Envelope, SupportLibrary } from '../../../support/cucumber';
import type { Environment } from '../../environment';
import { OwnStepBroken, StepDefinedTwice } from '../errors';
import { requireFeatureFiles } from '../feature_files';
import { gherkinFault } from '../gherkin_fault';
import { loadSteps } from '../own_steps';
import { compileFeatures } from './compile_features';
import { judgeDocument } from './document_rules';
import { FeatureIndex, scenariosOf } from './feature_index';
import type { Finding } from './finding';
import { FindingList, type FindingPlace } from './finding_list';
import { type GivenParameters, ParameterUse } from './parameter_use';
import { judgeScenario, judgeStep, type Match } from './scenario_rules';

export interface LintQuestion extends GivenParameters {
  /** Files or folders. */
  readonly paths: readonly string[];
  readonly steps?: string | undefined;
  /** Ask for a severity, too. */
  readonly strict: boolean;
}

export interface LintReport {
  readonly features: number;
  readonly scenarios: number;
  readonly findings: readonly Finding[];
}

type Pickle = NonNullable<Envelope['pickle']>;
type TestCase = NonNullable<Envelope['testCase']>;
type PickleStep = Pickle['steps'][number];
type Definition = SupportLibrary['stepDefinitions'][number];

/** Throws FeatureMissing, and what else keeps features from being judged at all. */
export async function lintFeatures(question: LintQuestion, environment: Environment): Promise<LintReport> {
  requireFeatureFiles(question.paths, environment.cwd);
  let library: SupportLibrary;
  try {
    library = await loadSteps(question, environment);
  } catch (fault) {
    if (!(fault instanceof OwnStepBroken) && !(fault instanceof StepDefinedTwice)) throw fault;
    return { features: 0, scenarios: 0, findings: [brokenSteps(fault)] };
  }
  const linter = new Linter(question, library, environment.cwd);
  await compileFeatures(question.paths, library, environment, message => linter.onMessage(message));
  return linter.report();
}

function brokenSteps(fault: OwnStepBroken | StepDefinedTwice): Finding {
  const found = { weight: 'error', rule: 'steps' } as const;
  if (fault instanceof StepDefinedTwice) {
    const [, file = 'step_definitions', line = '1'] = /^(.+):(\d+)$/.exec(fault.places[1]) ?? [];
    return { ...found, file, line: Number(line), column: 1, text: fault.sentence };
  }
  const { file, place, problem } = fault;
  const { line = 1, column = 1 } = place ?? {};
  return { ...found, file, line, column, text: problem };
}

class Linter {
  readonly #index = new FeatureIndex();
  readonly #findings: FindingList;
  readonly #parameters: ParameterUse;
  readonly #pickles = new Map<string, Pickle>();
  readonly #definitions: ReadonlyMap<string, Definition>;
  readonly #unreadable = new Set<string>();

  constructor(
    private readonly question: LintQuestion,
    private readonly library: SupportLibrary,
    cwd: string,
  ) {
    this.#findings = new FindingList(cwd);
    this.#parameters = new ParameterUse(question, this.#findings);
    this.#definitions = new Map(library.stepDefinitions.map(step => [step.id, step]));
  }

  onMessage({ gherkinDocument, pickle, parseError, testCase }: Envelope): void {
    if (gherkinDocument) this.#index.add(gherkinDocument);
    if (pickle) this.#onPickle(pickle);
    if (parseError) this.#onParseError(parseError);
    if (testCase) this.#onTestCase(testCase);
  }

  report(): LintReport {
    this.#judgeDocuments();
    // What cannot be read may have used any of them.
    if (this.#unreadable.size === 0) this.#parameters.judgeUnused({ uri: this.question.paths[0]!, line: 1 });
    return {
      features: this.#index.documents.length + this.#unreadable.size,
      scenarios: this.#pickles.size,
      findings: this.#findings.sorted,
    };
  }

  // Gherkin reports every line it stumbles over after the first.
  #onParseError({ source, message }: NonNullable<Envelope['parseError']>): void {
    const uri = source.uri ?? '';
    if (this.#unreadable.has(uri)) return;
    this.#unreadable.add(uri);
    const place = { uri, ...(source.location ?? { line: 1 }) };
    this.#findings.error('unreadable', place, `cannot be read: ${gherkinFault(message)}`);
  }

  // Filled before Cucumber matches it to steps.
  #onPickle(pickle: Pickle): void {
    this.#pickles.set(pickle.id, pickle);
    for (const step of pickle.steps) this.#parameters.fill(step, this.#placeOf(pickle, step));
    this.#parameters.note(pickle.name);
    if (pickle.steps.length > 0) return;
    const text = `the scenario "${pickle.name}" has no steps, so that nothing is checked`;
    this.#findings.error('no-step', this.#placeOf(pickle), text);
  }

  #placeOf(pickle: Pickle, { astNodeIds }: Pick<PickleStep, 'astNodeIds'> = pickle): FindingPlace {
    return { uri: pickle.uri, ...this.#index.placeOf(astNodeIds) };
  }

  #onTestCase(testCase: TestCase): void {
    const pickle = this.#pickles.get(testCase.pickleId)!;
    const matches = pickle.steps.map(step => this.#match(testCase, step));
    for (const match of matches) {
      const at = { place: this.#placeOf(pickle, match.step), waits: this.#parameters.waits(match.step) };
      judgeStep(match, at, this.library.stepDefinitions, this.#findings);
    }
    const { strict } = this.question;
    if (matches.length > 0 && matches.every(({ definitions }) => definitions.length === 1))
      judgeScenario(pickle, matches, { place: this.#placeOf(pickle), strict }, this.#findings);
  }

  #match(testCase: TestCase, step: PickleStep): Match {
    const found = testCase.testSteps.find(({ pickleStepId }) => pickleStepId === step.id);
    const definitions = (found?.stepDefinitionIds ?? []).flatMap(id => this.#definitions.get(id) ?? []);
    const words = (found?.stepMatchArgumentsLists?.[0]?.stepMatchArguments ?? []).map(
      ({ parameterTypeName, group }) => ({ type: parameterTypeName ?? '', text: group.value ?? '' }),
    );
    return { step, definitions, words };
  }

  #judgeDocuments(): void {
    const compiled = new Set([...this.#pickles.values()].map(({ uri }) => uri));
    for (const document of this.#index.documents) {
      judgeDocument(document, compiled.has(document.uri ?? ''), this.#findings);
      const { name = '', description = '' } = document.feature ?? {};
      for (const text of [name, description, ...scenariosOf(document).map(one => one.description)])
        this.#parameters.note(text);
    }
  }
}
