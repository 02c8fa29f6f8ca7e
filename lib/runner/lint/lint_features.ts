// Judges features before anything runs and without a fleet: each rule of finding.ts is a method here.
import { resolve } from 'node:path';
import { isActing } from '../../../support/acting';
import { isArrangement } from '../../../support/arrangement';
import type { Envelope, SupportLibrary } from '../../../support/cucumber';
import type { Environment } from '../../environment';
import { didYouMean } from '../../util/did_you_mean';
import { OwnStepBroken, StepDefinedTwice } from '../errors';
import { requireFeatureFiles } from '../feature_files';
import { gherkinFault } from '../gherkin_fault';
import { isOwnStep, loadSteps } from '../own_steps';
import { type FillableScenario, fillText, type Params } from '../placeholders';
import { ambiguous, suggestStep } from '../step_suggestion';
import { compileFeatures } from './compile_features';
import { FeatureIndex, type GherkinDocument, type Location, scenariosOf, tagsOf } from './feature_index';
import { type Finding, type LintRule, sortedFindings } from './finding';
import { brokenWords, isCondition, type SentenceWord } from './judge_sentence';

export interface LintQuestion {
  /** Files or folders. */
  readonly paths: readonly string[];
  readonly steps?: string | undefined;
  /** Of the command line: each must be used. */
  readonly given: Params;
  /** Of the configuration: used by some feature, if all of them are judged. */
  readonly configured: Params;
  /** All features of the project are judged. */
  readonly whole: boolean;
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

/** Tags with a meaning. */
export const KNOWN_TAGS = ['@warning', '@critical', '@acts', '@selftest'];

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
  readonly #findings: Finding[] = [];
  readonly #pickles = new Map<string, Pickle>();
  readonly #definitions: ReadonlyMap<string, Definition>;
  readonly #used = new Set<string>();
  /** Ids of steps that wait for a parameter. */
  readonly #waiting = new Set<string>();
  readonly #unreadable = new Set<string>();
  #scenarios = 0;

  constructor(
    private readonly question: LintQuestion,
    private readonly library: SupportLibrary,
    private readonly cwd: string,
  ) {
    this.#definitions = new Map(library.stepDefinitions.map(step => [step.id, step]));
  }

  onMessage({ gherkinDocument, pickle, parseError, testCase }: Envelope): void {
    if (gherkinDocument) this.#index.add(gherkinDocument);
    if (pickle) this.#onPickle(pickle);
    if (parseError) this.#onParseError(parseError);
    if (testCase) this.#onTestCase(testCase);
  }

  report(): LintReport {
    for (const document of this.#index.documents) this.#onDocument(document);
    this.#unusedParameters();
    return {
      features: this.#index.documents.length + this.#unreadable.size,
      scenarios: this.#scenarios,
      findings: sortedFindings(once(this.#findings)),
    };
  }

  #find(weight: Finding['weight'], rule: LintRule, uri: string, at: Location, text: string): void {
    const { line, column = 1 } = at;
    const file = uri.startsWith('..') ? resolve(this.cwd, uri) : uri;
    this.#findings.push({ weight, rule, file, line, column, text });
  }

  // Gherkin reports every line it stumbles over after the first.
  #onParseError({ source, message }: NonNullable<Envelope['parseError']>): void {
    const uri = source.uri ?? '';
    if (this.#unreadable.has(uri)) return;
    this.#unreadable.add(uri);
    const text = `cannot be read: ${gherkinFault(message)}`;
    this.#find('error', 'unreadable', uri, source.location ?? { line: 1 }, text);
  }

  // Filled before Cucumber matches it to steps.
  #onPickle(pickle: Pickle): void {
    this.#pickles.set(pickle.id, pickle);
    this.#scenarios++;
    const params = { ...this.question.configured, ...this.question.given };
    for (const step of pickle.steps) {
      const names = placeholdersOf(step);
      for (const name of names) this.#used.add(name);
      for (const name of names.filter(one => !Object.hasOwn(params, one))) {
        this.#waiting.add(step.id);
        const give = name === 'host' ? '-H HOST' : `--param ${name}=…`;
        this.#findAt(
          'warning',
          'missing-parameter',
          pickle,
          step,
          `no value yet for <${name}>: ${give}, or checks.params`,
        );
      }
      step.text = fillText(step.text, params);
    }
    for (const name of namesIn(pickle.name)) this.#used.add(name);
    if (pickle.steps.length === 0) {
      const text = `the scenario "${pickle.name}" has no steps, so that nothing is checked`;
      this.#find('error', 'no-step', pickle.uri, this.#index.placeOf(pickle.astNodeIds), text);
    }
  }

  #findAt(weight: Finding['weight'], rule: LintRule, pickle: Pickle, step: PickleStep, text: string): void {
    this.#find(weight, rule, pickle.uri, this.#index.placeOf(step.astNodeIds), text);
  }

  #onTestCase(testCase: TestCase): void {
    const pickle = this.#pickles.get(testCase.pickleId)!;
    const matches = pickle.steps.map(step => this.#match(testCase, step));
    for (const match of matches) this.#judgeStep(pickle, match);
    if (matches.length > 0 && matches.every(({ definitions }) => definitions.length === 1))
      this.#judgeScenario(pickle, matches);
  }

  #match(testCase: TestCase, step: PickleStep): Match {
    const found = testCase.testSteps.find(({ pickleStepId }) => pickleStepId === step.id);
    const definitions = (found?.stepDefinitionIds ?? []).flatMap(id => this.#definitions.get(id) ?? []);
    const words = (found?.stepMatchArgumentsLists?.[0]?.stepMatchArguments ?? []).map(
      ({ parameterTypeName, group }) => ({ type: parameterTypeName ?? '', text: group.value ?? '' }),
    );
    return { step, definitions, words };
  }

  #judgeStep(pickle: Pickle, { step, definitions, words }: Match): void {
    const { text } = step;
    if (definitions.length > 1)
      this.#findAt('error', 'ambiguous', pickle, step, ambiguous(text, this.library.stepDefinitions));
    if (definitions.length === 0 && !(this.#waiting.has(step.id) && this.#couldBe(text))) {
      const near = suggestStep(text, this.library.stepDefinitions);
      const meant = near ? `; did you mean "${near}"` : '';
      this.#findAt('error', 'undefined', pickle, step, `undefined step "${text}"${meant}`);
    }
    for (const problem of brokenWords(words)) this.#findAt('error', 'sentence', pickle, step, problem);
    const [definition] = definitions;
    if (definition && isActing(definition.unwrappedCode) && isOwnStep(definition) && !notesUndo(definition))
      this.#findAt(
        'warning',
        'undo',
        pickle,
        step,
        `the step changes hosts and notes no undo (${definition.uri}:${definition.line})`,
      );
  }

  // What a parameter may bring.
  #couldBe(text: string): boolean {
    return VALUES.some(value => {
      const filled = text.replace(/<[A-Za-z_][\w.-]*>/g, value);
      return this.library.stepDefinitions.some(step => step.expression.match(filled));
    });
  }

  #judgeScenario(pickle: Pickle, matches: readonly Match[]): void {
    const at = this.#index.placeOf(pickle.astNodeIds);
    const name = `the scenario "${pickle.name}"`;
    const doing = matches.filter(
      ({ definitions, words }) => !isArrangement(definitions[0]!.unwrappedCode) && !isCondition(words),
    );
    const asserts = doing.some(({ definitions }) => definitions[0]!.keyword.trim() === 'Then');
    if (!asserts) {
      // What only acts can fail by that, at least.
      const weight = doing.length > 0 ? 'warning' : 'error';
      const text = `${name} has no step that ${doing.length > 0 ? 'asserts anything' : 'could fail'}: add a Then`;
      this.#find(weight, 'no-assertion', pickle.uri, at, text);
    }
    const tags = pickle.tags.map(tag => tag.name);
    const acting = matches.find(({ definitions }) => isActing(definitions[0]!.unwrappedCode));
    if (acting && !tags.includes('@acts'))
      this.#find(
        'warning',
        'acts',
        pickle.uri,
        at,
        `${name} changes hosts ("${acting.step.text}"), so it runs only with --act; tag it or the feature @acts to say so`,
      );
    if (this.question.strict && !tags.includes('@warning') && !tags.includes('@critical'))
      this.#find(
        'warning',
        'severity',
        pickle.uri,
        at,
        `${name} does not say how serious it is: tag it @critical or @warning`,
      );
  }

  #onDocument(document: GherkinDocument): void {
    const { uri = '', feature } = document;
    const scenarios = scenariosOf(document);
    if (scenarios.length === 0 || ![...this.#pickles.values()].some(pickle => pickle.uri === uri)) {
      const text = feature
        ? 'the feature has no scenario, so that nothing is checked'
        : 'the file has no feature';
      this.#find('error', 'no-scenario', uri, feature?.location ?? { line: 1 }, text);
    }
    const seen = new Map<string, Location>();
    for (const { name, location } of scenarios) {
      const first = seen.get(name);
      if (first)
        this.#find(
          'warning',
          'same-name',
          uri,
          location,
          `the scenario of line ${first.line} is called "${name}", too`,
        );
      else seen.set(name, location);
    }
    for (const { name, location } of tagsOf(document)) {
      const near = KNOWN_TAGS.includes(name) ? undefined : didYouMean(name, KNOWN_TAGS);
      if (near)
        this.#find('error', 'tag', uri, location, `the tag ${name} means nothing; did you mean ${near}`);
    }
    const texts = [feature?.name ?? '', feature?.description ?? '', ...scenarios.map(one => one.description)];
    for (const name of texts.flatMap(namesIn)) this.#used.add(name);
  }

  #unusedParameters(): void {
    if (this.#unreadable.size > 0) return;
    const { given, configured, whole, paths } = this.question;
    const unused = (params: Params): string[] => Object.keys(params).filter(name => !this.#used.has(name));
    const near = (name: string): string => {
      const meant = didYouMean(name, this.#used);
      return meant ? `; did you mean <${meant}>` : '';
    };
    for (const name of unused(given).filter(one => one !== 'host'))
      this.#find(
        'error',
        'unused-parameter',
        paths[0]!,
        { line: 1 },
        `no feature uses the parameter ${name}${near(name)}`,
      );
    if (!whole) return;
    for (const name of unused(configured).filter(one => !Object.hasOwn(given, one)))
      this.#find(
        'warning',
        'unused-parameter',
        paths[0]!,
        { line: 1 },
        `no feature uses checks.params.${name}${near(name)}`,
      );
  }
}

// Of ours it is tested; of others their text must do.
const notesUndo = ({ unwrappedCode }: Definition): boolean => /undo/i.test(String(unwrappedCode));

interface Match {
  readonly step: PickleStep;
  readonly definitions: readonly Definition[];
  readonly words: readonly SentenceWord[];
}

const VALUES = [
  '/srv/data',
  'https://www.example.net/',
  '5',
  'web1',
  '"web"',
  '192.0.2.7',
  'below 5',
  'role::web',
  'country=de',
  'hosts',
  'blocked',
  'should',
];

function namesIn(text: string): string[] {
  const names: string[] = [];
  fillText(text, {}, name => names.push(name));
  return names;
}

function placeholdersOf(step: FillableScenario['steps'][number]): string[] {
  const { docString, dataTable } = step.argument ?? {};
  const cells = dataTable?.rows.flatMap(row => row.cells.map(cell => cell.value)) ?? [];
  return [...new Set([step.text, docString?.content ?? '', ...cells].flatMap(namesIn))];
}

// Rows of an outline, and a background, say the same again.
function once(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map(finding => [JSON.stringify(finding), finding])).values()];
}
